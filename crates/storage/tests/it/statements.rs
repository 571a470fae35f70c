//! Every statement: it can be prepared, its parameters are numbered as they appear, and it enters
//! each table that grows by an index.

pub(crate) mod scenario;
mod scenario_extras;

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::Connection;

use crate::support::{Captured, Engine, World, captured_statements, run, sqlite, statements_of};

/// The tables whose rows grow with what customers do.
pub(crate) const GROWING: [&str; 15] = [
    "credentials",
    "events",
    "group_members",
    "local_group_members",
    "local_groups",
    "oauth_assertions",
    "oauth_clients",
    "organizations",
    "resource_emails",
    "resource_unique_values",
    "resources",
    "role_assignments",
    "service_accounts",
    "trusted_issuers",
    "users",
];

/// The statements that stand as whole texts in the sources, those of the engines apart.
pub(crate) fn whole_statements() -> BTreeSet<String> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    // The folders of the engines have a few statements of their own.
    statements_of(&sources)
        .into_iter()
        .filter(|(file, statement)| {
            !["src/sqlite/", "src/postgres/"]
                .iter()
                .any(|engine| file.contains(engine))
                && !statement.contains('{')
        })
        .map(|(_, statement)| statement)
        .collect()
}

/// The same, and those that were really given to the embedded engine.
fn all_statements() -> (BTreeSet<String>, Captured) {
    let whole = whole_statements();
    let given = captured_statements(scenario::every_verb(Engine::Sqlite));
    (whole, given)
}

#[test]
fn every_statement_is_prepared_with_parameters_numbered_by_appearance() {
    let (whole, Captured { all: given, .. }) = all_statements();
    assert!(
        whole.len() > 50,
        "{} statements found in the sources",
        whole.len()
    );
    assert!(
        given.len() > whole.len(),
        "{} statements given",
        given.len()
    );
    let unused = whole.difference(&given).collect::<Vec<_>>();
    assert!(
        unused.is_empty(),
        "no verb of the scenario runs {unused:#?}"
    );
    let world = run(World::new(Engine::Sqlite));
    let connection = Connection::open(world.database()).unwrap();
    for sql in given.union(&whole) {
        let statement = connection
            .prepare(sql)
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
        for number in 1..=statement.parameter_count() {
            let name = format!("${number}");
            assert_eq!(
                statement.parameter_name(number),
                Some(name.as_str()),
                "{sql}"
            );
        }
    }
}

fn plan(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap();
    // The parameters stay unbound: the plan does not depend on them.
    let mut lines = statement.raw_query();
    let mut plan = Vec::new();
    while let Some(line) = lines.next().unwrap() {
        plan.push(line.get::<_, String>(3).unwrap());
    }
    plan
}

#[test]
fn no_statement_scans_a_table_that_grows() {
    let (whole, Captured { all: given, .. }) = all_statements();
    let world = run(World::new(Engine::Sqlite));
    let connection = Connection::open(world.database()).unwrap();
    for sql in given.union(&whole) {
        let aliases = aliases(sql);
        for line in plan(&connection, sql) {
            let scanned = line
                .strip_prefix("SCAN ")
                .and_then(|rest| rest.split(' ').next());
            let grows = scanned.is_some_and(|table| aliases.contains(table));
            assert!(!grows, "{sql}\n{line}");
        }
    }
}

/// The names by which a statement calls the tables that grow.
fn aliases(sql: &str) -> BTreeSet<String> {
    let words = sql.split([' ', '(', ')', ',']).collect::<Vec<_>>();
    let mut aliases = BTreeSet::new();
    for pair in words.windows(2) {
        if GROWING.contains(&pair[0]) {
            aliases.insert(pair[0].to_owned());
            aliases.insert(pair[1].to_owned());
        }
    }
    aliases.extend(
        words
            .last()
            .filter(|word| GROWING.contains(word))
            .map(|&word| word.to_owned()),
    );
    aliases
}

/// The hot statements: part of the text, and the columns by which the index is entered.
const HOT: [(&str, &str); 33] = [
    (
        "WHERE c.public_id = $1",
        "SEARCH c USING INDEX sqlite_autoindex_credentials_1 (public_id=?)",
    ),
    (
        "AND u.id = c.user_id",
        "SEARCH u USING INDEX sqlite_autoindex_users_1 (organization_id=? AND id=?)",
    ),
    (
        "AND s.id = c.scim_configuration_id",
        "SEARCH s USING INDEX sqlite_autoindex_scim_configurations_1 (organization_id=? AND id=?)",
    ),
    (
        "FROM resources WHERE organization_id = $1 AND scim_configuration_id = $2 AND resource_type = $3 AND id = $4",
        OWNED_ID,
    ),
    ("UPDATE resources SET version", OWNED_ID),
    (
        "DELETE FROM resources WHERE organization_id = $1 AND scim_configuration_id = $2",
        OWNED_ID,
    ),
    (
        "r.unique_key = $4 ORDER BY",
        "(organization_id=? AND scim_configuration_id=? AND resource_type=? AND unique_key=?)",
    ),
    (
        "r.external_id = $4) ORDER BY",
        "(organization_id=? AND scim_configuration_id=? AND resource_type=? AND external_id=?)",
    ),
    (
        "r.display_name_key = $4) ORDER BY",
        "(organization_id=? AND scim_configuration_id=? AND resource_type=? AND display_name_key=?)",
    ),
    ("r.id = $4 ORDER BY", OWNED_ID),
    (
        "AND attribute = $7 AND value_key = $8) ORDER BY",
        "SEARCH resource_unique_values USING PRIMARY KEY (organization_id=? AND scim_configuration_id=? AND resource_type=? AND attribute=? AND value_key=?)",
    ),
    ("AND attribute = $7 AND value_key = $8) ORDER BY", OWNED_ID),
    (
        "AND email_key = $6) ORDER BY",
        "SEARCH resource_emails USING PRIMARY KEY (organization_id=? AND scim_configuration_id=? AND email_key=?)",
    ),
    ("AND email_key = $6) ORDER BY", OWNED_ID),
    (
        "AND email_key >= $6 AND email_key < $7) ORDER BY",
        "(organization_id=? AND scim_configuration_id=? AND email_key>? AND email_key<?)",
    ),
    (
        "AND member_id = $6) ORDER BY",
        "SEARCH group_members USING COVERING INDEX group_members_by_member (organization_id=? AND scim_configuration_id=? AND member_id=?)",
    ),
    ("AND member_id = $6) ORDER BY", OWNED_ID),
    (
        "m.group_id = inside.member_id",
        "SEARCH m USING PRIMARY KEY (organization_id=? AND scim_configuration_id=? AND group_id=?)",
    ),
    ("m.group_id = inside.member_id", OWNED_ID),
    (
        "m.member_id = reached.group_id",
        "SEARCH m USING COVERING INDEX group_members_by_member (organization_id=? AND scim_configuration_id=? AND member_id=?)",
    ),
    ("m.member_id = reached.group_id", OWNED_ID),
    (
        "JOIN resources r ON r.organization_id = m.organization_id",
        "SEARCH m USING PRIMARY KEY (organization_id=? AND scim_configuration_id=? AND group_id=?)",
    ),
    (
        "JOIN resources r ON r.organization_id = m.organization_id",
        OWNED_ID,
    ),
    ("r.active = 0) ORDER BY", "resources_inactive"),
    (
        "u.email_key = $2 AND u.email_key <> ''",
        "SEARCH u USING INDEX users_by_email (organization_id=? AND email_key=?)",
    ),
    (
        "DELETE FROM group_members WHERE organization_id = $1 AND scim_configuration_id = $2 AND group_id = $3 AND member_id = $4",
        "(organization_id=? AND scim_configuration_id=? AND group_id=? AND member_id=?)",
    ),
    (
        "SELECT group_id FROM group_members WHERE organization_id = $1 AND scim_configuration_id = $2 AND member_id = $3",
        "(organization_id=? AND scim_configuration_id=? AND member_id=?)",
    ),
    (
        "WHERE o.scim_configuration_id = $1 AND o.id = $2",
        "SEARCH o USING INDEX oauth_clients_by_id (scim_configuration_id=? AND id=?)",
    ),
    (
        "WHERE t.scim_configuration_id = $1 AND t.issuer = $2",
        "SEARCH t USING INDEX trusted_issuers_by_name (scim_configuration_id=? AND issuer=?)",
    ),
    (
        "FROM oauth_assertions WHERE organization_id = $1 AND scim_configuration_id = $2 AND oauth_client_id = $3 AND expires_at <= $4",
        "(organization_id=? AND scim_configuration_id=? AND oauth_client_id=? AND expires_at<?)",
    ),
    (
        "AND oauth_client_id = $2 AND expires_at <= $3",
        "credentials_by_oauth_client (organization_id=? AND oauth_client_id=?)",
    ),
    (
        "AND oauth_client_id = $2 AND id NOT IN",
        "credentials_by_oauth_client (organization_id=? AND oauth_client_id=?)",
    ),
    (
        "FROM events WHERE organization_id = $1 AND sequence > $2",
        "(organization_id=? AND sequence>?)",
    ),
];
const OWNED_ID: &str =
    "(organization_id=? AND scim_configuration_id=? AND resource_type=? AND id=?)";

#[test]
fn the_hot_statements_enter_their_indexes_by_all_leading_columns() {
    let (whole, Captured { reads, .. }) = all_statements();
    let all = reads.union(&whole).collect::<Vec<_>>();
    let world = run(World::new(Engine::Sqlite));
    let connection = Connection::open(world.database()).unwrap();
    for (part, wanted) in HOT {
        let found = all.iter().filter(|sql| sql.contains(part));
        let mut count = 0;
        for sql in found {
            count += 1;
            let plan = plan(&connection, sql);
            assert!(
                plan.iter().any(|line| line.contains(wanted)),
                "{sql}\nshould enter by {wanted}\n{plan:#?}"
            );
        }
        assert!(count > 0, "no statement contains {part:?}");
    }
}

#[test]
fn a_store_keeps_no_statistics_that_would_change_its_plans() {
    run(async {
        let world = World::new(Engine::Sqlite).await;
        let copy = tempfile::tempdir().unwrap();
        let path = copy.path().join("muster.db");
        let connection = Connection::open(world.database()).unwrap();
        connection
            .execute("VACUUM INTO ?1", [path.to_str().unwrap()])
            .unwrap();
        drop(sqlite(copy.path()));
        let statistics: i64 = Connection::open(path)
            .unwrap()
            .query_row(
                "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'sqlite_stat%'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(statistics, 0);
    });
}

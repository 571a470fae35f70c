//! A sound store has no faults, and whatever is changed behind its back is found and named.

use domain::id::OrganizationId;
use domain::provisioning::Preconditions;
use scim::projection::Projection;
use scim::resource_type::{GROUP, USER};
use serde_json::json;
use storage::{OrganizationReport, StoreReport, StoreUrl};

use crate::support::{ENGINES, Engine, Site, World, run};

/// What is found: of the store as a whole, and of each organization.
pub(crate) async fn verified(url: &StoreUrl) -> (StoreReport, Vec<OrganizationReport>) {
    let mut organizations = Vec::new();
    let report = storage::verify(url, &mut |found| organizations.push(found.clone())).await;
    (report.unwrap(), organizations)
}

/// Asserts that nothing is wrong.
pub(crate) async fn assert_sound(world: &World) {
    assert_sound_at(world.site().url()).await;
}

/// The same for a store that is not a world's.
pub(crate) async fn assert_sound_at(url: &StoreUrl) {
    let (report, organizations) = verified(url).await;
    assert!(report.is_sound(), "{report:#?} {organizations:#?}");
}

fn on_both(test: impl AsyncFn(Engine)) {
    for engine in ENGINES {
        run(test(engine));
    }
}

/// A world with users, groups inside groups, and somebody who has left.
pub(crate) async fn scene(engine: Engine) -> World {
    let world = World::new(engine).await;
    let client = &world.ours.client;
    let anna = world.user(client, "anna").await;
    let ben = world.user(client, "ben").await;
    let staff = world.group(client, "Staff", &[anna, ben]).await;
    world.group(client, "All", &[staff]).await;
    let gone = world.user(client, "gone").await;
    let none = Preconditions::default();
    world
        .muster
        .scim_delete(client, &USER, &gone.to_string(), none)
        .await
        .unwrap();
    world.user(&world.second, "anna").await;
    world.user(&world.theirs.client, "theo").await;
    world
}

#[test]
fn a_sound_store_has_no_faults_and_is_counted() {
    on_both(async |engine| {
        let world = scene(engine).await;
        let (report, organizations) = verified(world.site().url()).await;
        assert!(report.is_sound(), "{report:#?} {organizations:#?}");
        assert_eq!(report.organizations, 2);
        let of = |id: OrganizationId| organizations.iter().find(|found| found.id == id).unwrap();
        let ours = of(world.ours.organization);
        assert_eq!((ours.users, ours.resources, ours.members), (5, 5, 3));
        let events = world.feed(world.ours.organization).await.len();
        assert_eq!(ours.events, u64::try_from(events).unwrap());
        assert_eq!(of(world.theirs.organization).users, 2);
    });
}

/// What is done to the store, the table that is blamed, and a part of the sentence.
const DAMAGE: [(&str, &str, &str); 36] = [
    (
        "DELETE FROM events WHERE sequence = 4",
        "events",
        "event 4 is missing",
    ),
    (
        "DELETE FROM events WHERE sequence = (SELECT max(sequence) FROM events)",
        "feed_heads",
        "the counter says",
    ),
    (
        "UPDATE feed_heads SET sequence = sequence + 1",
        "feed_heads",
        "the counter says",
    ),
    ("DELETE FROM feed_heads", "feed_heads", "no counter"),
    (
        "UPDATE events SET after = replace(after, 'anna', 'anne')",
        "resources",
        "not what the feed leads to",
    ),
    (
        "UPDATE events SET event_type = 'user.danced' WHERE sequence = 9",
        "events",
        "cannot be read",
    ),
    (
        "UPDATE events SET version = 7 WHERE event_type = 'group.created'",
        "events",
        "does not fit",
    ),
    (
        "UPDATE resources SET unique_key = 'ANNA' WHERE unique_key = 'anna'",
        "resources",
        "unique_key is not",
    ),
    (
        "UPDATE resources SET display_name_key = 'x' WHERE unique_key = 'ben'",
        "resources",
        "display_name_key is not",
    ),
    (
        "UPDATE resources SET external_id = 'x' WHERE unique_key = 'ben'",
        "resources",
        "external_id is not",
    ),
    (
        "UPDATE resources SET active = FALSE WHERE unique_key = 'ben'",
        "resources",
        "active is not",
    ),
    (
        "UPDATE resources SET email_keys = '[]' WHERE unique_key = 'ben'",
        "resource_emails",
        "which does not have that value",
    ),
    (
        "UPDATE resources SET display = 'Somebody' WHERE unique_key = 'ben'",
        "resources",
        "display is not",
    ),
    (
        "UPDATE resources SET attributes = replace(attributes, 'ben', 'Ben')",
        "resources",
        "not what the feed leads to",
    ),
    (
        "UPDATE resources SET attributes = ' ' || attributes",
        "resources",
        "not written as Muster writes them",
    ),
    (
        "UPDATE resources SET attributes = '{' WHERE unique_key = 'ben'",
        "resources",
        "no JSON object",
    ),
    (
        "UPDATE resources SET version = 0",
        "resources",
        "1 is the first",
    ),
    (
        "UPDATE resources SET created_at = last_modified_at + 1",
        "resources",
        "changed before it was created",
    ),
    (
        "UPDATE resources SET resource_type = 'Badge' WHERE unique_key = 'ben'",
        "resources",
        "does not have its resource type",
    ),
    (
        "UPDATE resources SET scim_configuration_id = x'00000000000000000000000000000001' WHERE unique_key = 'ben'",
        "resources",
        "which is not there",
    ),
    (
        "DELETE FROM resources WHERE unique_key = 'ben'",
        "users",
        "has no User resource",
    ),
    (
        "DELETE FROM resources WHERE unique_key = 'staff'",
        "group_members",
        "which is not there",
    ),
    (
        "UPDATE resource_counts SET total = total + 1",
        "resource_counts",
        "the total says",
    ),
    (
        "DELETE FROM resource_counts",
        "resource_counts",
        "no run that begins at nil",
    ),
    (
        "UPDATE resource_counts SET first_id = x'10000000000000000000000000000000'",
        "resource_counts",
        "no run that begins at nil",
    ),
    (
        "DELETE FROM resource_emails WHERE email_key LIKE 'anna%'",
        "resource_emails",
        "it lacks anna@people.example",
    ),
    (
        "INSERT INTO resource_unique_values SELECT organization_id, scim_configuration_id, 'User', 'a', 'b', id FROM resources WHERE unique_key = 'ben'",
        "resource_unique_values",
        "it has User a b",
    ),
    (
        "DELETE FROM group_members WHERE member_type = 'Group'",
        "group_members",
        "1 memberships",
    ),
    (
        "UPDATE group_members SET member_type = 'Group' WHERE member_type = 'User'",
        "group_members",
        "does not have",
    ),
    (
        "UPDATE users SET full_name_key = 'x'",
        "users",
        "the key of the name",
    ),
    (
        "UPDATE users SET email_key = 'x'",
        "users",
        "the key of the e-mail",
    ),
    (
        "UPDATE users SET status = 'SUSPENDED' WHERE full_name = 'ben'",
        "resources",
        "does not follow its attribute active",
    ),
    (
        "UPDATE users SET role = 'ADMIN' WHERE full_name = 'ben'",
        "users",
        "not what the feed leads to",
    ),
    (
        "DELETE FROM users WHERE full_name = 'ben'",
        "resources",
        "no user behind it",
    ),
    (
        "UPDATE credentials SET user_id = x'00000000000000000000000000000001' WHERE kind = 'pat'",
        "credentials",
        "a user who is not there",
    ),
    (
        "UPDATE scim_configurations SET deleted_at = 1, enabled = FALSE",
        "credentials",
        "a SCIM configuration that is not there",
    ),
];

#[test]
fn every_kind_of_damage_is_found_and_named() {
    for engine in ENGINES {
        let sound = run(async { scene(engine).await.into_site() });
        for (sql, place, sentence) in DAMAGE {
            let damaged = sound.copied();
            assert!(damaged.damage(sql) > 0, "{sql}");
            let (report, organizations) = run(verified(damaged.url()));
            let faults: Vec<_> = organizations
                .iter()
                .flat_map(|found| &found.faults)
                .collect();
            let named = faults
                .iter()
                .any(|fault| fault.place == place && fault.problem.contains(sentence));
            assert!(named && !report.is_sound(), "{engine:?} {sql}\n{faults:#?}");
        }
    }
}

#[test]
fn rows_without_their_organization_and_broken_references_are_found() {
    on_both(async |engine| {
        let world = scene(engine).await;
        let site = world.site();
        let theirs = site.literal(world.theirs.organization.uuid());
        site.damage(&format!("DELETE FROM organizations WHERE id = {theirs}"));
        site.damage("DELETE FROM sso_configurations");
        let (report, organizations) = verified(site.url()).await;
        for table in ["events", "resources", "credentials", "group_members"] {
            let blamed = report.faults.iter().any(|fault| {
                fault.place == table && fault.problem.contains("no such organization")
            });
            // They have no groups.
            assert_eq!(blamed, table != "group_members", "{table}: {report:#?}");
        }
        let refers = |fault: &storage::StoreFault| {
            fault.place == "file" && fault.problem.contains("rows of scim_configurations refer")
        };
        // PostgreSQL cannot tell of references that were broken behind its back.
        let is_told = report.faults.iter().any(refers);
        assert_eq!(is_told, engine == Engine::Sqlite, "{report:#?}");
        let [ours] = &organizations[..] else {
            panic!("{organizations:#?}");
        };
        let lost = |fault: &storage::StoreFault| {
            fault.place == "scim_configurations" && fault.problem.contains("SSO configuration")
        };
        assert!(ours.faults.iter().any(lost), "{ours:#?}");
    });
}

#[test]
fn faults_beyond_the_limit_are_counted() {
    on_both(async |engine| {
        let world = World::new(engine).await;
        for number in 0..domain::limits::VERIFY_FAULTS + 5 {
            world
                .create(
                    &world.ours.client,
                    &GROUP,
                    json!({ "displayName": format!("g{number}") }),
                )
                .await;
        }
        world.site().damage("UPDATE resources SET display = ''");
        let (report, organizations) = verified(world.site().url()).await;
        let ours = organizations
            .iter()
            .find(|found| !found.is_sound())
            .unwrap();
        assert_eq!(ours.faults.len(), domain::limits::VERIFY_FAULTS);
        assert_eq!(ours.unlisted, 5);
        assert_eq!(report.fault_count, ours.fault_count());
    });
}

#[test]
fn a_store_without_rows_is_not_mistaken_for_a_sound_one() {
    on_both(async |engine| {
        let site = Site::new(engine);
        let refused = storage::verify(site.url(), &mut |_| {}).await.unwrap_err();
        assert!(refused.to_string().contains("does not exist"), "{refused}");
        assert!(engine == Engine::Postgres || !site.file().exists());
        drop(site.open().await);
        let (report, _) = verified(site.url()).await;
        assert!(
            report.faults[0].problem.contains("never initialised"),
            "{report:?}"
        );
    });
}

/// To look is not to migrate.
#[test]
fn a_store_of_another_schema_is_left_alone() {
    let changes = [
        (
            Engine::Sqlite,
            "PRAGMA user_version = 5",
            "PRAGMA user_version",
        ),
        (
            Engine::Postgres,
            "UPDATE schema_version SET version = 5",
            "SELECT version FROM schema_version",
        ),
    ];
    for (engine, change, version) in changes {
        run(async {
            let world = World::new(engine).await;
            world.site().execute(change);
            let url = world.site().url();
            let refused = storage::verify(url, &mut |_| {}).await.unwrap_err();
            assert!(refused.to_string().contains("version is 5"), "{refused}");
            let refused = storage::digests(url, world.ours.organization).await;
            assert!(refused.is_err());
            assert_eq!(world.site().sql(version), [[Some("5".to_owned())]]);
        });
    }
}

#[test]
fn a_digest_tells_every_change_and_nothing_else() {
    on_both(async |engine| {
        let world = scene(engine).await;
        // More rows than a page.
        for number in 0..domain::limits::VERIFY_PAGE_ROWS {
            world
                .user(&world.ours.client, &format!("user{number}"))
                .await;
        }
        let (site, ours) = (world.site(), world.ours.organization);
        let before = storage::digests(site.url(), ours).await.unwrap();
        for digest in &before {
            let owner = if digest.table == "organizations" {
                "id"
            } else {
                "organization_id"
            };
            let table = digest.table;
            let id = site.literal(ours.uuid());
            let rows = site.sql(&format!(
                "SELECT count(*) FROM {table} WHERE {owner} = {id}"
            ));
            assert_eq!(rows, [[Some(digest.rows.to_string())]], "{table}");
        }
        world.user(&world.theirs.client, "tilda").await;
        assert_eq!(storage::digests(site.url(), ours).await.unwrap(), before);
        let sql = "UPDATE resources SET external_id = 'x' WHERE unique_key = 'user199'";
        assert_eq!(site.damage(sql), 1);
        let after = storage::digests(site.url(), ours).await.unwrap();
        let changed: Vec<_> = before
            .iter()
            .zip(&after)
            .filter(|(before, after)| before != after)
            .map(|(before, _)| before.table)
            .collect();
        assert_eq!(changed, ["resources"]);
    });
}

/// A table or a column that a migration adds has to be told to the digests.
#[test]
fn the_digests_cover_every_column_of_the_schema() {
    let sqlite = "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c \
                  WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
    let postgres = "SELECT table_name, column_name FROM information_schema.columns \
                    WHERE table_schema = 'public'";
    for (engine, columns) in [(Engine::Sqlite, sqlite), (Engine::Postgres, postgres)] {
        run(async {
            let world = World::new(engine).await;
            let digests = storage::digests(world.site().url(), world.ours.organization);
            let tables: Vec<_> = digests.await.unwrap().iter().map(|one| one.table).collect();
            for row in world.site().sql(columns) {
                let [Some(table), Some(column)] = &row[..] else {
                    panic!("{row:?}");
                };
                if matches!(table.as_str(), "instance" | "schema_version") {
                    continue;
                }
                assert!(tables.contains(&table.as_str()), "{table} has no digest");
                if column == "organization_id" || (table == "organizations" && column == "id") {
                    continue;
                }
                let covered = storage::digested_columns(table);
                assert!(
                    covered.contains(&column.as_str()),
                    "{table}.{column} is in no digest"
                );
            }
        });
    }
}

/// What the faults of columns advise is what repairs them.
#[test]
fn a_change_of_the_resource_repairs_its_columns() {
    on_both(async |engine| {
        let world = scene(engine).await;
        let client = &world.ours.client;
        let ben = world.user(client, "benedict").await.to_string();
        for (number, column) in [
            "unique_key = 'x'",
            "display_name_key = NULL",
            "external_id = 'x'",
            "active = FALSE",
            "display = 'x'",
        ]
        .into_iter()
        .enumerate()
        {
            let id = world.site().literal(uuid::Uuid::parse_str(&ben).unwrap());
            let sql = format!("UPDATE resources SET {column} WHERE id = {id}");
            assert_eq!(world.site().damage(&sql), 1);
            let (_, organizations) = verified(world.site().url()).await;
            let faults: Vec<_> = organizations
                .iter()
                .flat_map(|found| &found.faults)
                .collect();
            assert_eq!(faults.len(), 1, "{column}: {faults:?}");
            assert!(faults[0].advice.starts_with("change any attribute"));
            let body = json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [{ "op": "add", "path": "title", "value": number.to_string() }],
            });
            world
                .muster
                .scim_patch(
                    client,
                    &USER,
                    &ben,
                    &body,
                    Preconditions::default(),
                    &Projection::default(),
                )
                .await
                .unwrap();
            assert_sound(&world).await;
        }
    });
}

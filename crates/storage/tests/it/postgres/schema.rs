//! What the schema has to be for rows to be spread over machines by organization, and for texts to
//! compare as they do on SQLite, whatever the database's own rules are.

use crate::support::{Engine, Site};

/// These are on every machine: see the first migration.
const REFERENCE_TABLES: [&str; 4] = [
    "instance",
    "credentials",
    "schema_version",
    "verified_domains",
];

#[test]
fn every_key_begins_with_the_organization() {
    let site = Site::with_schema(Engine::Postgres);
    let keys = site.sql(
        "SELECT c.conrelid::regclass, c.conname, a.attname FROM pg_constraint c \
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
         WHERE c.contype IN ('p', 'u', 'f') AND c.connamespace = 'public'::regnamespace \
         UNION ALL SELECT i.indrelid::regclass, i.indexrelid::regclass::name, a.attname \
         FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid \
         AND a.attnum = i.indkey[0] WHERE i.indisunique \
         AND i.indrelid::regclass::text NOT LIKE 'pg_%'",
    );
    assert!(keys.len() > 30, "{keys:#?}");
    for key in keys {
        let [Some(table), Some(name), Some(first)] = &key[..] else {
            panic!("{key:?}");
        };
        if REFERENCE_TABLES.contains(&table.as_str()) || table.starts_with("information_schema") {
            continue;
        }
        let wanted = if table == "organizations" {
            "id"
        } else {
            "organization_id"
        };
        assert_eq!(first, wanted, "{table}: {name}");
    }
}

/// A foreign key of a reference table, or to one, would tie the machines together.
#[test]
fn no_foreign_key_leaves_the_organization() {
    let site = Site::with_schema(Engine::Postgres);
    let keys = site.sql(
        "SELECT c.conrelid::regclass, c.confrelid::regclass, \
         (SELECT attname FROM pg_attribute WHERE attrelid = c.confrelid AND attnum = c.confkey[1]) \
         FROM pg_constraint c WHERE c.contype = 'f'",
    );
    assert!(!keys.is_empty());
    for key in keys {
        let [Some(from), Some(to), Some(first)] = &key[..] else {
            panic!("{key:?}");
        };
        assert!(!REFERENCE_TABLES.contains(&from.as_str()), "{from}");
        assert!(!REFERENCE_TABLES.contains(&to.as_str()), "{to}");
        let wanted = if to == "organizations" {
            "id"
        } else {
            "organization_id"
        };
        assert_eq!(first, wanted, "{from} to {to}");
    }
}

/// The cluster of the tests sorts by the rules of English, in which "a" comes before "B".
#[test]
fn every_text_in_an_index_compares_by_bytes() {
    let site = Site::with_schema(Engine::Postgres);
    let rules = site.sql("SELECT 'a' < 'B' COLLATE \"default\", 'a' < 'B' COLLATE \"C\"");
    assert_eq!(rules[0][1].as_deref(), Some("f"));
    let columns = site.sql(
        "SELECT DISTINCT i.indrelid::regclass, a.attname, l.collname FROM pg_index i \
         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) \
         JOIN pg_collation l ON l.oid = a.attcollation \
         JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = 'public'::regnamespace",
    );
    assert!(columns.len() > 10, "{columns:#?}");
    for column in columns {
        assert_eq!(column[2].as_deref(), Some("C"), "{column:?}");
    }
}

#[test]
fn both_engines_have_the_same_tables_and_columns() {
    let (sqlite, postgres) = (
        Site::new(Engine::Sqlite),
        Site::with_schema(Engine::Postgres),
    );
    crate::support::run(async { drop(sqlite.open().await) });
    let mut on_sqlite = sqlite.sql(
        "SELECT m.name, c.name, c.\"notnull\" FROM sqlite_schema m \
         JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'",
    );
    let mut on_postgres = postgres.sql(
        "SELECT c.relname, a.attname, a.attnotnull::int FROM pg_attribute a \
         JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' \
         WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped \
         AND c.relname <> 'schema_version'",
    );
    on_sqlite.sort();
    on_postgres.sort();
    assert_eq!(on_sqlite, on_postgres);
}

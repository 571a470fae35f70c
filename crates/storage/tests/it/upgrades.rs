//! A store that an earlier release has filled.

use crate::support::{ENGINES, Engine, World, run};

/// What the step 0006 puts a new table in the place of, without what later steps add.
const COUNTS_BEFORE: &str = "DROP TABLE resource_counts; \
    DROP INDEX credentials_by_service_account; \
    ALTER TABLE credentials DROP COLUMN service_account_id; DROP TABLE service_accounts; \
    DROP TABLE role_assignments; DROP TABLE local_group_members; DROP TABLE local_groups; \
    ALTER TABLE resources DROP COLUMN member_count; \
    CREATE TABLE resource_counts (organization_id BYTES NOT NULL, \
    scim_configuration_id BYTES NOT NULL, resource_type TEXT NOT NULL, total BIGINT NOT NULL)";

#[test]
fn resources_of_an_older_store_are_counted() {
    for engine in ENGINES {
        let world = run(World::new(engine));
        let site = world.into_site();
        let (id, bytes, version) = match engine {
            Engine::Sqlite => (
                "unhex(printf('%032x', n))",
                "BLOB",
                "PRAGMA user_version = 5",
            ),
            Engine::Postgres | Engine::Partitioned => (
                "lpad(to_hex(n), 32, '0')::uuid",
                "uuid",
                "UPDATE schema_version SET version = 5",
            ),
        };
        site.execute(&COUNTS_BEFORE.replace("BYTES", bytes));
        for (kind, count) in [("User", 1), ("Group", 2_100), ("Badge", 2_000)] {
            site.execute(&format!(
                "INSERT INTO resources (organization_id, scim_configuration_id, resource_type, id, \
                 version, created_at, last_modified_at, email_keys, display, attributes) \
                 WITH RECURSIVE numbers (n) AS (\
                 SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) \
                 SELECT s.organization_id, s.id, '{kind}', {id}, 1, 0, 0, '', '', '{{}}' \
                 FROM scim_configurations s CROSS JOIN numbers"
            ));
        }
        site.execute(version);
        drop(run(site.open()));
        let runs = site.sql(
            "SELECT r.resource_type, r.first_id, r.total FROM resource_counts r \
             JOIN (SELECT organization_id, id FROM scim_configurations ORDER BY id LIMIT 1) s \
             ON s.organization_id = r.organization_id AND s.id = r.scim_configuration_id \
             ORDER BY r.resource_type, r.first_id",
        );
        let id = |number: u32| format!("00000000-0000-0000-0000-{number:012x}");
        let expected = [
            ("Badge", id(0), 1_000),
            ("Badge", id(1_001), 1_000),
            ("Group", id(0), 1_000),
            ("Group", id(1_001), 1_000),
            ("Group", id(2_001), 100),
            ("User", id(0), 1),
        ]
        .map(|(kind, first, total)| vec![Some(kind.into()), Some(first), Some(total.to_string())]);
        assert_eq!(runs, expected, "{engine:?}");
    }
}

//! Distributing a store. There is no Citus here: functions of the names of its own note what they
//! are asked for, so what is tested is the refusal, the order and that nothing is asked for twice.

use storage::StoreUrl;

use crate::support::{Engine, Site, World, run};
use crate::verify::assert_sound;

/// What notes in place of Citus, as its superuser may pretend.
const STAND_IN: &str = "
    SET allow_system_table_mods = on;
    INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
        VALUES (999999, 'citus', 10, 2200, false, '12.1-1');
    CREATE TABLE pg_dist_partition (logicalrelid regclass);
    CREATE TABLE asked (number bigserial, what text);
    CREATE FUNCTION create_reference_table(t regclass) RETURNS void AS $$
        INSERT INTO asked (what) VALUES ('reference ' || t);
        INSERT INTO pg_dist_partition VALUES (t) $$ LANGUAGE sql;
    CREATE FUNCTION create_distributed_table(t regclass, c text, colocate_with text)
        RETURNS void AS $$
        INSERT INTO asked (what) VALUES (t || ' by ' || c || ' beside ' || colocate_with);
        INSERT INTO pg_dist_partition VALUES (t) $$ LANGUAGE sql;
";

const KEYS: &str = "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) \
                    FROM pg_constraint WHERE contype = 'f' ORDER BY 1, 2";

async fn distribute(url: &StoreUrl) -> Result<Vec<&'static str>, String> {
    let mut tables = Vec::new();
    let done = storage::distribute(url, &mut |table| tables.push(table)).await;
    done.map(|()| tables).map_err(|error| error.to_string())
}

#[test]
fn what_is_no_citus_cluster_is_refused_and_unchanged() {
    run(async {
        let world = World::new(Engine::Postgres).await;
        let keys = world.site().sql(KEYS);
        let refused = distribute(world.site().url()).await.unwrap_err();
        assert!(refused.contains("no extension citus"), "{refused}");
        assert_eq!(world.site().sql(KEYS), keys);
        let file = Site::new(Engine::Sqlite);
        let refused = distribute(file.url()).await.unwrap_err();
        assert!(refused.contains("muster store copy"), "{refused}");
        let empty = Site::new(Engine::Postgres);
        let refused = distribute(empty.url()).await.unwrap_err();
        assert!(refused.contains("does not exist"), "{refused}");
    });
}

#[test]
fn every_table_is_asked_for_once_in_an_order_that_citus_can_keep() {
    run(async {
        let world = World::new(Engine::Postgres).await;
        let site = world.site();
        let keys = site.sql(KEYS);
        site.execute(STAND_IN);
        let asked = "SELECT what FROM asked ORDER BY number";

        let told = distribute(site.url()).await.unwrap();

        let first = site.sql(asked);
        let lines: Vec<&str> = first.iter().filter_map(|row| row[0].as_deref()).collect();
        assert_eq!(
            lines[..4],
            [
                "reference instance",
                "reference credentials",
                "reference verified_domains",
                "organizations by id beside none"
            ]
        );
        for line in &lines[4..] {
            let suffix = "by organization_id beside organizations";
            assert!(line.ends_with(suffix), "{line}");
        }
        let tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename \
                      NOT IN ('schema_version', 'asked', 'pg_dist_partition')";
        assert_eq!(lines.len(), site.sql(tables).len());
        assert_eq!(told.len(), lines.len());
        assert_eq!(site.sql(KEYS), keys, "foreign keys come back");

        // Interrupted after two tables, and before the keys came back.
        site.execute(
            "DELETE FROM pg_dist_partition WHERE logicalrelid IN ('users'::regclass, \
             'events'::regclass); ALTER TABLE users DROP CONSTRAINT users_organization_id_fkey",
        );
        distribute(site.url()).await.unwrap();
        assert_eq!(site.sql(asked).len(), lines.len() + 2);
        assert_eq!(site.sql(KEYS), keys);
        distribute(site.url()).await.unwrap();
        assert_eq!(site.sql(asked).len(), lines.len() + 2);
        site.execute("DROP TABLE asked, pg_dist_partition");
        assert_sound(&world).await;
    });
}

//! Opening a store on a server.

use std::fs;
use std::sync::Arc;

use domain::Error;
use domain::store::Store;
use storage::{OpenError, StoreUrl, open};
use throwaway::Cluster;

use crate::support::{Engine, Site, World, run};

async fn refusal(url: &StoreUrl, create: bool) -> String {
    let opened: Result<Arc<dyn Store>, OpenError> = open(url, create).await;
    opened.err().expect("the store was opened").to_string()
}

#[test]
fn an_empty_database_is_filled_only_when_asked() {
    run(async {
        let site = Site::new(Engine::Postgres);
        let refused = refusal(site.url(), false).await;
        assert!(
            refused.ends_with("does not exist; `muster init` or `muster serve` creates it"),
            "{refused}"
        );
        assert!(site.dump().is_empty());
        drop(open(site.url(), true).await.unwrap());
        drop(open(site.url(), false).await.unwrap());
        assert!(site.dump().contains_key("resources"));
    });
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    run(async {
        let site = Site::with_schema(Engine::Postgres);
        site.execute("UPDATE schema_version SET version = 99");
        let refused = refusal(site.url(), true).await;
        assert!(
            refused.contains("has schema version 99 and this muster knows versions up to"),
            "{refused}"
        );
        assert_eq!(
            site.sql("SELECT version FROM schema_version")[0][0].as_deref(),
            Some("99")
        );
    });
}

#[test]
fn a_database_of_something_else_is_refused_and_left_alone() {
    run(async {
        let site = Site::new(Engine::Postgres);
        site.execute("CREATE TABLE recipes (name text)");
        let refused = refusal(site.url(), true).await;
        assert!(refused.contains("another program"), "{refused}");
        assert_eq!(site.dump().into_keys().collect::<Vec<_>>(), ["recipes"]);
    });
}

/// A store that an older release has made is brought up to date with what is in it.
#[test]
fn steps_that_are_missing_are_applied() {
    run(async {
        let site = Site::new(Engine::Postgres);
        let first = include_str!("../../../migrations/postgres/0001_initial.sql");
        site.execute(&format!(
            "CREATE TABLE schema_version (id bigint PRIMARY KEY, version bigint NOT NULL); \
             INSERT INTO schema_version VALUES (1, 1); {first}; \
             INSERT INTO organizations VALUES \
             ('00000000-0000-0000-0000-000000000001', 'Old', '[]', 1, 1)"
        ));
        let store = open(site.url(), false).await.unwrap();
        let page = domain::page::PageRequest {
            size: 10,
            after: None,
        };
        let found = store.organizations(page).await.unwrap().items;
        assert_eq!(found[0].name, "Old");
        let wanted = Site::with_schema(Engine::Postgres);
        let columns = "SELECT table_name, column_name, data_type, is_nullable \
                       FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2";
        assert_eq!(site.sql(columns), wanted.sql(columns));
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_processes_may_start_at_once() {
    for _ in 0..5 {
        let site = Site::new(Engine::Postgres);
        let opened = (0..8).map(|_| {
            let url = site.url().clone();
            tokio::spawn(async move { open(&url, true).await.map(drop) })
        });
        for opened in opened.collect::<Vec<_>>() {
            opened.await.unwrap().unwrap();
        }
        assert_eq!(site.sql("SELECT * FROM schema_version").len(), 1);
    }
}

#[test]
fn a_server_that_is_not_there_is_named_without_the_password() {
    run(async {
        let url: StoreUrl = "postgres://muster:pa55@127.0.0.1:1/muster".parse().unwrap();
        let refused = refusal(&url, true).await;
        assert!(
            refused.starts_with(
                "postgres://muster@127.0.0.1:1/muster cannot be opened: 127.0.0.1 cannot be reached"
            ),
            "{refused}"
        );
    });
}

#[test]
fn a_password_comes_from_the_url_or_from_a_file_that_may_change() {
    run(async {
        let cluster = Cluster::start(&["password_encryption=scram-sha-256"]).unwrap();
        let data = cluster.folder().join("data");
        for statement in [
            "CREATE ROLE muster LOGIN PASSWORD 'pa55 word'",
            "CREATE DATABASE muster OWNER muster",
        ] {
            cluster.run("postgres", statement).unwrap();
        }
        let rules = "host muster muster 127.0.0.1/32 scram-sha-256\n\
                     host all postgres 127.0.0.1/32 trust\n";
        fs::write(data.join("pg_hba.conf"), rules).unwrap();
        cluster.run("postgres", "SELECT pg_reload_conf()").unwrap();
        let place = format!("127.0.0.1:{}/muster?sslmode=disable", cluster.port());
        let with = |user: &str| format!("postgres://{user}@{place}").parse::<StoreUrl>();

        drop(
            open(&with("muster:pa55%20word").unwrap(), true)
                .await
                .unwrap(),
        );
        let refused = refusal(&with("muster:wr0ng").unwrap(), true).await;
        assert!(
            refused.contains("password authentication failed"),
            "{refused}"
        );
        assert!(!refused.contains("wr0ng"), "{refused}");
        let refused = refusal(&with("muster").unwrap(), true).await;
        assert!(refused.contains("password missing"), "{refused}");

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        let StoreUrl::Postgres(url) = with("muster").unwrap() else {
            panic!("not PostgreSQL");
        };
        let url = StoreUrl::Postgres(Box::new(url.with_password_file(file.clone())));
        let refused = refusal(&url, true).await;
        assert!(refused.contains("password file"), "{refused}");
        fs::write(&file, "pa55 word\nwhat is behind is not read\n").unwrap();
        let store = open(&url, true).await.unwrap();
        // Changed while the store is open: the connections that are opened from now on have it.
        cluster
            .run(
                "postgres",
                "ALTER ROLE muster PASSWORD 'new'; \
                  SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'muster'",
            )
            .unwrap();
        let refused = until_it_fails(store.as_ref()).await;
        assert!(matches!(refused, Error::Unavailable(_)), "{refused:?}");
        fs::write(&file, "new\n").unwrap();
        until_it_works(store.as_ref()).await;
    });
}

async fn until_it_fails(store: &dyn Store) -> Error {
    for _ in 0..1000 {
        if let Err(error) = store.ready().await {
            return error;
        }
        tokio::task::yield_now().await;
    }
    panic!("the store goes on");
}

/// Whoever was refused waits for a moment before the next try.
pub(super) async fn until_it_works(store: &dyn Store) {
    let begun = std::time::Instant::now();
    while let Err(error) = store.ready().await {
        assert!(begun.elapsed().as_secs() < 30, "{error}");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

#[test]
fn several_servers_may_serve_one_store() {
    run(async {
        let world = World::new(Engine::Postgres).await;
        let (first, second) = (
            storage::lock(world.site().url()).unwrap(),
            storage::lock(world.site().url()).unwrap(),
        );
        let other = open(world.site().url(), false).await.unwrap();
        let user = world.user(&world.ours.client, "anna").await;
        let load = crate::support::everything();
        let kind = scim::resource_type::USER.clone();
        let found = other.resource(world.ours.owner, kind, user, load).await;
        assert_eq!(found.unwrap().unwrap().id, user);
        drop((first, second));
    });
}

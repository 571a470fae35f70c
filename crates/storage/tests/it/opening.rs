//! Opening a store, and the sentences of the refusals.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use domain::store::Store;
use futures::FutureExt as _;
use rusqlite::Connection;
use storage::{OpenError, StoreUrl, lock};

use crate::support::{Engine, World, run};

fn url(path: &Path) -> StoreUrl {
    format!("sqlite:{}", path.display()).parse().unwrap()
}

/// SQLite waits for nothing.
fn open(url: &StoreUrl, create: bool) -> Result<Arc<dyn Store>, OpenError> {
    storage::open(url, create).now_or_never().unwrap()
}

fn refusal(result: Result<Arc<dyn Store>, OpenError>) -> String {
    result.err().expect("the store was opened").to_string()
}

#[test]
fn a_file_that_is_missing_is_created_only_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("muster.db");
    let refused = refusal(open(&url(&path), false));
    assert!(
        refused.ends_with("does not exist; `muster init` or `muster serve` creates it"),
        "{refused}"
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    drop(open(&url(&path), true).unwrap());
    drop(open(&url(&path), false).unwrap());
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    run(async {
        let world = World::new(Engine::Sqlite).await;
        let path = world.database();
        let connection = Connection::open(&path).unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        let refused = refusal(open(&url(&path), true));
        assert!(
            refused.contains("has schema version 99 and this muster knows versions up to"),
            "{refused}"
        );
        let version: i64 = connection
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .unwrap();
        assert_eq!(version, 99);
    });
}

#[test]
fn a_file_of_something_else_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("muster.db");
    fs::write(
        &path,
        "This is not a database, it is a long letter. ".repeat(100),
    )
    .unwrap();
    let before = fs::read(&path).unwrap();
    for create in [true, false] {
        let refused = refusal(open(&url(&path), create));
        assert!(
            refused.contains("cannot be opened: file is not a database"),
            "{refused}"
        );
    }
    assert_eq!(fs::read(&path).unwrap(), before);

    let other = folder.path().join("other.db");
    let connection = Connection::open(&other).unwrap();
    connection
        .execute_batch("CREATE TABLE recipes (name TEXT)")
        .unwrap();
    drop(connection);
    let before = fs::read(&other).unwrap();
    let refused = refusal(open(&url(&other), true));
    assert!(refused.contains("another program's database"), "{refused}");
    assert_eq!(fs::read(&other).unwrap(), before);
}

#[test]
fn a_damaged_store_is_refused() {
    run(async {
        let world = World::new(Engine::Sqlite).await;
        let path = world.database();
        drop(world.store.ready().await);
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("muster.db");
        Connection::open(&path)
            .unwrap()
            .execute("VACUUM INTO ?1", [copy.to_str().unwrap()])
            .unwrap();
        let mut bytes = fs::read(&copy).unwrap();
        let page = 4096.min(bytes.len() / 2);
        bytes[100..page].fill(0xff);
        fs::write(&copy, bytes).unwrap();
        let refused = refusal(open(&url(&copy), false));
        assert!(refused.contains("cannot be opened"), "{refused}");
    });
}

#[test]
fn a_folder_is_no_store() {
    let folder = tempfile::tempdir().unwrap();
    let refused = refusal(open(&url(folder.path()), true));
    assert!(refused.contains("cannot be opened"), "{refused}");
}

#[test]
fn a_second_server_is_kept_off() {
    let folder = tempfile::tempdir().unwrap();
    let url = url(&folder.path().join("muster.db"));
    let held = lock(&url).unwrap();
    let refused = lock(&url).unwrap_err();
    assert!(matches!(refused, OpenError::Locked(_)));
    assert!(
        refused
            .to_string()
            .ends_with("is in use by another `muster serve`; stop that one first")
    );
    // The command line works beside the server.
    drop(open(&url, true).unwrap());
    drop(held);
    drop(lock(&url).unwrap());
    let missing: StoreUrl = "sqlite:/no/such/folder/muster.db".parse().unwrap();
    assert!(matches!(
        lock(&missing).unwrap_err(),
        OpenError::Failed { .. }
    ));
}

#[test]
fn urls_are_read_and_unknown_ones_never_repeat_a_password() {
    for (text, path) in [
        ("sqlite:muster.db", "muster.db"),
        ("sqlite:/var/lib/muster.db", "/var/lib/muster.db"),
        ("sqlite:///var/lib/muster.db", "/var/lib/muster.db"),
    ] {
        let url: StoreUrl = text.parse().unwrap();
        assert_eq!(url, StoreUrl::Sqlite(path.into()));
        assert_eq!(url.to_string(), format!("sqlite:{path}"));
    }
    for text in [
        "",
        "sqlite:",
        "sqlite::memory:",
        "muster.db",
        "mysql://muster:pa55@db/muster",
        "muster:pa55@db/muster",
        "postgresql:muster:pa55@db",
        "host=db password=pa55",
        "mysql://x/pa55@y",
    ] {
        let refused = text.parse::<StoreUrl>().unwrap_err().to_string();
        assert!(refused.contains("use sqlite:PATH"), "{refused}");
        assert!(!refused.contains("pa55"), "{refused}");
    }
    let refused = "muster.db".parse::<StoreUrl>().unwrap_err().to_string();
    assert!(refused.contains("\"muster.db\""), "{refused}");
}

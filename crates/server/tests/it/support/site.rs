//! Where a server's store is: in a folder, or with `MUSTER_TEST_STORE=postgres` in a database of a
//! PostgreSQL cluster that is there for the tests alone. `cargo xtask test` runs the tests on both.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::store::Store;
use storage::StoreUrl;
use tempfile::TempDir;
use throwaway::{Cluster, Database, Rows};

/// The environment variable that names the engine.
const VARIABLE: &str = "MUSTER_TEST_STORE";

/// Whether the tests run on PostgreSQL.
fn on_postgres() -> bool {
    match std::env::var(VARIABLE).as_deref() {
        Err(_) | Ok("sqlite") => false,
        Ok("postgres") => true,
        Ok(other) => panic!("{VARIABLE} is {other:?}; it is sqlite or postgres"),
    }
}

/// A folder for a server, and its store; both go when this value does.
pub(crate) struct Site {
    url: String,
    // Before the folder: its name is part of the database's.
    database: Option<Database>,
    folder: TempDir,
}

impl Site {
    pub(crate) fn new() -> Self {
        if on_postgres() {
            Self::in_database()
        } else {
            Self::in_folder()
        }
    }

    /// On the embedded engine, whatever the others are on.
    pub(crate) fn in_folder() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            url: sqlite(folder.path()),
            database: None,
            folder,
        }
    }

    /// In a new database, whatever the others are on.
    pub(crate) fn in_database() -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("server_{}_{number}", std::process::id());
        let database = Database::create(Cluster::shared().unwrap(), &name, None).unwrap();
        Self {
            url: database.url(),
            database: Some(database),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// In a database that is kept elsewhere.
    pub(crate) fn at(url: String) -> Self {
        Self {
            url,
            database: None,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// The folder in which the server runs.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What `--store` names.
    pub(crate) fn store(&self) -> &str {
        &self.url
    }

    /// Runs statements in the database of [`Site::in_database`], beside all servers.
    pub(crate) fn sql(&self, statements: &str) -> Rows {
        self.database.as_ref().unwrap().run(statements).unwrap()
    }

    /// Opens the store beside the server.
    pub(crate) async fn open(&self) -> Arc<dyn Store> {
        let url: StoreUrl = self.url.parse().unwrap();
        storage::open(&url, false).await.unwrap()
    }
}

/// The `--store` argument for an embedded store in a folder.
pub(crate) fn sqlite(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("muster.db").display())
}

/// Runs what asks a store to its end.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

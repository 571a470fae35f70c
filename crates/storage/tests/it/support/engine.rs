//! The engines, and where a test's store is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use domain::store::Store;
use futures::FutureExt as _;
use rusqlite::types::Value;
use storage::StoreUrl;
use tempfile::TempDir;
use throwaway::{Cluster, Database, Held, Rows};
use uuid::Uuid;

/// An engine of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
    /// PostgreSQL with the tables cut into pieces by organization.
    Partitioned,
}

/// Every engine; the pieces are for the contract alone.
pub(crate) const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

/// The place of one store, which goes when this value does.
pub(crate) struct Site {
    url: StoreUrl,
    kept: Kept,
}

enum Kept {
    Folder(TempDir),
    Database(Database),
}

impl Site {
    /// A place without a store.
    pub(crate) fn new(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let url = format!("sqlite:{}", folder.path().join("muster.db").display());
                Self {
                    url: url.parse().unwrap(),
                    kept: Kept::Folder(folder),
                }
            }
            Engine::Postgres | Engine::Partitioned => Self::in_database(None),
        }
    }

    /// A place with an empty store.
    pub(crate) fn with_schema(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Self::new(engine),
            Engine::Postgres => Self::in_database(Some(template())),
            Engine::Partitioned => Self::in_database(Some(partitioned_template())),
        }
    }

    fn in_database(template: Option<&str>) -> Self {
        let database = Database::create(Cluster::shared().unwrap(), &unused_name(), template);
        let database = database.unwrap();
        Self {
            url: database.url().parse().unwrap(),
            kept: Kept::Database(database),
        }
    }

    pub(crate) fn url(&self) -> &StoreUrl {
        &self.url
    }

    /// Opens the store; makes it if there is none.
    pub(crate) async fn open(&self) -> Arc<dyn Store> {
        storage::open(&self.url, true).await.unwrap()
    }

    /// The file of the embedded engine.
    pub(crate) fn file(&self) -> PathBuf {
        match &self.kept {
            Kept::Folder(folder) => folder.path().join("muster.db"),
            Kept::Database(_) => panic!("a database of PostgreSQL is no file"),
        }
    }

    /// Runs a statement behind the store's back; returns its rows as text, identifiers as the API
    /// writes them.
    pub(crate) fn sql(&self, statement: &str) -> Rows {
        match &self.kept {
            Kept::Database(database) => database.run(statement).unwrap(),
            Kept::Folder(_) => {
                let connection = rusqlite::Connection::open(self.file()).unwrap();
                let mut statement = connection.prepare(statement).unwrap();
                let columns = statement.column_count();
                let rows = statement.query_map([], |row| {
                    let values = (0..columns).map(|column| row.get(column).map(text));
                    values.collect::<Result<Vec<_>, _>>()
                });
                rows.unwrap().collect::<Result<_, _>>().unwrap()
            }
        }
    }

    /// Runs statements that yield no rows behind the store's back.
    pub(crate) fn execute(&self, statements: &str) {
        match &self.kept {
            Kept::Database(database) => {
                database.run(statements).unwrap();
            }
            Kept::Folder(_) => rusqlite::Connection::open(self.file())
                .unwrap()
                .execute_batch(statements)
                .unwrap(),
        }
    }

    /// The same store at another place. On PostgreSQL nobody may be connected to this one.
    pub(crate) fn copied(&self) -> Self {
        match &self.kept {
            Kept::Folder(_) => {
                let copy = Self::new(Engine::Sqlite);
                self.execute(&format!("VACUUM INTO '{}'", copy.file().display()));
                copy
            }
            Kept::Database(database) => Self::in_database(Some(database.name())),
        }
    }

    /// Runs a statement that breaks the rules of the schema; returns how many rows it touched.
    pub(crate) fn damage(&self, statement: &str) -> usize {
        match &self.kept {
            Kept::Database(database) => {
                let statement = format!(
                    "SET session_replication_role = replica; {} RETURNING 1",
                    // Identifiers are bytes on SQLite alone.
                    statement.replace("x'", "'")
                );
                database.run(&statement).unwrap().len()
            }
            Kept::Folder(_) => {
                let connection = rusqlite::Connection::open(self.file()).unwrap();
                connection
                    .pragma_update(None, "foreign_keys", false)
                    .unwrap();
                connection.execute(statement, []).unwrap()
            }
        }
    }

    /// An identifier as a literal of this engine.
    pub(crate) fn literal(&self, id: Uuid) -> String {
        match &self.kept {
            Kept::Database(_) => format!("'{id}'"),
            Kept::Folder(_) => format!("x'{}'", id.simple()),
        }
    }

    /// Runs a statement of PostgreSQL in a transaction that lasts as long as the answer.
    pub(crate) fn hold(&self, statement: &str) -> Held {
        match &self.kept {
            Kept::Database(database) => database.hold(statement).unwrap(),
            Kept::Folder(_) => panic!("SQLite is not shared"),
        }
    }

    /// Every row of every table, as text, by table.
    pub(crate) fn dump(&self) -> BTreeMap<String, Vec<String>> {
        let mut dump: BTreeMap<String, Vec<String>> = self
            .tables()
            .into_iter()
            .map(|table| (table, Vec::new()))
            .collect();
        match &self.kept {
            Kept::Folder(_) => {
                for (table, rows) in &mut dump {
                    let found = self.sql(&format!("SELECT * FROM {table}"));
                    rows.extend(found.iter().map(|row| format!("{row:?}")));
                }
            }
            // One statement, for each one has to connect first.
            Kept::Database(_) => {
                let parts: Vec<_> = dump
                    .keys()
                    .map(|table| format!("SELECT '{table}', t::text FROM {table} t"))
                    .collect();
                for row in self.sql(&parts.join(" UNION ALL ")) {
                    let [Some(table), Some(text)] = &row[..] else {
                        panic!("{row:?}");
                    };
                    dump.get_mut(table).unwrap().push(text.clone());
                }
            }
        }
        dump.values_mut().for_each(|rows| rows.sort_unstable());
        dump
    }

    /// The names of the tables.
    fn tables(&self) -> Vec<String> {
        let names = match &self.kept {
            Kept::Folder(_) => {
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            }
            Kept::Database(_) => {
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' \
                 AND tablename <> 'schema_version'"
            }
        };
        self.sql(names)
            .into_iter()
            .filter_map(|mut row| row.remove(0))
            .collect()
    }
}

/// The store of the embedded engine in a folder, whether the caller is inside a runtime or not.
pub(crate) fn sqlite(folder: &Path) -> Arc<dyn Store> {
    let url = format!("sqlite:{}", folder.join("muster.db").display());
    let opened = storage::open(&url.parse().unwrap(), true).now_or_never();
    opened.expect("SQLite waits for nothing").unwrap()
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Integer(number) => Some(number.to_string()),
        Value::Real(number) => Some(number.to_string()),
        Value::Text(text) => Some(text),
        Value::Blob(bytes) => Some(match Uuid::from_slice(&bytes) {
            Ok(id) => id.to_string(),
            Err(_) => format!("{bytes:02x?}"),
        }),
    }
}

/// A database with an empty store, which the others are copies of: that is faster than making each
/// anew.
fn template() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let name = unused_name();
        let cluster = Cluster::shared().unwrap();
        let made = cluster.run("postgres", &format!("CREATE DATABASE \"{name}\""));
        made.unwrap();
        let url: StoreUrl = cluster.url(&name).parse().unwrap();
        // A runtime of its own, for the caller may be in one; dropped with the connections, for
        // who is connected keeps a database from being copied.
        std::thread::spawn(move || drop(super::run(storage::open(&url, true)).unwrap()))
            .join()
            .unwrap();
        name
    })
}

/// The same with the tables cut into pieces.
fn partitioned_template() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let name = unused_name();
        let cluster = Cluster::shared().unwrap();
        let create = format!("CREATE DATABASE \"{name}\" TEMPLATE \"{}\"", template());
        cluster.run("postgres", &create).unwrap();
        let cut = include_str!("partitioned.sql");
        cluster.run(&name, cut).unwrap();
        name
    })
}

fn unused_name() -> String {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("store_{}_{number}", std::process::id())
}

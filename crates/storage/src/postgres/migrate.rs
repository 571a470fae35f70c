//! Brings a database to the schema of this binary. Several processes may start at once: one
//! migrates, and the others wait for it at the row with the version.

use domain::limits;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::failure::describe;
use super::first_value::first_value;
use crate::open_error::OpenError;

/// The steps, oldest first, with the numbers of those on SQLite. A released step never changes.
const MIGRATIONS: [&str; 10] = [
    include_str!("../../migrations/postgres/0001_initial.sql"),
    include_str!("../../migrations/postgres/0002_protocol.sql"),
    include_str!("../../migrations/postgres/0003_scim_tokens.sql"),
    include_str!("../../migrations/postgres/0004_custom_types.sql"),
    include_str!("../../migrations/postgres/0005_oauth.sql"),
    include_str!("../../migrations/postgres/0006_counts.sql"),
    include_str!("../../migrations/postgres/0007_groups.sql"),
    include_str!("../../migrations/postgres/0008_life.sql"),
    include_str!("../../migrations/postgres/0009_sessions.sql"),
    include_str!("../../migrations/postgres/0010_logins.sql"),
];

/// Where the version is kept.
const CREATE: &str = "CREATE TABLE IF NOT EXISTS schema_version (\
                      id bigint NOT NULL PRIMARY KEY CHECK (id = 1), version bigint NOT NULL)";

/// Applies the missing steps, all in one transaction.
pub(super) async fn migrate(client: &Client, store: &str, create: bool) -> Result<(), OpenError> {
    let database = Database { client, store };
    match database.version().await? {
        Some(version) if version == newest() => return Ok(()),
        Some(version) => database.check_version(version)?,
        None if create => {
            database.check_empty().await?;
            database.create().await?;
        }
        None => return Err(OpenError::Missing(store.to_owned())),
    }
    database.upgrade().await
}

struct Database<'a> {
    client: &'a Client,
    store: &'a str,
}

impl Database<'_> {
    /// The version of the schema, if there is one.
    async fn version(&self) -> Result<Option<i64>, OpenError> {
        let there = "SELECT to_regclass('schema_version') IS NOT NULL";
        if self.value(there).await?.as_deref() != Some("t") {
            return Ok(None);
        }
        self.number("SELECT version FROM schema_version").await
    }

    /// Refuses a schema of another program, before anything of it is changed.
    async fn check_empty(&self) -> Result<(), OpenError> {
        let sql = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() \
                   AND tablename <> 'schema_version' LIMIT 1";
        let found = self.value(sql).await?;
        // Another process may have created the store in the meantime.
        if found.is_none() || self.version().await?.is_some() {
            return Ok(());
        }
        Err(self
            .failed("it holds the tables of another program; name an empty database".to_owned()))
    }

    /// Creates the table with the version, which says that there is nothing yet.
    async fn create(&self) -> Result<(), OpenError> {
        let fill = "INSERT INTO schema_version VALUES (1, 0) ON CONFLICT DO NOTHING";
        let mut tries = 0;
        loop {
            let Err(error) = self
                .client
                .batch_execute(&format!("{CREATE}; {fill}"))
                .await
            else {
                return Ok(());
            };
            tries += 1;
            // IF NOT EXISTS looks before the name is taken: of two at once, one comes too late.
            let is_late = [
                SqlState::UNIQUE_VIOLATION,
                SqlState::DUPLICATE_TABLE,
                SqlState::DUPLICATE_OBJECT,
            ]
            .iter()
            .any(|code| error.code() == Some(code));
            if !is_late || tries > 10 {
                return Err(self.failed(describe(&error)));
            }
        }
    }

    async fn upgrade(&self) -> Result<(), OpenError> {
        let wait = limits::STORE_MIGRATION_TIME.as_millis();
        self.run(&format!(
            "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = {wait}; \
             SET LOCAL idle_in_transaction_session_timeout = 0"
        ))
        .await?;
        let upgraded = self.upgrade_inside().await;
        let end = if upgraded.is_ok() {
            "COMMIT"
        } else {
            "ROLLBACK"
        };
        let ended = self.run(end).await;
        upgraded.and(ended)
    }

    async fn upgrade_inside(&self) -> Result<(), OpenError> {
        let sql = "SELECT version FROM schema_version FOR UPDATE";
        let version = self.number(sql).await?.unwrap_or(0);
        self.check_version(version)?;
        let done = usize::try_from(version).unwrap_or(0);
        for step in MIGRATIONS.iter().skip(done) {
            self.run(step).await?;
        }
        let newest = newest();
        self.run(&format!("UPDATE schema_version SET version = {newest}"))
            .await
    }

    fn check_version(&self, found: i64) -> Result<(), OpenError> {
        if found > newest() {
            return Err(OpenError::NewerSchema {
                store: self.store.to_owned(),
                found,
                newest: newest(),
            });
        }
        Ok(())
    }

    async fn run(&self, sql: &str) -> Result<(), OpenError> {
        let ran = self.client.batch_execute(sql).await;
        ran.map_err(|error| self.failed(describe(&error)))
    }

    async fn number(&self, sql: &str) -> Result<Option<i64>, OpenError> {
        let text = self.value(sql).await?;
        Ok(text.and_then(|text| text.parse().ok()))
    }

    async fn value(&self, sql: &str) -> Result<Option<String>, OpenError> {
        let found = first_value(self.client, sql).await;
        found.map_err(|error| self.failed(describe(&error)))
    }

    fn failed(&self, reason: String) -> OpenError {
        OpenError::Failed {
            store: self.store.to_owned(),
            reason,
        }
    }
}

/// The schema version of this binary.
pub(super) fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

//! The same on PostgreSQL: one statement per request, each its own transaction.

use std::sync::{Arc, Mutex, PoisonError};

use domain::limits;
use tokio::sync::Semaphore;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, NoTls, Statement};

use crate::store::Problem;

const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS users (
    user_name TEXT NOT NULL UNIQUE,
    document  TEXT NOT NULL
)";
const INSERT: &str = "INSERT INTO users (user_name, document) VALUES ($1, $2)";
const UPDATE: &str = "UPDATE users SET document = $2 WHERE user_name = $1";
const READ: &str = "SELECT document FROM users WHERE user_name = $1";

/// As many connections as Muster has.
pub(crate) struct Postgres {
    idle: Mutex<Vec<Session>>,
    permits: Semaphore,
}

/// A connection with its statements prepared.
struct Session {
    client: Client,
    insert: Statement,
    update: Statement,
    read: Statement,
}

impl Postgres {
    pub(crate) async fn open(url: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let mut idle = Vec::with_capacity(limits::STORE_CONNECTIONS);
        for _ in 0..limits::STORE_CONNECTIONS {
            let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
            tokio::spawn(connection);
            if idle.is_empty() {
                client.batch_execute(SCHEMA).await?;
            }
            idle.push(Session {
                insert: client.prepare(INSERT).await?,
                update: client.prepare(UPDATE).await?,
                read: client.prepare(READ).await?,
                client,
            });
        }
        Ok(Self {
            permits: Semaphore::new(idle.len()),
            idle: Mutex::new(idle),
        })
    }

    /// Returns when the new user is on disk.
    pub(crate) async fn insert(&self, user_name: &str, document: &Arc<str>) -> Result<(), Problem> {
        self.write(|session| &session.insert, user_name, document)
            .await
    }

    /// Returns when the user's new document is on disk.
    pub(crate) async fn update(&self, user_name: &str, document: &Arc<str>) -> Result<(), Problem> {
        self.write(|session| &session.update, user_name, document)
            .await
    }

    /// The document of a user.
    pub(crate) async fn read(&self, user_name: &str) -> Result<String, Problem> {
        let _permit = self.permits.acquire().await;
        let session = self.take()?;
        let found = session.client.query_opt(&session.read, &[&user_name]).await;
        self.lock().push(session);
        let row = found?.ok_or(Problem::Unknown)?;
        Ok(row.try_get(0)?)
    }

    async fn write(
        &self,
        statement: fn(&Session) -> &Statement,
        user_name: &str,
        document: &Arc<str>,
    ) -> Result<(), Problem> {
        let _permit = self.permits.acquire().await;
        let session = self.take()?;
        let written = session
            .client
            .execute(statement(&session), &[&user_name, &document.as_ref()])
            .await;
        self.lock().push(session);
        match written? {
            0 => Err(Problem::Unknown),
            _ => Ok(()),
        }
    }

    fn take(&self) -> Result<Session, Problem> {
        let taken = self.lock().pop();
        taken.ok_or_else(|| Problem::Failed("no connection is idle".to_owned()))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Session>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<tokio_postgres::Error> for Problem {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.code() {
            Some(&SqlState::UNIQUE_VIOLATION) => Self::Taken,
            _ => Self::Failed(error.to_string()),
        }
    }
}

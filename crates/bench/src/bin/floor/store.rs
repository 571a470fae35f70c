//! Where the floor keeps its users.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use crate::postgres::Postgres;
use crate::sqlite::Sqlite;

/// An open store.
pub(crate) enum Store {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// Why a request is refused.
#[derive(Debug)]
pub(crate) enum Problem {
    Malformed,
    Unknown,
    Taken,
    Failed(String),
}

impl Store {
    /// Opens `sqlite:PATH` or `postgres://…`.
    pub(crate) async fn open(url: &str) -> Result<Self, Box<dyn std::error::Error>> {
        match url.strip_prefix("sqlite:") {
            Some(path) => Ok(Self::Sqlite(Sqlite::open(Path::new(path))?)),
            None => Ok(Self::Postgres(Postgres::open(url).await?)),
        }
    }

    /// Returns when the new user is on disk.
    pub(crate) async fn insert(
        &self,
        user_name: String,
        document: Arc<str>,
    ) -> Result<(), Problem> {
        match self {
            Self::Sqlite(store) => store.writer.insert(user_name, document).await,
            Self::Postgres(store) => store.insert(&user_name, &document).await,
        }
    }

    /// Returns when the user's new document is on disk.
    pub(crate) async fn update(
        &self,
        user_name: String,
        document: Arc<str>,
    ) -> Result<(), Problem> {
        match self {
            Self::Sqlite(store) => store.writer.update(user_name, document).await,
            Self::Postgres(store) => store.update(&user_name, &document).await,
        }
    }

    /// The document of a user.
    pub(crate) async fn read(&self, user_name: &str) -> Result<String, Problem> {
        match self {
            Self::Sqlite(store) => store.readers.read(user_name).await,
            Self::Postgres(store) => store.read(user_name).await,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("the body is no JSON object with a userName"),
            Self::Unknown => f.write_str("there is no such user"),
            Self::Taken => f.write_str("the userName is taken"),
            Self::Failed(reason) => f.write_str(reason),
        }
    }
}

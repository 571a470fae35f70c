//! Where the store is.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::postgres::PostgresUrl;

/// The place of a store, as `--store` names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreUrl {
    /// `sqlite:PATH`: a file on this machine.
    Sqlite(PathBuf),
    /// `postgres://USER@HOST/DATABASE`: a PostgreSQL server.
    Postgres(Box<PostgresUrl>),
}

/// A store URL that Muster does not understand.
#[derive(Clone, Debug, thiserror::Error)]
pub enum UnknownStore {
    /// Its beginning names no engine.
    #[error(
        "{0:?} is not a store that this version of muster knows; use sqlite:PATH, for example sqlite:muster.db, or postgres://USER@HOST/DATABASE"
    )]
    Scheme(String),
    /// It names PostgreSQL and cannot be used. The URL is not repeated: it may hold a password.
    #[error("the postgres:// URL of the store cannot be used: {0}")]
    Postgres(String),
}

impl FromStr for StoreUrl {
    type Err = UnknownStore;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        for scheme in ["postgres://", "postgresql://"] {
            if let Some(rest) = text.strip_prefix(scheme) {
                let url = PostgresUrl::parse(rest).map_err(UnknownStore::Postgres)?;
                return Ok(Self::Postgres(Box::new(url)));
            }
        }
        let path = text
            .strip_prefix("sqlite:")
            .map(|path| path.strip_prefix("//").unwrap_or(path));
        match path {
            Some(path) if !path.is_empty() && !path.starts_with(':') => {
                Ok(Self::Sqlite(PathBuf::from(path)))
            }
            // A password in a URL must not reach the terminal or a log.
            Some(_) | None => Err(UnknownStore::Scheme(redact(text))),
        }
    }
}

/// The scheme alone, unless there is no place for a password.
fn redact(text: &str) -> String {
    match text.split_once(':') {
        Some(("sqlite", _)) => text.to_owned(),
        Some((scheme, _)) if !scheme.contains('=') => format!("{scheme}:…"),
        None if !text.contains(['=', '@']) => text.to_owned(),
        Some(_) | None => "…".to_owned(),
    }
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => write!(f, "{url}"),
        }
    }
}

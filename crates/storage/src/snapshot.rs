//! One snapshot of a store, on whatever engine, for what reads all of it.

use crate::open_error::OpenError;
use crate::url::StoreUrl;
use crate::{copy, postgres, sqlite};

/// Runs what is generic over connections on the connection of a snapshot.
macro_rules! on_snapshot {
    ($snapshot:expr, |$connection:ident| $body:expr) => {
        match $snapshot {
            $crate::snapshot::Snapshot::Sqlite(snapshot) => {
                let $connection = snapshot.connection();
                $body.await
            }
            $crate::snapshot::Snapshot::Postgres(snapshot) => {
                let $connection = snapshot.connection();
                $body.await
            }
        }
    };
}

pub(crate) use on_snapshot;

/// A store as it is at one time, which is only looked at.
pub(crate) enum Snapshot {
    Sqlite(sqlite::Snapshot),
    Postgres(postgres::Snapshot),
}

impl Snapshot {
    /// Opens the store as it is now. It must have the current schema: nothing here changes it.
    pub(crate) async fn open(url: &StoreUrl) -> Result<Self, OpenError> {
        let snapshot = match url {
            StoreUrl::Sqlite(path) => Self::Sqlite(sqlite::Snapshot::open(path)?),
            StoreUrl::Postgres(url) => Self::Postgres(postgres::Snapshot::open(url).await?),
        };
        let unfinished = on_snapshot!(&snapshot, |connection| copy::unfinished_source(connection));
        match unfinished {
            Ok(None) => Ok(snapshot),
            Ok(Some(source_store)) => Err(OpenError::UnfinishedCopy {
                store: url.to_string(),
                source_store,
            }),
            Err(error) => Err(OpenError::Failed {
                store: url.to_string(),
                reason: error.to_string(),
            }),
        }
    }

    /// What the engine finds wrong with its own files, if it can tell.
    pub(crate) fn damage(&self) -> Vec<String> {
        match self {
            Self::Sqlite(snapshot) => snapshot.damage(),
            Self::Postgres(_) => Vec::new(),
        }
    }

    /// Why nothing that was read counts: the snapshot did not last.
    pub(crate) fn failure(&self) -> Option<String> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres(snapshot) => snapshot.failure(),
        }
    }
}

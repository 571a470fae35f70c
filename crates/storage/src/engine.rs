//! The one place that knows which engine a store is on.

use crate::open_error::OpenError;
use crate::postgres::{self, Postgres};
use crate::sqlite::{self, Sqlite};
use crate::url::StoreUrl;

/// The engine of a store, chosen when it is opened.
pub(crate) enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Engine {
    /// Opens a store and brings it to the current schema.
    pub(crate) async fn open(url: &StoreUrl, create: bool) -> Result<Self, OpenError> {
        Ok(match url {
            StoreUrl::Sqlite(path) => Self::Sqlite(sqlite::open(path, create)?),
            StoreUrl::Postgres(url) => Self::Postgres(postgres::open(url, create).await?),
        })
    }
}

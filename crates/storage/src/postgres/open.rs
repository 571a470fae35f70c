//! Opens a store on a PostgreSQL server.

use std::sync::Arc;

use super::connect::Connector;
use super::pool::Pool;
use super::{Postgres, migrate};
use crate::open_error::OpenError;
use crate::postgres::PostgresUrl;

/// Opens the store and brings it to the current schema.
pub(crate) async fn open(url: &PostgresUrl, create: bool) -> Result<Postgres, OpenError> {
    let connector = Connector::new(url)?;
    let session = connector.connect().await?;
    migrate::migrate(&session.client, &url.to_string(), create).await?;
    drop(session);
    let pool = Pool::new(connector);
    pool.open().await?;
    Ok(Postgres {
        pool: Arc::new(pool),
        turns: Arc::default(),
    })
}

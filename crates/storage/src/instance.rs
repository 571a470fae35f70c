//! The instance: whether the store is initialized, and with which key.

use domain::Error;
use domain::event::Cause;
use domain::store::NewInstance;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::value::params;
use crate::{credential, organization};

/// Whether the store can be read.
pub(crate) async fn ready<C: Connection>(connection: &C) -> Result<(), Error> {
    connection.query("SELECT id FROM instance", &[]).await?;
    Ok(())
}

/// The fingerprint of the instance key; `None` on an empty store.
pub(crate) async fn key_fingerprint<C: Connection>(
    connection: &C,
) -> Result<Option<[u8; 8]>, Error> {
    let Some(mut row) = connection
        .query_one("SELECT key_fingerprint FROM instance", &[])
        .await?
    else {
        return Ok(None);
    };
    let bytes = row.blob()?;
    let fingerprint = bytes
        .try_into()
        .map_err(|_| Fault::Internal("the key fingerprint is not 8 bytes".to_owned()))?;
    Ok(Some(fingerprint))
}

/// Fills an empty store.
pub(crate) async fn initialize<C: Connection>(
    connection: &C,
    new: &NewInstance,
    cause: &Cause,
) -> Result<(), Error> {
    let inserted = connection
        .execute(
            "INSERT INTO instance (id, key_fingerprint, initialized_at) VALUES (1, $1, $2)",
            params![new.key_fingerprint.as_slice(), cause.at],
        )
        .await;
    match inserted {
        Ok(_) => {}
        Err(Fault::Unique) => {
            return Err(Error::FailedPrecondition(
                "the store is already initialized".to_owned(),
            ));
        }
        Err(fault) => return Err(fault.into()),
    }
    organization::create(connection, &new.organization, cause).await?;
    credential::insert(connection, &new.operator_key).await?;
    Ok(())
}

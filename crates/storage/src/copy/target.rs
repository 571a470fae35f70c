//! The store that is being filled.

use std::collections::BTreeSet;

use domain::Error;
use domain::id::OrganizationId;

use super::unfinished::{self, TABLE};
use super::{Batch, InstanceRow, Place};
use crate::connection::Connection;
use crate::dialect::Dialect;
use crate::engine::Engine;
use crate::open_error::OpenError;
use crate::url::StoreUrl;
use crate::value::params;
use crate::verb::{read, read_apart, write};
use crate::verify::{self, TABLES, TableDigest};

/// A store that nobody serves yet.
pub(crate) struct Target {
    engine: Engine,
}

/// Why a store is no target.
pub(super) enum Refusal {
    NotEmpty,
    OtherSource(String),
    Failed(Error),
}

/// What there is before a copy begins.
enum Found {
    Nothing,
    Data,
    Unfinished { source: String, instance: String },
}

impl Target {
    pub(super) async fn open(url: &StoreUrl) -> Result<Self, OpenError> {
        Ok(Self {
            engine: Engine::open(url, true).await?,
        })
    }

    /// Makes the target of an empty store, or goes on with one: then it returns how far it is.
    pub(super) async fn begin(
        &self,
        source: &StoreUrl,
        instance: &InstanceRow,
    ) -> Result<Option<Place>, Refusal> {
        let found: Result<Found, Error> = async { read!(self, |tx| found(tx)) }.await;
        match found.map_err(Refusal::Failed)? {
            Found::Data => Err(Refusal::NotEmpty),
            Found::Unfinished {
                source,
                instance: name,
            } if name != instance.name() => Err(Refusal::OtherSource(source)),
            Found::Unfinished { .. } => {
                let source = source.to_string();
                let place: Result<String, Error> =
                    async { write!(self, None, |tx| go_on(tx, &source)) }.await;
                let place =
                    serde_json::from_str(&place.map_err(Refusal::Failed)?).map_err(|error| {
                        let problem = format!("{TABLE} cannot be understood: {error}");
                        Refusal::Failed(Error::Internal(problem))
                    })?;
                Ok(Some(place))
            }
            Found::Nothing => {
                let (source, name) = (source.to_string(), instance.name());
                let begun: Result<(), Error> =
                    async { write!(self, None, |tx| begin(tx, &source, &name)) }.await;
                begun.map(|()| None).map_err(Refusal::Failed)
            }
        }
    }

    /// Takes rows in, and how far it is with them, or neither.
    pub(super) async fn take(&self, batch: Batch) -> Result<(), Error> {
        write!(self, None, |tx| take(tx, &batch))
    }

    pub(super) async fn digests(
        &self,
        organization: OrganizationId,
    ) -> Result<Vec<TableDigest>, Error> {
        read_apart!(self, true, |tx| verify::digests(tx, organization))
    }

    pub(super) async fn organizations(&self) -> Result<BTreeSet<OrganizationId>, Error> {
        read!(self, |tx| verify::owners(tx, "organizations", "id"))
    }

    /// Deletes the rows of an organization.
    pub(super) async fn clear(&self, organization: OrganizationId) -> Result<(), Error> {
        write!(self, None, |tx| clear(tx, organization))
    }

    /// Makes a store of it that can be served.
    pub(super) async fn finish(&self, instance: InstanceRow) -> Result<(), Error> {
        write!(self, None, |tx| finish(tx, &instance))
    }
}

async fn found<C: Connection>(connection: &C) -> Result<Found, Error> {
    if unfinished::source(connection).await?.is_some() {
        let sql = format!("SELECT source, instance FROM {TABLE}");
        if let Some(mut row) = connection.query_one(&sql, &[]).await? {
            return Ok(Found::Unfinished {
                source: row.text()?,
                instance: row.text()?,
            });
        }
    }
    for table in ["instance", "organizations", "credentials"] {
        let sql = format!("SELECT 1 FROM {table} LIMIT 1");
        if connection.query_one(&sql, &[]).await?.is_some() {
            return Ok(Found::Data);
        }
    }
    Ok(Found::Nothing)
}

async fn begin<C: Connection>(connection: &C, source: &str, name: &str) -> Result<(), Error> {
    let create = format!(
        "CREATE TABLE {TABLE} (source text NOT NULL, instance text NOT NULL, place text NOT NULL)"
    );
    connection.execute(&create, &[]).await?;
    let place = text(&Place::default())?;
    let insert = format!("INSERT INTO {TABLE} (source, instance, place) VALUES ($1, $2, $3)");
    connection
        .write_row(&insert, params![source, name, &place])
        .await?;
    Ok(())
}

/// How far an interrupted copy is. What it has begun on a server that has not noticed its end is
/// waited for: whoever takes rows in changes the same row first.
async fn go_on<C: Connection>(connection: &C, source: &str) -> Result<String, Error> {
    let update = format!("UPDATE {TABLE} SET source = $1");
    connection.write_row(&update, params![source]).await?;
    let sql = format!("SELECT place FROM {TABLE}");
    let row = connection.query_one(&sql, &[]).await?;
    row.map(|mut row| row.text())
        .transpose()?
        .ok_or_else(|| Error::Internal(format!("{TABLE} has no row")))
}

async fn take<C: Connection>(connection: &C, batch: &Batch) -> Result<(), Error> {
    let place = text(&batch.place)?;
    let update = format!("UPDATE {TABLE} SET place = $1");
    connection.write_row(&update, params![&place]).await?;
    batch.insert(connection).await
}

async fn clear<C: Connection>(connection: &C, organization: OrganizationId) -> Result<(), Error> {
    for table in TABLES.iter().rev() {
        let sql = format!("DELETE FROM {} WHERE {} = $1", table.name, table.owner);
        connection.execute(&sql, params![organization]).await?;
    }
    Ok(())
}

async fn finish<C: Connection>(connection: &C, instance: &InstanceRow) -> Result<(), Error> {
    instance.insert(connection).await?;
    if InstanceRow::read(connection).await?.as_ref() != Some(instance) {
        let problem = "the instance and its operator keys are not what was written";
        return Err(Error::Internal(problem.to_owned()));
    }
    if C::DIALECT == Dialect::Postgres {
        // Until it knows how many rows there are, PostgreSQL would plan for an empty store.
        connection.execute("ANALYZE", &[]).await?;
    }
    connection
        .execute(&format!("DROP TABLE {TABLE}"), &[])
        .await?;
    Ok(())
}

fn text(place: &Place) -> Result<String, Error> {
    serde_json::to_string(place).map_err(|error| Error::Internal(error.to_string()))
}

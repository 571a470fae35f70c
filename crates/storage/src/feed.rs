//! The change feed: appended in the transaction of the change, in commit order.

use domain::event::{Actor, Cause, Event, EventType};
use domain::id::{CredentialId, OrganizationId, ScimConfigurationId, ServiceAccountId, UserId};
use serde_json::Value;
use uuid::Uuid;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::value::{Row, params};

/// An event to be appended; its states are JSON text.
pub(crate) struct NewEvent<'a> {
    pub(crate) event_type: EventType,
    pub(crate) resource_id: Uuid,
    pub(crate) scim_configuration_id: Option<ScimConfigurationId>,
    pub(crate) version: i64,
    pub(crate) before: Option<&'a str>,
    pub(crate) after: Option<&'a str>,
}

/// Appends an event. The organization's counter is locked until the commit, so the numbers have no
/// gap and follow the commits.
pub(crate) async fn append<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    cause: &Cause,
    event: NewEvent<'_>,
) -> Result<(), Fault> {
    connection
        .write_row(
            "UPDATE feed_heads SET sequence = sequence + 1 WHERE organization_id = $1",
            params![organization],
        )
        .await?;
    let (actor_type, actor_id) = actor_columns(cause.actor);
    // The number is read where it was written, so that nobody has to wait for it.
    connection
        .write_row(
            "INSERT INTO events (organization_id, sequence, occurred_at, event_type, resource_id, \
             scim_configuration_id, version, before, after, actor_type, actor_id, request_id) \
             SELECT organization_id, sequence, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 \
             FROM feed_heads WHERE organization_id = $11",
            params![
                cause.at,
                event.event_type.as_str(),
                event.resource_id,
                event.scim_configuration_id,
                event.version,
                event.before,
                event.after,
                actor_type,
                actor_id,
                &cause.request_id,
                organization,
            ],
        )
        .await
}

/// The events after a sequence number.
pub(crate) async fn events<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    after: i64,
    limit: u32,
) -> Result<Vec<Event>, domain::Error> {
    let rows = connection
        .query(
            "SELECT sequence, occurred_at, event_type, resource_id, scim_configuration_id, \
             version, before, after, actor_type, actor_id, request_id FROM events \
             WHERE organization_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
            params![organization, after, i64::from(limit)],
        )
        .await?;
    let events = rows
        .into_iter()
        .map(|mut row| event(organization, &mut row))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(events)
}

fn event(organization_id: OrganizationId, row: &mut Row) -> Result<Event, Fault> {
    let sequence = row.integer()?;
    let occurred_at = row.time()?;
    let word = row.text()?;
    let event_type = EventType::parse(&word)
        .ok_or_else(|| Fault::Internal(format!("unknown event type {word:?}")))?;
    Ok(Event {
        organization_id,
        sequence,
        occurred_at,
        event_type,
        resource_id: row.id()?,
        scim_configuration_id: row.optional_id()?.map(ScimConfigurationId::from_uuid),
        version: row.integer()?,
        before: state(row)?,
        after: state(row)?,
        actor: actor(row)?,
        request_id: row.text()?,
    })
}

fn state(row: &mut Row) -> Result<Option<Value>, Fault> {
    row.optional_text()?
        .map(|text| {
            serde_json::from_str(&text)
                .map_err(|error| Fault::Internal(format!("an event's state is not JSON: {error}")))
        })
        .transpose()
}

fn actor_columns(actor: Actor) -> (&'static str, Option<Uuid>) {
    match actor {
        Actor::User(id) => ("user", Some(id.uuid())),
        Actor::ServiceAccount(id) => ("service_account", Some(id.uuid())),
        Actor::ScimConfiguration(id) => ("scim_configuration", Some(id.uuid())),
        Actor::Operator(id) => ("operator", Some(id.uuid())),
        Actor::CommandLine => ("command_line", None),
    }
}

fn actor(row: &mut Row) -> Result<Actor, Fault> {
    let word = row.text()?;
    match (word.as_str(), row.optional_id()?) {
        ("user", Some(id)) => Ok(Actor::User(UserId::from_uuid(id))),
        ("scim_configuration", Some(id)) => {
            Ok(Actor::ScimConfiguration(ScimConfigurationId::from_uuid(id)))
        }
        ("service_account", Some(id)) => Ok(Actor::ServiceAccount(ServiceAccountId::from_uuid(id))),
        ("operator", Some(id)) => Ok(Actor::Operator(CredentialId::from_uuid(id))),
        ("command_line", None) => Ok(Actor::CommandLine),
        _ => Err(Fault::Internal(format!("unknown actor {word:?}"))),
    }
}

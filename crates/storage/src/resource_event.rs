//! The events about resources.

use domain::Error;
use domain::event::EventType;
use domain::id::ResourceId;
use scim::resource_type::GROUP;

use crate::connection::Connection;
use crate::feed::{self, NewEvent};
use crate::group_member::{self, Delta};
use crate::resource_write::Change;
use crate::scim_group;

/// Counts the members of a group anew after a change of them, and appends its events.
pub(crate) async fn append_members<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    group: ResourceId,
    version: i64,
    delta: &Delta,
) -> Result<(), Error> {
    scim_group::count_users(connection, change.owner, group.into(), delta.users).await?;
    if !delta.removed.is_empty() {
        let before = group_member::event_state(&delta.removed);
        let event_type = EventType::GroupMemberRemoved;
        append(
            connection,
            change,
            event_type,
            group,
            version,
            Some(&before),
            None,
        )
        .await?;
    }
    if !delta.added.is_empty() {
        let after = group_member::event_state(&delta.added);
        let event_type = EventType::GroupMemberAdded;
        append(
            connection,
            change,
            event_type,
            group,
            version,
            None,
            Some(&after),
        )
        .await?;
    }
    Ok(())
}

/// Appends an event about a resource.
pub(crate) async fn append<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    event_type: EventType,
    id: ResourceId,
    version: i64,
    before: Option<&str>,
    after: Option<&str>,
) -> Result<(), Error> {
    let event = NewEvent {
        event_type,
        resource_id: id.uuid(),
        scim_configuration_id: Some(change.owner.scim_configuration_id),
        version,
        before,
        after,
    };
    Ok(feed::append(
        connection,
        change.owner.organization_id,
        change.cause,
        event,
    )
    .await?)
}

/// The state of a resource that is no person in an event.
pub(crate) fn state(change: &Change<'_>, attributes: &str) -> String {
    if change.resource_type == GROUP.name {
        return format!("{{\"scim\":{attributes}}}");
    }
    let resource_type = serde_json::json!(change.resource_type);
    format!("{{\"resourceType\":{resource_type},\"scim\":{attributes}}}")
}

/// The events about resources of a type, other than User.
pub(crate) struct Events {
    pub(crate) created: EventType,
    pub(crate) updated: EventType,
    pub(crate) deleted: EventType,
}

/// The events about resources of that type.
pub(crate) fn events(resource_type: &str) -> Events {
    if resource_type == GROUP.name {
        Events {
            created: EventType::GroupCreated,
            updated: EventType::GroupUpdated,
            deleted: EventType::GroupDeleted,
        }
    } else {
        Events {
            created: EventType::ResourceCreated,
            updated: EventType::ResourceUpdated,
            deleted: EventType::ResourceDeleted,
        }
    }
}

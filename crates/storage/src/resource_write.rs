//! SCIM resources: changing and deleting one, with the events that tell of it.

use domain::Error;
use domain::event::Cause;
use domain::id::ResourceId;
use domain::resource::{Draft, IndexedValues, Load, Modify, Owner, StoredResource};
use domain::time::Timestamp;

use crate::connection::Connection;
use crate::deleted_user::GoneResource;
use crate::fault::Fault;
use crate::group_member::{self, Delta};
use crate::provisioned_user;
use crate::resource;
use crate::resource_count;
use crate::resource_email;
use crate::resource_event::{append, append_members, events, state};
use crate::resource_index;
use crate::resource_row;
use crate::resource_unique_value;
use crate::role_assignment;
use crate::scim_configuration;
use crate::value::params;

/// What every change of a resource needs to know.
#[derive(Clone, Copy)]
pub(crate) struct Change<'a> {
    pub(crate) owner: Owner,
    /// The name of the resource's type.
    pub(crate) resource_type: &'a str,
    pub(crate) cause: &'a Cause,
}

impl<'a> Change<'a> {
    pub(crate) fn new(owner: Owner, resource_type: &'a str, cause: &'a Cause) -> Self {
        Self {
            owner,
            resource_type,
            cause,
        }
    }
}

/// Changes a resource as `modify` decides.
pub(crate) async fn modify<C: Connection>(
    connection: &C,
    change: Change<'_>,
    id: ResourceId,
    modify: &Modify,
    load: Load,
) -> Result<StoredResource, Error> {
    let mut stored = current(connection, &change, id).await?;
    let modification = modify(&stored)?;
    let delta = group_member::apply(connection, change.owner, id, &modification.members).await?;
    if modification.draft.is_some() || !delta.is_empty() {
        let version = stored.version + 1;
        let cause = change.cause.not_before(stored.last_modified_at);
        let at = cause.at;
        let change = &Change {
            cause: &cause,
            ..change
        };
        match &modification.draft {
            Some(draft) => replace(connection, change, &stored, draft, version, at).await?,
            None => resource_row::touch(connection, change, id, version, at).await?,
        }
        append_members(connection, change, id, version, &delta).await?;
        stored.version = version;
        stored.last_modified_at = at;
        if let Some(draft) = modification.draft {
            stored.attributes = draft.attributes;
        }
    }
    resource::load_computed(connection, change.owner, &mut stored, load).await?;
    Ok(stored)
}

/// Removes a resource if `allow` agrees.
pub(crate) async fn delete<C: Connection>(
    connection: &C,
    change: Change<'_>,
    id: ResourceId,
    allow: &Modify,
) -> Result<(), Error> {
    let stored = current(connection, &change, id).await?;
    allow(&stored)?;
    remove(connection, &change, &stored).await
}

/// Takes a resource away, out of all groups first.
pub(crate) async fn remove<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    stored: &StoredResource,
) -> Result<(), Error> {
    let (owner, id) = (change.owner, stored.id);
    let groups = group_member::leave_all(connection, owner, id).await?;
    for group in &groups {
        // A group that contains itself takes its members with it.
        if *group != id {
            remove_from_group(connection, change, *group, id).await?;
        }
    }
    let index = resource_index::stored(connection, change, id).await?;
    let cause = change.cause.not_before(stored.last_modified_at);
    let change = &Change {
        cause: &cause,
        ..*change
    };
    let version = stored.version + 1;
    if change.resource_type == "User" {
        let gone = GoneResource {
            version,
            created_at: stored.created_at.micros(),
            attributes: stored.attributes.clone(),
            index: index.clone(),
            groups: groups.iter().map(|group| group.uuid()).collect(),
        };
        provisioned_user::leave(connection, change, stored, version, &gone).await?;
    } else {
        if change.resource_type == "Group" {
            let organization = owner.organization_id;
            role_assignment::delete_of_group(connection, organization, id.into(), &cause).await?;
        }
        group_member::clear(connection, owner, id).await?;
        let before = state(change, &stored.attributes);
        append(
            connection,
            change,
            events(change.resource_type).deleted,
            id,
            version,
            Some(&before),
            None,
        )
        .await?;
    }
    resource_email::remove(connection, owner, id, &index.email_keys).await?;
    resource_unique_value::remove(connection, change, &index.unique_values).await?;
    connection
        .write_row(
            "DELETE FROM resources WHERE organization_id = $1 AND scim_configuration_id = $2 \
             AND resource_type = $3 AND id = $4",
            params![
                owner.organization_id,
                owner.scim_configuration_id,
                change.resource_type,
                id
            ],
        )
        .await?;
    resource_count::remove(connection, change, id).await?;
    Ok(())
}

/// The resource as it is, of an owner that still lives.
async fn current<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    id: ResourceId,
) -> Result<StoredResource, Error> {
    let load = Load::default();
    let (living, found) = futures::join!(
        scim_configuration::check_living(connection, change.owner),
        resource::find(connection, change.owner, change.resource_type, id, load),
    );
    living?;
    found?.ok_or(Error::NotFound("resource"))
}

async fn replace<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    stored: &StoredResource,
    draft: &Draft,
    version: i64,
    at: Timestamp,
) -> Result<(), Error> {
    let id = stored.id;
    let is_person = draft.person.is_some();
    let (old, user) = futures::join!(
        resource_index::stored(connection, change, id),
        provisioned_user::owned_if(is_person, connection, change, id),
    );
    let (old, user) = (old?, user?);
    let index = IndexedValues {
        active: draft.index.active,
        ..old.clone()
    };
    if index == draft.index {
        resource_row::rewrite(connection, change, id, draft, version, at).await?;
    } else {
        resource_row::reindex(connection, change, id, draft, version, at).await?;
    }
    if old.email_keys != draft.index.email_keys {
        resource_email::remove(connection, change.owner, id, &old.email_keys).await?;
        resource_email::add(connection, change.owner, id, &draft.index).await?;
    }
    if old.unique_values != draft.index.unique_values {
        resource_unique_value::remove(connection, change, &old.unique_values).await?;
        resource_unique_value::add(connection, change, id, &draft.index.unique_values).await?;
    }
    match (&draft.person, user) {
        (Some(person), Some(before)) => {
            let update = provisioned_user::Update {
                before,
                stored,
                draft,
                version,
            };
            update.apply(connection, change, person).await
        }
        _ => {
            let states = (
                state(change, &stored.attributes),
                state(change, &draft.attributes),
            );
            let event_type = events(change.resource_type).updated;
            append(
                connection,
                change,
                event_type,
                id,
                version,
                Some(&states.0),
                Some(&states.1),
            )
            .await
        }
    }
}

/// A deleted resource leaves a group: the group has a new version then, as after any other change
/// of its members.
async fn remove_from_group<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    group: ResourceId,
    member: ResourceId,
) -> Result<(), Error> {
    let stored = resource::find(connection, change.owner, "Group", group, Load::default())
        .await?
        .ok_or_else(|| Fault::Internal(format!("group {group} has members but no row")))?;
    let is_user = change.resource_type == "User";
    let cause = change.cause.not_before(stored.last_modified_at);
    let change = Change {
        resource_type: "Group",
        owner: change.owner,
        cause: &cause,
    };
    let version = stored.version + 1;
    resource_row::touch(connection, &change, group, version, cause.at).await?;
    let delta = Delta {
        added: Vec::new(),
        removed: vec![member],
        users: -i64::from(is_user),
    };
    append_members(connection, &change, group, version, &delta).await
}

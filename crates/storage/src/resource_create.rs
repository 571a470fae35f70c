//! SCIM resources: creating one, or several that refer to each other, with the events that tell of
//! it.

use domain::Error;
use domain::event::Cause;
use domain::id::ResourceId;
use domain::resource::{Load, MemberChange, NewResource, Owner, StoredResource};

use crate::connection::Connection;
use crate::group_member;
use crate::provisioned_user::{self, Claim};
use crate::resource;
use crate::resource_count;
use crate::resource_email;
use crate::resource_event::{append, append_members, events, state};
use crate::resource_row;
use crate::resource_unique_value;
use crate::resource_write::Change;
use crate::scim_configuration;

/// Adds a resource with its members.
pub(crate) async fn create<C: Connection>(
    connection: &C,
    owner: Owner,
    new: &NewResource,
    load: Load,
    cause: &Cause,
) -> Result<StoredResource, Error> {
    let change = &change(owner, new, cause);
    let (current, claim) = futures::join!(
        scim_configuration::check_current(connection, owner, new.types_version),
        claim(connection, change, new),
    );
    current?;
    let claim = claim?;
    let id = add(connection, change, new, claim.as_ref()).await?;
    join(connection, change, id, &new.members).await?;
    stored(connection, change, id, new, load).await
}

/// Adds resources whose attributes and members name each other by their identifiers.
pub(crate) async fn create_together<C: Connection>(
    connection: &C,
    owner: Owner,
    all: &[NewResource],
    cause: &Cause,
) -> Result<Vec<StoredResource>, Error> {
    let mut all = all.to_vec();
    let mut claims = Vec::with_capacity(all.len());
    for (position, new) in all.iter().enumerate() {
        scim_configuration::check_current(connection, owner, new.types_version).await?;
        let change = &change(owner, new, cause);
        let claim = claim(connection, change, new)
            .await
            .map_err(|error| error.of_several(position))?;
        claims.push(claim);
    }
    rename_adopted(&mut all, &claims);
    for (position, (new, claim)) in all.iter().zip(&claims).enumerate() {
        let change = &change(owner, new, cause);
        add(connection, change, new, claim.as_ref())
            .await
            .map_err(|error| error.of_several(position))?;
    }
    let mut created = Vec::with_capacity(all.len());
    for (position, new) in all.iter().enumerate() {
        let change = &change(owner, new, cause);
        join(connection, change, new.id, &new.members)
            .await
            .map_err(|error| error.of_several(position))?;
        created.push(stored(connection, change, new.id, new, Load::default()).await?);
    }
    Ok(created)
}

fn change<'a>(owner: Owner, new: &'a NewResource, cause: &'a Cause) -> Change<'a> {
    Change {
        owner,
        resource_type: &new.resource_type.name,
        cause,
    }
}

async fn claim<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    new: &NewResource,
) -> Result<Option<Claim>, Error> {
    match &new.draft.person {
        Some(person) => provisioned_user::claim(connection, change, new.id, person)
            .await
            .map(Some),
        None => Ok(None),
    }
}

/// Who adopts a member has that one's identifier, and the others name it so. The identifiers that
/// were planned are random and told nobody, so wherever one stands it was put by the plan.
fn rename_adopted(all: &mut [NewResource], claims: &[Option<Claim>]) {
    let renamed: Vec<(ResourceId, ResourceId)> = all
        .iter()
        .zip(claims)
        .filter_map(|(new, claim)| Some((new.id, claim.as_ref()?.user.id.into())))
        .filter(|(planned, real)| planned != real)
        .collect();
    for (planned, real) in renamed {
        let (old, now) = (planned.to_string(), real.to_string());
        for new in all.iter_mut() {
            if new.id == planned {
                new.id = real;
            }
            new.draft.attributes = new.draft.attributes.replace(&old, &now);
            for value in &mut new.draft.index.unique_values {
                value.key = value.key.replace(&old, &now);
            }
            for member in new.members.iter_mut().filter(|member| **member == planned) {
                *member = real;
            }
        }
    }
}

/// Writes the rows of a resource and appends its event.
async fn add<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    new: &NewResource,
    claim: Option<&Claim>,
) -> Result<ResourceId, Error> {
    let draft = &new.draft;
    let id = claim.map_or(new.id, |claim| claim.user.id.into());
    let (inserted, counted) = futures::join!(
        resource_row::insert(connection, change, id, draft, 1, change.cause.at),
        resource_count::add(connection, change, id),
    );
    inserted?;
    counted?;
    resource_email::add(connection, change.owner, id, &draft.index).await?;
    resource_unique_value::add(connection, change, id, &draft.index.unique_values).await?;
    match claim {
        Some(claim) => claim.append(connection, change, &draft.attributes).await?,
        None => {
            let after = state(change, &draft.attributes);
            append(
                connection,
                change,
                events(change.resource_type).created,
                id,
                1,
                None,
                Some(&after),
            )
            .await?;
        }
    }
    Ok(id)
}

async fn join<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    id: ResourceId,
    members: &[ResourceId],
) -> Result<(), Error> {
    let members = [MemberChange::Add(members.to_vec())];
    let delta = group_member::apply(connection, change.owner, id, &members).await?;
    append_members(connection, change, id, 1, &delta).await
}

async fn stored<C: Connection>(
    connection: &C,
    change: &Change<'_>,
    id: ResourceId,
    new: &NewResource,
    load: Load,
) -> Result<StoredResource, Error> {
    let mut stored = StoredResource {
        resource_type: change.resource_type.to_owned(),
        id,
        version: 1,
        created_at: change.cause.at,
        last_modified_at: change.cause.at,
        attributes: new.draft.attributes.clone(),
        groups: Vec::new(),
        members: Vec::new(),
    };
    // A resource that was just created is in no group yet.
    let load = Load {
        groups: false,
        ..load
    };
    resource::load_computed(connection, change.owner, &mut stored, load).await?;
    Ok(stored)
}

use api::gitpod::v1::*;
use domain::Error;
use domain::id::ResourceId;
use domain::store::GroupQuery;

use super::call::Call;
use crate::connect::convert::{group, id, page, role_assignment};

/// The lengths that a name in GetGroup may have: the rules of a message do not reach into a oneof.
const NAME: std::ops::RangeInclusive<usize> = 3..=80;

pub(super) async fn create(
    call: &Call<'_>,
    request: CreateGroupRequest,
) -> Result<CreateGroupResponse, Error> {
    let organization = id::organization(&request.organization_id)?;
    let (name, description) = (request.name, request.description);
    let made = call
        .muster
        .create_group(
            call.caller,
            organization,
            name,
            description,
            call.request_id(),
        )
        .await?;
    Ok(CreateGroupResponse {
        group: group::message(made).into(),
        ..Default::default()
    })
}

pub(super) async fn get(
    call: &Call<'_>,
    request: GetGroupRequest,
) -> Result<GetGroupResponse, Error> {
    let found = match request.group {
        Some(get_group_request::Group::Name(name)) => {
            if !NAME.contains(&name.chars().count()) {
                return Err(wrong("name", "value must have 3 to 80 characters"));
            }
            call.muster.group_named(call.caller, &name).await?
        }
        Some(get_group_request::Group::Id(id)) => {
            let id = id::group(&id).map_err(|_| wrong("id", "value must be a valid UUID"))?;
            call.muster.group(call.caller, id).await?
        }
        None if request.group_id.is_empty() => {
            return Err(wrong("id", "name the group by its id or by its name"));
        }
        // What older clients send.
        None => {
            call.muster
                .group(call.caller, id::group(&request.group_id)?)
                .await?
        }
    };
    Ok(GetGroupResponse {
        group: group::message(found).into(),
        ..Default::default()
    })
}

pub(super) async fn list(
    call: &Call<'_>,
    request: ListGroupsRequest,
) -> Result<ListGroupsResponse, Error> {
    let page = page::request(request.pagination.into_option())?;
    let filter = request.filter.into_option().unwrap_or_default();
    // Muster makes no groups of its own, neither for the system nor for one shared resource.
    if filter.system_managed == Some(true) || filter.direct_share == Some(true) {
        call.caller.organization()?;
        return Ok(ListGroupsResponse {
            pagination: page::response(None).into(),
            ..Default::default()
        });
    }
    let excluded = filter.exclude_assigned_to_resource.into_option();
    let without_role_on = match excluded {
        None => None,
        Some(resource) if resource.resource_type == ResourceType::RESOURCE_TYPE_UNSPECIFIED => {
            return Err(wrong(
                "filter.exclude_assigned_to_resource.resource_type",
                "name the kind of the resource",
            ));
        }
        Some(resource) => role_assignment::kind_word(resource.resource_type)
            .zip(ResourceId::parse(&resource.resource_id).map(ResourceId::uuid)),
    };
    let ids = filter.group_ids.iter().map(|group| id::group(group));
    let query = GroupQuery {
        search: filter.search,
        ids: ids.collect::<Result<_, _>>()?,
        without_role_on,
        page,
    };
    let found = call.muster.groups(call.caller, query).await?;
    Ok(ListGroupsResponse {
        pagination: page::response(found.next).into(),
        groups: found.items.into_iter().map(group::message).collect(),
        ..Default::default()
    })
}

pub(super) async fn update(
    call: &Call<'_>,
    request: UpdateGroupRequest,
) -> Result<UpdateGroupResponse, Error> {
    let id = id::group(&request.group_id)?;
    let (name, description) = (request.name, request.description);
    let changed = call
        .muster
        .update_group(call.caller, id, name, description, call.request_id())
        .await?;
    Ok(UpdateGroupResponse {
        group: group::message(changed).into(),
        ..Default::default()
    })
}

pub(super) async fn delete(
    call: &Call<'_>,
    request: DeleteGroupRequest,
) -> Result<DeleteGroupResponse, Error> {
    let id = id::group(&request.group_id)?;
    call.muster
        .delete_group(call.caller, id, call.request_id())
        .await?;
    Ok(DeleteGroupResponse::default())
}

fn wrong(field: &'static str, message: &str) -> Error {
    Error::InvalidArgument {
        field,
        message: message.to_owned(),
    }
}

use api::gitpod::v1::{
    CreateRoleAssignmentRequest, CreateRoleAssignmentResponse, DeleteRoleAssignmentRequest,
    DeleteRoleAssignmentResponse, ListRoleAssignmentsRequest, ListRoleAssignmentsResponse,
};
use domain::Error;
use domain::id::ResourceId;
use domain::store::RoleAssignmentQuery;

use super::call::Call;
use crate::connect::convert::{id, page, role_assignment};

pub(super) async fn create(
    call: &Call<'_>,
    request: CreateRoleAssignmentRequest,
) -> Result<CreateRoleAssignmentResponse, Error> {
    let group = id::group(&request.group_id)?;
    let role = role_assignment::role(
        request.resource_type,
        &request.resource_id,
        request.resource_role,
        call.caller.organization()?,
    )?;
    let made = call
        .muster
        .create_role_assignment(call.caller, group, role, call.request_id())
        .await?;
    Ok(CreateRoleAssignmentResponse {
        assignment: role_assignment::message(made).into(),
        ..Default::default()
    })
}

pub(super) async fn list(
    call: &Call<'_>,
    request: ListRoleAssignmentsRequest,
) -> Result<ListRoleAssignmentsResponse, Error> {
    let Some(query) = query(request)? else {
        // No role assignment can match, but who may not ask must not learn that either.
        call.caller.organization()?;
        return Ok(ListRoleAssignmentsResponse {
            pagination: page::response(None).into(),
            ..Default::default()
        });
    };
    let found = call.muster.role_assignments(call.caller, query).await?;
    Ok(ListRoleAssignmentsResponse {
        pagination: page::response(found.next).into(),
        assignments: found
            .items
            .into_iter()
            .map(role_assignment::message)
            .collect(),
        ..Default::default()
    })
}

pub(super) async fn delete(
    call: &Call<'_>,
    request: DeleteRoleAssignmentRequest,
) -> Result<DeleteRoleAssignmentResponse, Error> {
    let id = id::role_assignment(&request.assignment_id)?;
    call.muster
        .delete_role_assignment(call.caller, id, call.request_id())
        .await?;
    Ok(DeleteRoleAssignmentResponse::default())
}

/// What is asked for; none where nothing can match.
fn query(request: ListRoleAssignmentsRequest) -> Result<Option<RoleAssignmentQuery>, Error> {
    let page = page::request(request.pagination.into_option())?;
    let filter = request.filter.into_option().unwrap_or_default();
    if !filter.resource_id.is_empty() && !filter.resource_ids.is_empty() {
        return Err(Error::InvalidArgument {
            field: "filter.resource_ids",
            message: "name resource_id or resource_ids, not both".to_owned(),
        });
    }
    let (types, roles) = (filter.resource_types, filter.resource_roles);
    let names_types = !types.is_empty();
    let names_roles = !roles.is_empty();
    let types = types.into_iter().filter_map(role_assignment::kind_word);
    let roles = roles.into_iter().filter_map(role_assignment::role_word);
    let mut resources = filter.resource_ids;
    if !filter.resource_id.is_empty() {
        resources.push(filter.resource_id);
    }
    let resources = resources.iter().map(|id| {
        let id = ResourceId::parse(id).map(ResourceId::uuid);
        id.ok_or_else(|| Error::InvalidArgument {
            field: "filter.resource_id",
            message: "value must be a valid UUID".to_owned(),
        })
    });
    let named = |text: &str| !text.is_empty();
    let query = RoleAssignmentQuery {
        resource_kinds: unique(types),
        roles: unique(roles),
        group: Some(filter.group_id.as_str())
            .filter(|id| named(id))
            .map(id::group)
            .transpose()?,
        user: Some(filter.user_id.as_str())
            .filter(|id| named(id))
            .map(id::user)
            .transpose()?,
        resources: resources.collect::<Result<_, _>>()?,
        page,
    };
    let nothing =
        (names_types && query.resource_kinds.is_empty()) || (names_roles && query.roles.is_empty());
    Ok(Some(query).filter(|_| !nothing))
}

/// Each once: there are few words, and a request may repeat them without a limit.
fn unique(words: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let words: std::collections::BTreeSet<_> = words.collect();
    words.into_iter().collect()
}

use api::gitpod::v1::{
    CountResponse, CountResponseRelation, LeaveOrganizationRequest, LeaveOrganizationResponse,
    ListMembersRequest, ListMembersResponse, OrganizationMember, SetRoleRequest, SetRoleResponse,
};
use domain::Error;

use super::call::Call;
use crate::connect::convert::{id, member_query, page, user};

pub(super) async fn list(
    call: &Call<'_>,
    request: ListMembersRequest,
) -> Result<ListMembersResponse, Error> {
    let id = id::organization(&request.organization_id)?;
    let count = request.count.as_option().is_some_and(|count| count.include);
    let Some(query) = member_query::read(request)? else {
        // Nobody can match, but who may not ask must not learn that either.
        call.muster.organization(call.caller, id).await?;
        return Ok(response(Vec::new(), None, count.then_some(0)));
    };
    let found = call.muster.members(call.caller, id, query).await?;
    let members = found.page.items.into_iter().map(user::member).collect();
    Ok(response(members, found.page.next, found.total))
}

pub(super) async fn set_role(
    call: &Call<'_>,
    request: SetRoleRequest,
) -> Result<SetRoleResponse, Error> {
    let organization = id::organization(&request.organization_id)?;
    let user = id::user(&request.user_id)?;
    let role = user::role(request.role).ok_or_else(|| Error::InvalidArgument {
        field: "role",
        message: "name ORGANIZATION_ROLE_ADMIN or ORGANIZATION_ROLE_MEMBER".to_owned(),
    })?;
    call.muster
        .set_role(call.caller, organization, user, role, call.request_id())
        .await?;
    Ok(SetRoleResponse::default())
}

pub(super) async fn leave(
    call: &Call<'_>,
    request: LeaveOrganizationRequest,
) -> Result<LeaveOrganizationResponse, Error> {
    let user = id::user(&request.user_id)?;
    call.muster
        .leave_organization(call.caller, user, call.request_id())
        .await?;
    Ok(LeaveOrganizationResponse::default())
}

fn response(
    members: Vec<OrganizationMember>,
    next: Option<String>,
    total: Option<u64>,
) -> ListMembersResponse {
    let count = total.map(|total| CountResponse {
        value: i32::try_from(total).unwrap_or(i32::MAX),
        relation: CountResponseRelation::COUNT_RESPONSE_RELATION_EQ.into(),
        ..Default::default()
    });
    ListMembersResponse {
        pagination: page::response(next).into(),
        members,
        count: count.into(),
        ..Default::default()
    }
}

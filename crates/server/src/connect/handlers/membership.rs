use api::gitpod::v1::{
    CreateMembershipRequest, CreateMembershipResponse, DeleteMembershipRequest,
    DeleteMembershipResponse, GetMembershipRequest, GetMembershipResponse, ListMembershipsRequest,
    ListMembershipsResponse,
};
use domain::Error;

use super::call::Call;
use crate::connect::convert::{group, id, page};

pub(super) async fn create(
    call: &Call<'_>,
    request: CreateMembershipRequest,
) -> Result<CreateMembershipResponse, Error> {
    let id = id::group(&request.group_id)?;
    let subject = group::member(request.subject.as_option())?;
    let made = call
        .muster
        .create_membership(call.caller, id, subject, call.request_id())
        .await?;
    Ok(CreateMembershipResponse {
        member: group::membership(made).into(),
        ..Default::default()
    })
}

pub(super) async fn get(
    call: &Call<'_>,
    request: GetMembershipRequest,
) -> Result<GetMembershipResponse, Error> {
    let id = id::group(&request.group_id)?;
    let subject = group::member(request.subject.as_option())?;
    let found = call.muster.membership(call.caller, id, subject).await?;
    Ok(GetMembershipResponse {
        member: group::membership(found).into(),
        ..Default::default()
    })
}

pub(super) async fn list(
    call: &Call<'_>,
    request: ListMembershipsRequest,
) -> Result<ListMembershipsResponse, Error> {
    let id = id::group(&request.group_id)?;
    let page = page::request(request.pagination.into_option())?;
    let filter = request.filter.into_option().unwrap_or_default();
    let found = call
        .muster
        .memberships(call.caller, id, filter.search, page)
        .await?;
    Ok(ListMembershipsResponse {
        pagination: page::response(found.next).into(),
        members: found.items.into_iter().map(group::membership).collect(),
        ..Default::default()
    })
}

pub(super) async fn delete(
    call: &Call<'_>,
    request: DeleteMembershipRequest,
) -> Result<DeleteMembershipResponse, Error> {
    let id = id::membership(&request.membership_id)?;
    call.muster
        .delete_membership(call.caller, id, call.request_id())
        .await?;
    Ok(DeleteMembershipResponse::default())
}

use api::gitpod::v1::{
    CreateOrganizationRequest, CreateOrganizationResponse, DeleteOrganizationRequest,
    DeleteOrganizationResponse, GetOrganizationRequest, GetOrganizationResponse,
    UpdateOrganizationRequest, UpdateOrganizationResponse,
};
use domain::Error;
use domain::organization::OrganizationUpdate;

use super::call::Call;
use crate::connect::convert::{domains, id, organization, user};

pub(super) async fn create(
    call: &Call<'_>,
    request: CreateOrganizationRequest,
) -> Result<CreateOrganizationResponse, Error> {
    let created = call
        .muster
        .create_organization(
            call.caller,
            &request.name,
            request.join_organization,
            call.request_id(),
        )
        .await?;
    Ok(CreateOrganizationResponse {
        organization: organization::message(created.organization).into(),
        member: created.administrator.map(user::member).into(),
        ..Default::default()
    })
}

pub(super) async fn get(
    call: &Call<'_>,
    request: GetOrganizationRequest,
) -> Result<GetOrganizationResponse, Error> {
    let id = id::organization(&request.organization_id)?;
    let found = call.muster.organization(call.caller, id).await?;
    Ok(GetOrganizationResponse {
        organization: organization::message(found).into(),
        ..Default::default()
    })
}

pub(super) async fn update(
    call: &Call<'_>,
    request: UpdateOrganizationRequest,
) -> Result<UpdateOrganizationResponse, Error> {
    let id = id::organization(&request.organization_id)?;
    let invite_domains = request.invite_domains.into_option();
    let update = OrganizationUpdate {
        name: request.name,
        invite_domains: invite_domains.map(|invite| domains::normalized(invite.domains)),
    };
    let updated = call
        .muster
        .update_organization(call.caller, id, update, call.request_id())
        .await?;
    Ok(UpdateOrganizationResponse {
        organization: organization::message(updated).into(),
        ..Default::default()
    })
}

pub(super) async fn delete(
    call: &Call<'_>,
    request: DeleteOrganizationRequest,
) -> Result<DeleteOrganizationResponse, Error> {
    let id = id::organization(&request.organization_id)?;
    call.muster.delete_organization(call.caller, id).await?;
    Ok(DeleteOrganizationResponse::default())
}

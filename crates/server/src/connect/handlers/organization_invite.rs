use api::gitpod::v1::join_organization_request::JoinId;
use api::gitpod::v1::{
    CreateOrganizationInviteRequest, CreateOrganizationInviteResponse,
    GetOrganizationInviteRequest, GetOrganizationInviteResponse,
    GetOrganizationInviteSummaryRequest, GetOrganizationInviteSummaryResponse,
    JoinOrganizationRequest, JoinOrganizationResponse, OrganizationInvite,
};
use domain::Error;
use domain::management::JoinRequest;
use domain::organization_invite::InviteSecret;

use super::call::Call;
use crate::connect::convert::{id, user};

pub(super) async fn create(
    call: &Call<'_>,
    request: CreateOrganizationInviteRequest,
) -> Result<CreateOrganizationInviteResponse, Error> {
    let organization = id::organization(&request.organization_id)?;
    let made = call
        .muster
        .create_invite(call.caller, organization, call.request_id())
        .await?;
    Ok(CreateOrganizationInviteResponse {
        invite: message(&made).into(),
        ..Default::default()
    })
}

pub(super) async fn get(
    call: &Call<'_>,
    request: GetOrganizationInviteRequest,
) -> Result<GetOrganizationInviteResponse, Error> {
    let organization = id::organization(&request.organization_id)?;
    let found = call
        .muster
        .invite(call.caller, organization, call.request_id())
        .await?;
    Ok(GetOrganizationInviteResponse {
        invite: message(&found).into(),
        ..Default::default()
    })
}

pub(super) async fn summary(
    call: &Call<'_>,
    request: GetOrganizationInviteSummaryRequest,
) -> Result<GetOrganizationInviteSummaryResponse, Error> {
    let secret = secret(&request.invite_id)?;
    let (organization, members) = call.muster.invite_summary(&secret).await?;
    Ok(GetOrganizationInviteSummaryResponse {
        organization_id: organization.id.to_string(),
        organization_name: organization.name,
        organization_member_count: i32::try_from(members).unwrap_or(i32::MAX),
        ..Default::default()
    })
}

pub(super) async fn join(
    call: &Call<'_>,
    request: JoinOrganizationRequest,
) -> Result<JoinOrganizationResponse, Error> {
    let request = match request.join_id {
        Some(JoinId::InviteId(id)) => JoinRequest::Invite(secret(&id)?),
        Some(JoinId::OrganizationId(id)) => JoinRequest::Organization(id::organization(&id)?),
        None => {
            return Err(Error::InvalidArgument {
                field: "join_id",
                message: "name an invite (inviteId) or an organization (organizationId)".to_owned(),
            });
        }
    };
    let member = call
        .muster
        .join_organization(call.caller, request, call.request_id())
        .await?;
    Ok(JoinOrganizationResponse {
        member: user::member(member).into(),
        ..Default::default()
    })
}

fn secret(text: &str) -> Result<InviteSecret, Error> {
    InviteSecret::parse(text).ok_or(Error::NotFound("invite"))
}

fn message(secret: &InviteSecret) -> OrganizationInvite {
    OrganizationInvite {
        invite_id: secret.expose(),
        ..Default::default()
    }
}

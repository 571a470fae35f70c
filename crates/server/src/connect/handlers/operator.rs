use api::muster::v1::{
    CreateAdministratorTokenRequest, CreateAdministratorTokenResponse, CreateOrganizationRequest,
    CreateOrganizationResponse, ListOrganizationsRequest, ListOrganizationsResponse,
};
use domain::management::FirstAdministrator;
use domain::time::MICROS_PER_SECOND;
use domain::{Error, limits};

use super::call::Call;
use crate::connect::convert::{id, organization, page, time};

/// The lifetime of a token for which none is named, in microseconds.
const TOKEN_LIFETIME: i64 = limits::ADMINISTRATOR_TOKEN_SECONDS * MICROS_PER_SECOND;

pub(super) async fn create_organization(
    call: &Call<'_>,
    request: CreateOrganizationRequest,
) -> Result<CreateOrganizationResponse, Error> {
    let default = FirstAdministrator::default();
    let administrator = FirstAdministrator {
        name: request
            .administrator_name
            .filter(|name| !name.is_empty())
            .unwrap_or(default.name),
        email: request.administrator_email.unwrap_or(default.email),
    };
    let lifetime = request
        .token_expires_in
        .as_option()
        .map_or(TOKEN_LIFETIME, time::micros);
    let created = call
        .muster
        .operator_create_organization(
            call.caller,
            &request.name,
            &administrator,
            lifetime,
            call.request_id(),
        )
        .await?;
    let (Some(user), Some(token), Some(expires_at)) = (
        created.administrator,
        created.token,
        created.token_expires_at,
    ) else {
        return Err(Error::Internal(
            "an organization without an administrator".to_owned(),
        ));
    };
    Ok(CreateOrganizationResponse {
        organization_id: created.organization.id.to_string(),
        user_id: user.id.to_string(),
        token: token.expose().to_owned(),
        token_expires_at: time::timestamp(expires_at).into(),
        ..Default::default()
    })
}

pub(super) async fn list_organizations(
    call: &Call<'_>,
    request: ListOrganizationsRequest,
) -> Result<ListOrganizationsResponse, Error> {
    let wanted = page::request(request.pagination.into_option())?;
    let found = call
        .muster
        .operator_organizations(call.caller, wanted)
        .await?;
    Ok(ListOrganizationsResponse {
        pagination: page::response(found.next).into(),
        organizations: found.items.into_iter().map(organization::message).collect(),
        ..Default::default()
    })
}

pub(super) async fn create_administrator_token(
    call: &Call<'_>,
    request: CreateAdministratorTokenRequest,
) -> Result<CreateAdministratorTokenResponse, Error> {
    let organization = id::organization(&request.organization_id)?;
    let user = request.user_id.filter(|user| !user.is_empty());
    let user = user.as_deref().map(id::user).transpose()?;
    let lifetime = request
        .valid_for
        .as_option()
        .map_or(TOKEN_LIFETIME, time::micros);
    let issued = call
        .muster
        .operator_create_administrator_token(
            call.caller,
            organization,
            user,
            &request.description,
            lifetime,
            call.request_id(),
        )
        .await?;
    Ok(CreateAdministratorTokenResponse {
        user_id: issued.user_id.to_string(),
        token: issued.token.expose().to_owned(),
        token_expires_at: time::timestamp(issued.expires_at).into(),
        ..Default::default()
    })
}

use api::gitpod::v1::{
    CreateSCIMConfigurationRequest, CreateSCIMConfigurationResponse,
    DeleteSCIMConfigurationRequest, DeleteSCIMConfigurationResponse, GetSCIMConfigurationRequest,
    GetSCIMConfigurationResponse, ListSCIMConfigurationsRequest, ListSCIMConfigurationsResponse,
    RegenerateSCIMTokenRequest, RegenerateSCIMTokenResponse, UpdateSCIMConfigurationRequest,
    UpdateSCIMConfigurationResponse,
};
use domain::Error;
use domain::management::NewScimConfiguration;
use domain::scim_configuration::ScimUpdate;

use super::call::Call;
use crate::connect::convert::{id, page, scim_configuration, time};

pub(super) async fn create(
    call: &Call<'_>,
    request: CreateSCIMConfigurationRequest,
) -> Result<CreateSCIMConfigurationResponse, Error> {
    let organization = id::organization(&request.organization_id)?;
    let new = NewScimConfiguration {
        name: request.name,
        sso_configuration_id: id::sso_configuration(&request.sso_configuration_id)?,
        token_lifetime_micros: request.token_expires_in.as_option().map(time::micros),
        allow_unverified_email_account_linking: request
            .allow_unverified_email_account_linking
            .unwrap_or_default(),
    };
    let (created, issued) = call
        .muster
        .create_scim_configuration(call.caller, organization, new, call.request_id())
        .await?;
    Ok(CreateSCIMConfigurationResponse {
        scim_configuration: scim_configuration::message(created).into(),
        token: issued.token.expose().to_owned(),
        token_expires_at: time::timestamp(issued.expires_at).into(),
        ..Default::default()
    })
}

pub(super) async fn get(
    call: &Call<'_>,
    request: GetSCIMConfigurationRequest,
) -> Result<GetSCIMConfigurationResponse, Error> {
    let id = id::scim_configuration(&request.scim_configuration_id)?;
    let found = call.muster.scim_configuration(call.caller, id).await?;
    Ok(GetSCIMConfigurationResponse {
        scim_configuration: scim_configuration::message(found).into(),
        ..Default::default()
    })
}

pub(super) async fn list(
    call: &Call<'_>,
    request: ListSCIMConfigurationsRequest,
) -> Result<ListSCIMConfigurationsResponse, Error> {
    let wanted = page::request(request.pagination.into_option())?;
    let found = call.muster.scim_configurations(call.caller, wanted).await?;
    Ok(ListSCIMConfigurationsResponse {
        pagination: page::response(found.next).into(),
        scim_configurations: found
            .items
            .into_iter()
            .map(scim_configuration::message)
            .collect(),
        ..Default::default()
    })
}

pub(super) async fn update(
    call: &Call<'_>,
    request: UpdateSCIMConfigurationRequest,
) -> Result<UpdateSCIMConfigurationResponse, Error> {
    let id = id::scim_configuration(&request.scim_configuration_id)?;
    let linked = request
        .sso_configuration_id
        .as_deref()
        .map(id::sso_configuration)
        .transpose()?;
    let update = ScimUpdate {
        name: request.name,
        enabled: request.enabled,
        sso_configuration_id: linked,
        allow_unverified_email_account_linking: request.allow_unverified_email_account_linking,
        ..ScimUpdate::default()
    };
    let updated = call
        .muster
        .update_scim_configuration(call.caller, id, update, call.request_id())
        .await?;
    Ok(UpdateSCIMConfigurationResponse {
        scim_configuration: scim_configuration::message(updated).into(),
        ..Default::default()
    })
}

pub(super) async fn delete(
    call: &Call<'_>,
    request: DeleteSCIMConfigurationRequest,
) -> Result<DeleteSCIMConfigurationResponse, Error> {
    let id = id::scim_configuration(&request.scim_configuration_id)?;
    call.muster
        .delete_scim_configuration(call.caller, id, call.request_id())
        .await?;
    Ok(DeleteSCIMConfigurationResponse::default())
}

pub(super) async fn regenerate_token(
    call: &Call<'_>,
    request: RegenerateSCIMTokenRequest,
) -> Result<RegenerateSCIMTokenResponse, Error> {
    let id = id::scim_configuration(&request.scim_configuration_id)?;
    let lifetime = request.token_expires_in.as_option().map(time::micros);
    let issued = call
        .muster
        .regenerate_scim_token(call.caller, id, lifetime, call.request_id())
        .await?;
    Ok(RegenerateSCIMTokenResponse {
        token: issued.token.expose().to_owned(),
        token_expires_at: time::timestamp(issued.expires_at).into(),
        ..Default::default()
    })
}

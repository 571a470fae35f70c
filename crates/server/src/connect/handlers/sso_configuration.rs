use api::gitpod::v1::{
    CreateSSOConfigurationRequest, CreateSSOConfigurationResponse, DeleteSSOConfigurationRequest,
    DeleteSSOConfigurationResponse, GetSSOConfigurationRequest, GetSSOConfigurationResponse,
    ListSSOConfigurationsRequest, ListSSOConfigurationsResponse, UpdateSSOConfigurationRequest,
    UpdateSSOConfigurationResponse,
};
use domain::Error;

use super::call::Call;
use crate::connect::convert::{id, page, sso_configuration};

pub(super) async fn create(
    call: &Call<'_>,
    request: CreateSSOConfigurationRequest,
) -> Result<CreateSSOConfigurationResponse, Error> {
    let organization = id::organization(&request.organization_id)?;
    let new = sso_configuration::new(request)?;
    let created = call
        .muster
        .create_sso_configuration(call.caller, organization, new, call.request_id())
        .await?;
    Ok(CreateSSOConfigurationResponse {
        sso_configuration: sso_configuration::message(created).into(),
        ..Default::default()
    })
}

pub(super) async fn get(
    call: &Call<'_>,
    request: GetSSOConfigurationRequest,
) -> Result<GetSSOConfigurationResponse, Error> {
    let id = id::sso_configuration(&request.sso_configuration_id)?;
    let found = call.muster.sso_configuration(call.caller, id).await?;
    Ok(GetSSOConfigurationResponse {
        sso_configuration: sso_configuration::message(found).into(),
        ..Default::default()
    })
}

pub(super) async fn list(
    call: &Call<'_>,
    request: ListSSOConfigurationsRequest,
) -> Result<ListSSOConfigurationsResponse, Error> {
    let organization = id::organization(&request.organization_id)?;
    let wanted = page::request(request.pagination.into_option())?;
    let found = call
        .muster
        .sso_configurations(call.caller, organization, wanted)
        .await?;
    Ok(ListSSOConfigurationsResponse {
        pagination: page::response(found.next).into(),
        sso_configurations: found
            .items
            .into_iter()
            .map(sso_configuration::message)
            .collect(),
        ..Default::default()
    })
}

pub(super) async fn update(
    call: &Call<'_>,
    request: UpdateSSOConfigurationRequest,
) -> Result<UpdateSSOConfigurationResponse, Error> {
    let id = id::sso_configuration(&request.sso_configuration_id)?;
    let update = sso_configuration::update(request)?;
    call.muster
        .update_sso_configuration(call.caller, id, update, call.request_id())
        .await?;
    Ok(UpdateSSOConfigurationResponse::default())
}

pub(super) async fn delete(
    call: &Call<'_>,
    request: DeleteSSOConfigurationRequest,
) -> Result<DeleteSSOConfigurationResponse, Error> {
    let id = id::sso_configuration(&request.sso_configuration_id)?;
    call.muster
        .delete_sso_configuration(call.caller, id, call.request_id())
        .await?;
    Ok(DeleteSSOConfigurationResponse::default())
}

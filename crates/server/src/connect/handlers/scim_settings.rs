use api::muster::v1::{
    GetSCIMSettingsRequest, GetSCIMSettingsResponse, UpdateSCIMSettingsRequest,
    UpdateSCIMSettingsResponse,
};
use domain::Error;
use domain::scim_configuration::ScimUpdate;

use super::call::Call;
use crate::connect::convert::{id, scim_settings};

pub(super) async fn get(
    call: &Call<'_>,
    request: GetSCIMSettingsRequest,
) -> Result<GetSCIMSettingsResponse, Error> {
    let id = id::scim_configuration(&request.scim_configuration_id)?;
    let found = call.muster.scim_configuration(call.caller, id).await?;
    Ok(GetSCIMSettingsResponse {
        settings: scim_settings::message(&found.settings).into(),
        ..Default::default()
    })
}

pub(super) async fn update(
    call: &Call<'_>,
    request: UpdateSCIMSettingsRequest,
) -> Result<UpdateSCIMSettingsResponse, Error> {
    let id = id::scim_configuration(&request.scim_configuration_id)?;
    let update = ScimUpdate {
        protocol: scim_settings::update(&request)?,
        login_claim: request.login_claim,
        ..ScimUpdate::default()
    };
    let updated = call
        .muster
        .update_scim_configuration(call.caller, id, update, call.request_id())
        .await?;
    Ok(UpdateSCIMSettingsResponse {
        settings: scim_settings::message(&updated.settings).into(),
        ..Default::default()
    })
}

use api::muster::v1::{
    CreateResourceRequest, CreateResourceResponse, DeleteResourceRequest, DeleteResourceResponse,
    ReplaceResourceRequest, ReplaceResourceResponse,
};
use domain::Error;
use domain::management::ReadOnlyPlace;

use super::call::Call;
use crate::connect::convert::{id, json};

pub(super) async fn create(
    call: &Call<'_>,
    request: CreateResourceRequest,
) -> Result<CreateResourceResponse, Error> {
    let place = place(call, &request.scim_configuration_id, request.resource_type)?;
    let resource = request.resource.as_option().map(json::read).transpose()?;
    let created = call
        .muster
        .create_read_only_resource(call.caller, &place, resource.unwrap_or_default())
        .await?;
    Ok(CreateResourceResponse {
        resource: json::attributes(created)?.into(),
        ..Default::default()
    })
}

pub(super) async fn replace(
    call: &Call<'_>,
    request: ReplaceResourceRequest,
) -> Result<ReplaceResourceResponse, Error> {
    let place = place(call, &request.scim_configuration_id, request.resource_type)?;
    let resource = request.resource.as_option().map(json::read).transpose()?;
    let id = request.resource_id.to_ascii_lowercase();
    let replaced = call
        .muster
        .replace_read_only_resource(call.caller, &place, &id, resource.unwrap_or_default())
        .await?;
    Ok(ReplaceResourceResponse {
        resource: json::attributes(replaced)?.into(),
        ..Default::default()
    })
}

pub(super) async fn delete(
    call: &Call<'_>,
    request: DeleteResourceRequest,
) -> Result<DeleteResourceResponse, Error> {
    let place = place(call, &request.scim_configuration_id, request.resource_type)?;
    let id = request.resource_id.to_ascii_lowercase();
    call.muster
        .delete_read_only_resource(call.caller, &place, &id)
        .await?;
    Ok(DeleteResourceResponse::default())
}

fn place(
    call: &Call<'_>,
    configuration: &str,
    resource_type: String,
) -> Result<ReadOnlyPlace, Error> {
    Ok(ReadOnlyPlace {
        scim_configuration_id: id::scim_configuration(configuration)?,
        resource_type,
        public_url: call.public_url.to_owned(),
        request_id: call.request_id().to_owned(),
    })
}

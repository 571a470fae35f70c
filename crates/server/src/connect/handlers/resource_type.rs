use api::muster::v1::{
    CreateResourceTypeRequest, CreateResourceTypeResponse, DeleteResourceTypeRequest,
    DeleteResourceTypeResponse, InstallSchemaPackRequest, InstallSchemaPackResponse,
    ListResourceTypesRequest, ListResourceTypesResponse, ListSchemaPacksRequest,
    ListSchemaPacksResponse, RemoveSchemaPackRequest, RemoveSchemaPackResponse, ResourceType,
    UpdateResourceTypeRequest, UpdateResourceTypeResponse,
};
use domain::Error;
use domain::custom_types::TypeDefinition;
use domain::management::{Caller, TypeUpdate};

use super::call::Call;
use crate::connect::convert::{id, resource_type};

pub(super) async fn create(
    call: &Call<'_>,
    request: CreateResourceTypeRequest,
) -> Result<CreateResourceTypeResponse, Error> {
    let caller = caller(call, &request.organization_id)?;
    let name = request.name.clone();
    let new = TypeDefinition {
        name: request.name,
        endpoint: request.endpoint,
        description: request.description,
        schema: request.schema,
        extensions: resource_type::extensions(request.schema_extensions),
        read_only: request.read_only,
    };
    call.muster
        .create_resource_type(&caller, new, call.request_id())
        .await?;
    Ok(CreateResourceTypeResponse {
        resource_type: find(call, &caller, &name).await?.into(),
        ..Default::default()
    })
}

pub(super) async fn list(
    call: &Call<'_>,
    request: ListResourceTypesRequest,
) -> Result<ListResourceTypesResponse, Error> {
    let caller = caller(call, &request.organization_id)?;
    Ok(ListResourceTypesResponse {
        resource_types: all(call, &caller).await?,
        ..Default::default()
    })
}

pub(super) async fn update(
    call: &Call<'_>,
    request: UpdateResourceTypeRequest,
) -> Result<UpdateResourceTypeResponse, Error> {
    let caller = caller(call, &request.organization_id)?;
    let update = TypeUpdate {
        description: request.description,
        extensions: request
            .schema_extensions
            .into_option()
            .map(|extensions| resource_type::extensions(extensions.items)),
    };
    let name = request.name.clone();
    call.muster
        .update_resource_type(&caller, request.name, update, call.request_id())
        .await?;
    Ok(UpdateResourceTypeResponse {
        resource_type: find(call, &caller, &name).await?.into(),
        ..Default::default()
    })
}

pub(super) async fn delete(
    call: &Call<'_>,
    request: DeleteResourceTypeRequest,
) -> Result<DeleteResourceTypeResponse, Error> {
    let caller = caller(call, &request.organization_id)?;
    call.muster
        .delete_resource_type(&caller, request.name, call.request_id())
        .await?;
    Ok(DeleteResourceTypeResponse::default())
}

pub(super) async fn list_packs(
    call: &Call<'_>,
    request: ListSchemaPacksRequest,
) -> Result<ListSchemaPacksResponse, Error> {
    let caller = caller(call, &request.organization_id)?;
    let definition = call.muster.custom_types(&caller).await?;
    let packs = call.muster.schema_packs().iter();
    Ok(ListSchemaPacksResponse {
        schema_packs: packs
            .map(|pack| resource_type::pack(pack, &definition))
            .collect(),
        ..Default::default()
    })
}

pub(super) async fn install_pack(
    call: &Call<'_>,
    request: InstallSchemaPackRequest,
) -> Result<InstallSchemaPackResponse, Error> {
    let caller = caller(call, &request.organization_id)?;
    call.muster
        .install_schema_pack(&caller, request.name, call.request_id())
        .await?;
    Ok(InstallSchemaPackResponse::default())
}

pub(super) async fn remove_pack(
    call: &Call<'_>,
    request: RemoveSchemaPackRequest,
) -> Result<RemoveSchemaPackResponse, Error> {
    let caller = caller(call, &request.organization_id)?;
    call.muster
        .remove_schema_pack(&caller, request.name, call.request_id())
        .await?;
    Ok(RemoveSchemaPackResponse::default())
}

fn caller(call: &Call<'_>, organization: &str) -> Result<Caller, Error> {
    call.caller.in_organization(id::organization(organization)?)
}

async fn all(call: &Call<'_>, caller: &Caller) -> Result<Vec<ResourceType>, Error> {
    let definition = call.muster.custom_types(caller).await?;
    let types = call.muster.organization_resource_types(caller).await?;
    Ok(types
        .iter()
        .map(|kind| resource_type::message(kind, &definition))
        .collect())
}

async fn find(call: &Call<'_>, caller: &Caller, name: &str) -> Result<ResourceType, Error> {
    let all = all(call, caller).await?;
    all.into_iter()
        .find(|kind| kind.name == name)
        .ok_or(Error::NotFound("resource type"))
}

use std::borrow::Cow;

use api::Struct;
use api::muster::v1::{
    CreateSchemaRequest, CreateSchemaResponse, DeleteSchemaRequest, DeleteSchemaResponse,
    GetSchemaRequest, GetSchemaResponse, ListSchemasRequest, ListSchemasResponse,
    UpdateSchemaRequest, UpdateSchemaResponse,
};
use domain::Error;
use domain::resource_types::published;
use scim::schema::Schema;

use super::call::Call;
use crate::connect::convert::{id, json};

pub(super) async fn create(
    call: &Call<'_>,
    request: CreateSchemaRequest,
) -> Result<CreateSchemaResponse, Error> {
    let caller = call
        .caller
        .in_organization(id::organization(&request.organization_id)?)?;
    let schema = read(request.schema.as_option())?;
    let shown = message(&schema)?;
    call.muster
        .create_schema(&caller, schema, call.request_id())
        .await?;
    Ok(CreateSchemaResponse {
        schema: shown.into(),
        ..Default::default()
    })
}

pub(super) async fn get(
    call: &Call<'_>,
    request: GetSchemaRequest,
) -> Result<GetSchemaResponse, Error> {
    let caller = call
        .caller
        .in_organization(id::organization(&request.organization_id)?)?;
    let own = call.muster.custom_types(&caller).await?;
    let types = call.muster.organization_resource_types(&caller).await?;
    let offered = types.iter().find_map(|kind| {
        let schema = kind.schema(&request.urn)?;
        Some(published(kind, schema))
    });
    let found = own
        .schema(&request.urn)
        .map(Cow::Borrowed)
        .or(offered)
        .ok_or(Error::NotFound("schema"))?;
    Ok(GetSchemaResponse {
        schema: message(&found)?.into(),
        ..Default::default()
    })
}

pub(super) async fn list(
    call: &Call<'_>,
    request: ListSchemasRequest,
) -> Result<ListSchemasResponse, Error> {
    let caller = call
        .caller
        .in_organization(id::organization(&request.organization_id)?)?;
    let own = call.muster.custom_types(&caller).await?;
    Ok(ListSchemasResponse {
        schemas: own.schemas.iter().map(message).collect::<Result<_, _>>()?,
        ..Default::default()
    })
}

pub(super) async fn update(
    call: &Call<'_>,
    request: UpdateSchemaRequest,
) -> Result<UpdateSchemaResponse, Error> {
    let caller = call
        .caller
        .in_organization(id::organization(&request.organization_id)?)?;
    let schema = read(request.schema.as_option())?;
    let shown = message(&schema)?;
    call.muster
        .update_schema(&caller, schema, call.request_id())
        .await?;
    Ok(UpdateSchemaResponse {
        schema: shown.into(),
        ..Default::default()
    })
}

pub(super) async fn delete(
    call: &Call<'_>,
    request: DeleteSchemaRequest,
) -> Result<DeleteSchemaResponse, Error> {
    let caller = call
        .caller
        .in_organization(id::organization(&request.organization_id)?)?;
    call.muster
        .delete_schema(&caller, request.urn, call.request_id())
        .await?;
    Ok(DeleteSchemaResponse::default())
}

fn read(message: Option<&Struct>) -> Result<Schema, Error> {
    let json = message.map(json::read).transpose()?.unwrap_or_default();
    Schema::from_json(&json).map_err(|error| Error::InvalidArgument {
        field: "schema",
        message: error.to_string(),
    })
}

/// Where it is published depends on the SCIM configuration, so `meta` is left out.
fn message(schema: &Schema) -> Result<Struct, Error> {
    let mut json = schema.to_json("");
    if let Some(members) = json.as_object_mut() {
        members.shift_remove("meta");
    }
    json::message(json)
}

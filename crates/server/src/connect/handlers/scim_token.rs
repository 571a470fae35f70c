use api::muster::v1::{
    CreateSCIMTokenRequest, CreateSCIMTokenResponse, DeleteSCIMTokenRequest,
    DeleteSCIMTokenResponse, ListSCIMTokensRequest, ListSCIMTokensResponse, RotateSCIMTokenRequest,
    RotateSCIMTokenResponse,
};
use domain::Error;
use domain::management::{NewScimToken, ScimTokenRotation};

use super::call::Call;
use crate::connect::convert::{id, page, scim_token, time};

pub(super) async fn create(
    call: &Call<'_>,
    request: CreateSCIMTokenRequest,
) -> Result<CreateSCIMTokenResponse, Error> {
    let new = NewScimToken {
        scim_configuration_id: id::scim_configuration(&request.scim_configuration_id)?,
        description: request.description,
        lifetime_micros: request.expires_in.as_option().map(time::micros),
        scope: scim_token::scope(request.scope.as_option()),
    };
    let created = call
        .muster
        .create_scim_token(call.caller, new, call.request_id())
        .await?;
    Ok(CreateSCIMTokenResponse {
        scim_token: scim_token::message(created.credential).into(),
        token: created.token.expose().to_owned(),
        ..Default::default()
    })
}

pub(super) async fn list(
    call: &Call<'_>,
    request: ListSCIMTokensRequest,
) -> Result<ListSCIMTokensResponse, Error> {
    let id = id::scim_configuration(&request.scim_configuration_id)?;
    let wanted = page::request(request.pagination.into_option())?;
    let found = call.muster.scim_tokens(call.caller, id, wanted).await?;
    Ok(ListSCIMTokensResponse {
        pagination: page::response(found.next).into(),
        scim_tokens: found.items.into_iter().map(scim_token::message).collect(),
        ..Default::default()
    })
}

pub(super) async fn rotate(
    call: &Call<'_>,
    request: RotateSCIMTokenRequest,
) -> Result<RotateSCIMTokenResponse, Error> {
    let rotation = ScimTokenRotation {
        scim_configuration_id: id::scim_configuration(&request.scim_configuration_id)?,
        token_id: id::scim_token(&request.token_id)?,
        overlap_micros: request.overlap.as_option().map(time::micros),
        retire_on_first_use: request.retire_on_first_use,
        lifetime_micros: request.expires_in.as_option().map(time::micros),
    };
    let (new, previous_expires_at) = call
        .muster
        .rotate_scim_token(call.caller, rotation, call.request_id())
        .await?;
    Ok(RotateSCIMTokenResponse {
        scim_token: scim_token::message(new.credential).into(),
        token: new.token.expose().to_owned(),
        previous_expires_at: time::timestamp(previous_expires_at).into(),
        ..Default::default()
    })
}

pub(super) async fn delete(
    call: &Call<'_>,
    request: DeleteSCIMTokenRequest,
) -> Result<DeleteSCIMTokenResponse, Error> {
    let configuration = id::scim_configuration(&request.scim_configuration_id)?;
    let token = id::scim_token(&request.token_id)?;
    call.muster
        .delete_scim_token(call.caller, configuration, token, call.request_id())
        .await?;
    Ok(DeleteSCIMTokenResponse::default())
}

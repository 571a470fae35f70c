use api::gitpod::v1::{
    CreatePersonalAccessTokenRequest, CreatePersonalAccessTokenResponse,
    DeletePersonalAccessTokenRequest, DeletePersonalAccessTokenResponse,
    GetPersonalAccessTokenRequest, GetPersonalAccessTokenResponse, ListPersonalAccessTokensRequest,
    ListPersonalAccessTokensResponse,
};
use domain::Error;
use domain::management::NewPersonalAccessToken;

use super::call::Call;
use crate::connect::convert::{id, page, personal_access_token, time};

pub(super) async fn create(
    call: &Call<'_>,
    request: CreatePersonalAccessTokenRequest,
) -> Result<CreatePersonalAccessTokenResponse, Error> {
    let new = NewPersonalAccessToken {
        user_id: id::user(&request.user_id)?,
        description: request.description,
        lifetime_micros: request.valid_for.as_option().map(time::micros),
        read_only: request.read_only,
    };
    let issued = call
        .muster
        .create_personal_access_token(call.caller, new, call.request_id())
        .await?;
    Ok(CreatePersonalAccessTokenResponse {
        token: issued.token.expose().to_owned(),
        ..Default::default()
    })
}

pub(super) async fn get(
    call: &Call<'_>,
    request: GetPersonalAccessTokenRequest,
) -> Result<GetPersonalAccessTokenResponse, Error> {
    let id = id::personal_access_token(&request.personal_access_token_id)?;
    let found = call.muster.personal_access_token(call.caller, id).await?;
    Ok(GetPersonalAccessTokenResponse {
        pat: personal_access_token::message(found)?.into(),
        ..Default::default()
    })
}

pub(super) async fn list(
    call: &Call<'_>,
    request: ListPersonalAccessTokensRequest,
) -> Result<ListPersonalAccessTokensResponse, Error> {
    let filter = request.filter.into_option().unwrap_or_default();
    let users = filter
        .user_ids
        .iter()
        .map(|user| id::user(user))
        .collect::<Result<_, _>>()?;
    let wanted = page::request(request.pagination.into_option())?;
    let found = call
        .muster
        .personal_access_tokens(call.caller, users, wanted)
        .await?;
    let tokens = found.items.into_iter().map(personal_access_token::message);
    Ok(ListPersonalAccessTokensResponse {
        pagination: page::response(found.next).into(),
        personal_access_tokens: tokens.collect::<Result<_, _>>()?,
        ..Default::default()
    })
}

pub(super) async fn delete(
    call: &Call<'_>,
    request: DeletePersonalAccessTokenRequest,
) -> Result<DeletePersonalAccessTokenResponse, Error> {
    let id = id::personal_access_token(&request.personal_access_token_id)?;
    call.muster
        .delete_personal_access_token(call.caller, id, call.request_id())
        .await?;
    Ok(DeletePersonalAccessTokenResponse::default())
}

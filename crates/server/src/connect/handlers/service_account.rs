use api::gitpod::v1::*;
use domain::Error;
use domain::store::ServiceAccountQuery;

use super::call::Call;
use crate::connect::convert::{id, page, service_account, time};

pub(super) async fn create(
    call: &Call<'_>,
    request: CreateServiceAccountRequest,
) -> Result<CreateServiceAccountResponse, Error> {
    let (name, description) = (request.name, request.description);
    // The message's rules demand it.
    let valid_until = request.valid_until.into_option().unwrap_or_default();
    let valid_until = time::moment(&valid_until);
    let made = call
        .muster
        .create_service_account(
            call.caller,
            name,
            description,
            valid_until,
            call.request_id(),
        )
        .await?;
    Ok(CreateServiceAccountResponse {
        service_account: service_account::message(made, call.muster.now()).into(),
        ..Default::default()
    })
}

pub(super) async fn get(
    call: &Call<'_>,
    request: GetServiceAccountRequest,
) -> Result<GetServiceAccountResponse, Error> {
    let id = id::service_account(&request.service_account_id)?;
    let found = call.muster.service_account(call.caller, id).await?;
    Ok(GetServiceAccountResponse {
        service_account: service_account::message(found, call.muster.now()).into(),
        ..Default::default()
    })
}

pub(super) async fn list(
    call: &Call<'_>,
    request: ListServiceAccountsRequest,
) -> Result<ListServiceAccountsResponse, Error> {
    let now = call.muster.now();
    let page = page::request(request.pagination.into_option())?;
    let filter = request.filter.into_option().unwrap_or_default();
    let ids = filter.service_account_ids.iter();
    let query = ServiceAccountQuery {
        valid_after: Some(now).filter(|_| !filter.include_suspended),
        ids: ids
            .map(|account| id::service_account(account))
            .collect::<Result<_, _>>()?,
        search: filter.search,
        page,
    };
    let found = call.muster.service_accounts(call.caller, query).await?;
    let accounts = found.items.into_iter();
    Ok(ListServiceAccountsResponse {
        pagination: page::response(found.next).into(),
        service_accounts: accounts
            .map(|account| service_account::message(account, now))
            .collect(),
        ..Default::default()
    })
}

pub(super) async fn update(
    call: &Call<'_>,
    request: UpdateServiceAccountRequest,
) -> Result<UpdateServiceAccountResponse, Error> {
    let id = id::service_account(&request.service_account_id)?;
    let (name, description) = (request.name, request.description);
    let changed = call
        .muster
        .update_service_account(call.caller, id, name, description, call.request_id())
        .await?;
    Ok(UpdateServiceAccountResponse {
        service_account: service_account::message(changed, call.muster.now()).into(),
        ..Default::default()
    })
}

pub(super) async fn delete(
    call: &Call<'_>,
    request: DeleteServiceAccountRequest,
) -> Result<DeleteServiceAccountResponse, Error> {
    let id = id::service_account(&request.service_account_id)?;
    call.muster
        .delete_service_account(call.caller, id, call.request_id())
        .await?;
    Ok(DeleteServiceAccountResponse::default())
}

pub(super) async fn create_access_token(
    call: &Call<'_>,
    request: CreateServiceAccountAccessTokenRequest,
) -> Result<CreateServiceAccountAccessTokenResponse, Error> {
    let id = id::service_account(&request.service_account_id)?;
    let token = call
        .muster
        .create_service_account_access_token(call.caller, id, call.request_id())
        .await?;
    Ok(CreateServiceAccountAccessTokenResponse {
        token: token.expose().to_owned(),
        ..Default::default()
    })
}

pub(super) async fn create_token(
    call: &Call<'_>,
    request: CreateServiceAccountTokenRequest,
) -> Result<CreateServiceAccountTokenResponse, Error> {
    let lifetime = request.valid_for.as_option().map(time::micros);
    let (token, credential) = call
        .muster
        .create_service_account_token(
            call.caller,
            &request.description,
            lifetime,
            call.request_id(),
        )
        .await?;
    Ok(CreateServiceAccountTokenResponse {
        token: token.expose().to_owned(),
        service_account_token: service_account::token(credential)?.into(),
        ..Default::default()
    })
}

pub(super) async fn get_token(
    call: &Call<'_>,
    request: GetServiceAccountTokenRequest,
) -> Result<GetServiceAccountTokenResponse, Error> {
    let id = id::service_account_token(&request.service_account_token_id)?;
    let found = call.muster.service_account_token(call.caller, id).await?;
    Ok(GetServiceAccountTokenResponse {
        token: service_account::token(found)?.into(),
        ..Default::default()
    })
}

pub(super) async fn list_tokens(
    call: &Call<'_>,
    request: ListServiceAccountTokensRequest,
) -> Result<ListServiceAccountTokensResponse, Error> {
    let page = page::request(request.pagination.into_option())?;
    let found = call
        .muster
        .service_account_tokens(call.caller, page)
        .await?;
    let tokens = found.items.into_iter().map(service_account::token);
    Ok(ListServiceAccountTokensResponse {
        tokens: tokens.collect::<Result<_, _>>()?,
        pagination: page::response(found.next).into(),
        ..Default::default()
    })
}

pub(super) async fn delete_token(
    call: &Call<'_>,
    request: DeleteServiceAccountTokenRequest,
) -> Result<DeleteServiceAccountTokenResponse, Error> {
    let id = id::service_account_token(&request.service_account_token_id)?;
    call.muster
        .delete_service_account_token(call.caller, id, call.request_id())
        .await?;
    Ok(DeleteServiceAccountTokenResponse::default())
}

use api::muster::v1::{
    CreateOAuthClientRequest, CreateOAuthClientResponse, DeleteOAuthClientRequest,
    DeleteOAuthClientResponse, ListOAuthClientsRequest, ListOAuthClientsResponse,
};
use domain::Error;
use domain::jwt::KeyProblem;

use super::call::Call;
use crate::connect::convert::{id, oauth_client, page};
use crate::oauth;

pub(super) async fn create(
    call: &Call<'_>,
    request: CreateOAuthClientRequest,
) -> Result<CreateOAuthClientResponse, Error> {
    let new = oauth_client::new(request)?;
    let made = call
        .muster
        .create_oauth_client(call.caller, new, call.request_id())
        .await?;
    let configuration = made.client.scim_configuration_id;
    Ok(CreateOAuthClientResponse {
        oauth_client: oauth_client::message(made.client).into(),
        client_secret: made
            .secret
            .map(|secret| secret.expose().to_owned())
            .unwrap_or_default(),
        token_endpoint: oauth::token_endpoint(call.public_url, configuration),
        jwks_problem: jwks_problem(made.key_problem),
        ..Default::default()
    })
}

pub(super) async fn list(
    call: &Call<'_>,
    request: ListOAuthClientsRequest,
) -> Result<ListOAuthClientsResponse, Error> {
    let id = id::scim_configuration(&request.scim_configuration_id)?;
    let wanted = page::request(request.pagination.into_option())?;
    let found = call.muster.oauth_clients(call.caller, id, wanted).await?;
    Ok(ListOAuthClientsResponse {
        pagination: page::response(found.next).into(),
        oauth_clients: found.items.into_iter().map(oauth_client::message).collect(),
        ..Default::default()
    })
}

pub(super) async fn delete(
    call: &Call<'_>,
    request: DeleteOAuthClientRequest,
) -> Result<DeleteOAuthClientResponse, Error> {
    let configuration = id::scim_configuration(&request.scim_configuration_id)?;
    let client = id::oauth_client(&request.oauth_client_id)?;
    call.muster
        .delete_oauth_client(call.caller, configuration, client, call.request_id())
        .await?;
    Ok(DeleteOAuthClientResponse::default())
}

/// The word for why keys could not be fetched.
pub(super) fn jwks_problem(problem: Option<KeyProblem>) -> String {
    problem.map_or_else(String::new, |problem| problem.as_str().to_owned())
}

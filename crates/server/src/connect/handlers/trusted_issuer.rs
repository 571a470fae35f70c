use api::muster::v1::{
    CreateTrustedIssuerRequest, CreateTrustedIssuerResponse, DeleteTrustedIssuerRequest,
    DeleteTrustedIssuerResponse, ListTrustedIssuersRequest, ListTrustedIssuersResponse,
};
use domain::Error;

use super::call::Call;
use super::oauth_client::jwks_problem;
use crate::connect::convert::{id, page, trusted_issuer};

pub(super) async fn create(
    call: &Call<'_>,
    request: CreateTrustedIssuerRequest,
) -> Result<CreateTrustedIssuerResponse, Error> {
    let new = trusted_issuer::new(request)?;
    let added = call
        .muster
        .create_trusted_issuer(call.caller, new, call.request_id())
        .await?;
    Ok(CreateTrustedIssuerResponse {
        trusted_issuer: trusted_issuer::message(added.issuer).into(),
        jwks_problem: jwks_problem(added.key_problem),
        ..Default::default()
    })
}

pub(super) async fn list(
    call: &Call<'_>,
    request: ListTrustedIssuersRequest,
) -> Result<ListTrustedIssuersResponse, Error> {
    let id = id::scim_configuration(&request.scim_configuration_id)?;
    let wanted = page::request(request.pagination.into_option())?;
    let found = call.muster.trusted_issuers(call.caller, id, wanted).await?;
    Ok(ListTrustedIssuersResponse {
        pagination: page::response(found.next).into(),
        trusted_issuers: found
            .items
            .into_iter()
            .map(trusted_issuer::message)
            .collect(),
        ..Default::default()
    })
}

pub(super) async fn delete(
    call: &Call<'_>,
    request: DeleteTrustedIssuerRequest,
) -> Result<DeleteTrustedIssuerResponse, Error> {
    let configuration = id::scim_configuration(&request.scim_configuration_id)?;
    let issuer = id::trusted_issuer(&request.trusted_issuer_id)?;
    call.muster
        .delete_trusted_issuer(call.caller, configuration, issuer, call.request_id())
        .await?;
    Ok(DeleteTrustedIssuerResponse::default())
}

use api::gitpod::v1::{
    CreateDomainVerificationRequest, CreateDomainVerificationResponse,
    DeleteDomainVerificationRequest, DeleteDomainVerificationResponse, DomainVerification,
    DomainVerificationState, GetDomainVerificationRequest, GetDomainVerificationResponse,
    ListDomainVerificationsRequest, ListDomainVerificationsResponse, VerifyDomainRequest,
    VerifyDomainResponse,
};
use domain::Error;

use super::call::Call;
use crate::connect::convert::time::timestamp;
use crate::connect::convert::{id, page};

pub(super) async fn create(
    call: &Call<'_>,
    request: CreateDomainVerificationRequest,
) -> Result<CreateDomainVerificationResponse, Error> {
    let organization = id::organization(&request.organization_id)?;
    let made = call
        .muster
        .create_domain_verification(
            call.caller,
            organization,
            &request.domain,
            call.request_id(),
        )
        .await?;
    Ok(CreateDomainVerificationResponse {
        domain_verification: message(made).into(),
        ..Default::default()
    })
}

pub(super) async fn get(
    call: &Call<'_>,
    request: GetDomainVerificationRequest,
) -> Result<GetDomainVerificationResponse, Error> {
    let id = id::domain_verification(&request.domain_verification_id)?;
    let found = call.muster.domain_verification(call.caller, id).await?;
    Ok(GetDomainVerificationResponse {
        domain_verification: message(found).into(),
        ..Default::default()
    })
}

pub(super) async fn list(
    call: &Call<'_>,
    request: ListDomainVerificationsRequest,
) -> Result<ListDomainVerificationsResponse, Error> {
    let organization = id::organization(&request.organization_id)?;
    let page = page::request(request.pagination.into_option())?;
    let found = call
        .muster
        .domain_verifications(call.caller, organization, page)
        .await?;
    Ok(ListDomainVerificationsResponse {
        pagination: page::response(found.next).into(),
        domain_verifications: found.items.into_iter().map(message).collect(),
        ..Default::default()
    })
}

pub(super) async fn verify(
    call: &Call<'_>,
    request: VerifyDomainRequest,
) -> Result<VerifyDomainResponse, Error> {
    let id = id::domain_verification(&request.domain_verification_id)?;
    let verified = call
        .muster
        .verify_domain(call.caller, id, call.request_id())
        .await?;
    Ok(VerifyDomainResponse {
        domain_verification: message(verified).into(),
        ..Default::default()
    })
}

pub(super) async fn delete(
    call: &Call<'_>,
    request: DeleteDomainVerificationRequest,
) -> Result<DeleteDomainVerificationResponse, Error> {
    let id = id::domain_verification(&request.domain_verification_id)?;
    call.muster
        .delete_domain_verification(call.caller, id, call.request_id())
        .await?;
    Ok(DeleteDomainVerificationResponse::default())
}

fn message(found: domain::domain_verification::DomainVerification) -> DomainVerification {
    let state = if found.is_verified() {
        DomainVerificationState::DOMAIN_VERIFICATION_STATE_VERIFIED
    } else {
        DomainVerificationState::DOMAIN_VERIFICATION_STATE_PENDING
    };
    DomainVerification {
        id: found.id.to_string(),
        organization_id: found.organization_id.to_string(),
        domain: found.domain,
        state: state.into(),
        verified_at: found.verified_at.map(timestamp).into(),
        verification_token: found.token,
        created_at: timestamp(found.created_at).into(),
        ..Default::default()
    }
}

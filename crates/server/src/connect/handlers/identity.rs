use api::Enumeration as _;
use api::gitpod::v1::{
    GetAuthenticatedIdentityRequest, GetAuthenticatedIdentityResponse, Principal,
};
use domain::Error;
use domain::management::Caller;

use super::call::Call;
use crate::connect::convert::{organization, subject};

pub(super) async fn get_authenticated(
    call: &Call<'_>,
    _: GetAuthenticatedIdentityRequest,
) -> Result<GetAuthenticatedIdentityResponse, Error> {
    let subject = match call.caller {
        Caller::User { user_id, .. } => subject::message(user_id, Principal::PRINCIPAL_USER),
        Caller::ServiceAccount {
            service_account_id, ..
        } => subject::message(service_account_id, Principal::PRINCIPAL_SERVICE_ACCOUNT),
        Caller::Operator { credential_id, .. } => {
            subject::message(credential_id, Principal::PRINCIPAL_SERVICE_ACCOUNT)
        }
    };
    Ok(GetAuthenticatedIdentityResponse {
        subject: subject.into(),
        organization_id: call.caller.organization()?.to_string(),
        organization_tier: organization::TIER.proto_name().to_owned(),
        ..Default::default()
    })
}

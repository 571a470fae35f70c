//! Trusted issuers of SCIM configurations.

use api::muster::v1::{self as messages, CreateTrustedIssuerRequest};
use domain::Error;
use domain::management::NewTrustedIssuer;
use domain::trusted_issuer::{RequiredClaims, TrustedIssuer};

use super::time::timestamp;
use super::{id, scim_token};

pub(crate) fn message(issuer: TrustedIssuer) -> messages::TrustedIssuer {
    let required = issuer.required;
    messages::TrustedIssuer {
        id: issuer.id.to_string(),
        description: issuer.description,
        scope: scim_token::scope_message(issuer.scope).into(),
        issuer: required.issuer,
        audience: required.audience,
        jwks_uri: issuer.jwks_uri,
        tid: required.tid.unwrap_or_default(),
        subjects: required.subjects,
        app_ids: required.app_ids,
        created_at: timestamp(issuer.created_at).into(),
        ..Default::default()
    }
}

/// The issuer that a request describes.
pub(crate) fn new(request: CreateTrustedIssuerRequest) -> Result<NewTrustedIssuer, Error> {
    Ok(NewTrustedIssuer {
        scim_configuration_id: id::scim_configuration(&request.scim_configuration_id)?,
        description: request.description,
        scope: scim_token::scope(request.scope.as_option()),
        required: RequiredClaims {
            issuer: request.issuer,
            audience: request.audience,
            tid: Some(request.tid).filter(|tid| !tid.is_empty()),
            subjects: request.subjects,
            app_ids: request.app_ids,
        },
        jwks_uri: request.jwks_uri,
    })
}

//! A trusted issuer: somebody else whose signed tokens a SCIM configuration accepts in place of one
//! of ours, such as an identity provider that has an authorization server of its own.

use std::slice::from_ref;

use crate::credential::{ScimState, Scope};
use crate::id::{OrganizationId, ScimConfigurationId, TrustedIssuerId, UserId};
use crate::jwt::{Claims, Refusal};
use crate::time::Timestamp;

/// An issuer whose JWTs are accepted, and which of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedIssuer {
    /// Identifier.
    pub id: TrustedIssuerId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// The SCIM configuration that the tokens reach.
    pub scim_configuration_id: ScimConfigurationId,
    /// What its maker wrote down about it.
    pub description: String,
    /// What the tokens may do.
    pub scope: Scope,
    /// Which tokens are accepted.
    pub required: RequiredClaims,
    /// Where the issuer's public keys are.
    pub jwks_uri: String,
    /// Who added it; none when the application's backend did.
    pub created_by: Option<UserId>,
    /// When it was added.
    pub created_at: Timestamp,
}

/// What a token must claim. Every comparison is of whole texts, letter case included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredClaims {
    /// The claim `iss`.
    pub issuer: String,
    /// What the claim `aud` must be, or contain.
    pub audience: String,
    /// The claim `tid`; any when absent.
    pub tid: Option<String>,
    /// What the claim `sub` may be; anything when empty.
    pub subjects: Vec<String>,
    /// What the claim `appid`, or `azp` where there is none, may be; anything when empty.
    pub app_ids: Vec<String>,
}

impl RequiredClaims {
    /// Refuses a token that claims something else.
    ///
    /// # Errors
    /// [`Refusal::Missing`], [`Refusal::Wrong`].
    pub fn check(&self, claims: &Claims) -> Result<(), Refusal> {
        one_of("iss", claims.iss.as_ref(), from_ref(&self.issuer))?;
        claims.check_audience(&[&self.audience])?;
        if let Some(tid) = &self.tid {
            one_of("tid", claims.tid.as_ref(), from_ref(tid))?;
        }
        if !self.subjects.is_empty() {
            one_of("sub", claims.sub.as_ref(), &self.subjects)?;
        }
        if !self.app_ids.is_empty() {
            // Microsoft's tokens of version 1 say `appid`, those of version 2 `azp`.
            let app_id = claims.appid.as_ref().or(claims.azp.as_ref());
            one_of("appid", app_id, &self.app_ids)?;
        }
        Ok(())
    }
}

fn one_of(name: &'static str, value: Option<&String>, accepted: &[String]) -> Result<(), Refusal> {
    let value = value.ok_or(Refusal::Missing(name))?;
    if accepted.contains(value) {
        return Ok(());
    }
    Err(Refusal::Wrong(name))
}

/// A trusted issuer together with what decides about the requests of its tokens.
#[derive(Clone, Debug)]
pub struct TrustedIssuerState {
    /// The issuer.
    pub issuer: TrustedIssuer,
    /// The state of the SCIM configuration.
    pub scim: ScimState,
}

//! A token of a trusted issuer in place of one of ours.

use super::Access;
use super::authenticate::check_enabled;
use crate::error::Error;
use crate::event::Actor;
use crate::id::ScimConfigurationId;
use crate::jwt::{Jwt, Refusal};
use crate::muster::Muster;
use crate::resource::Owner;
use crate::trusted_issuer::{TrustedIssuer, TrustedIssuerState};

impl Muster {
    /// What this JWT gives access to at the base URL of this SCIM configuration.
    ///
    /// # Errors
    /// `Unauthenticated`, whatever is wrong with it; `PermissionDenied` while the configuration is
    /// disabled.
    pub(super) async fn authenticate_trusted_token(
        &self,
        token: &str,
        configuration: ScimConfigurationId,
    ) -> Result<Access, Error> {
        let jwt = Jwt::parse(token).map_err(|_| Error::Unauthenticated)?;
        let issuer = jwt.claims().iss.as_deref();
        let issuer = issuer.ok_or(Error::Unauthenticated)?;
        let trusted = self.store.trusted_issuers_named(configuration, issuer);
        for state in trusted.await? {
            if self.is_proven(&jwt, &state.issuer).await.is_ok() {
                return self.access(&state).await;
            }
        }
        Err(Error::Unauthenticated)
    }

    /// The claims before the signature, so that keys are fetched for a token that could be one.
    async fn is_proven(&self, jwt: &Jwt<'_>, issuer: &TrustedIssuer) -> Result<(), Refusal> {
        let claims = jwt.claims();
        issuer.required.check(claims)?;
        claims.check_times(self.now())?;
        claims.require_nbf()?;
        let keys = self.key_source.keys(&issuer.jwks_uri, jwt.kid()).await;
        jwt.verify(&*keys.map_err(Refusal::Keys)?)
    }

    async fn access(&self, state: &TrustedIssuerState) -> Result<Access, Error> {
        check_enabled(state.scim)?;
        let owner = Owner {
            organization_id: state.issuer.organization_id,
            scim_configuration_id: state.issuer.scim_configuration_id,
        };
        Ok(Access {
            owner,
            actor: Actor::ScimConfiguration(owner.scim_configuration_id),
            scope: state.issuer.scope,
            protocol: state.scim.protocol,
            resource_types: self
                .resource_types(owner.organization_id, state.scim.types_version)
                .await?,
        })
    }
}

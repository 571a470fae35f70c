//! Authentication of the SCIM endpoint.

use crate::credential::{Principal, ScimState};
use crate::error::Error;
use crate::event::Actor;
use crate::id::ScimConfigurationId;
use crate::jwt;
use crate::muster::Muster;
use crate::provisioning::Access;
use crate::resource::Owner;
use crate::token::TokenKind;

impl Muster {
    /// What this token gives access to at the base URL of this SCIM configuration.
    ///
    /// # Errors
    /// `Unauthenticated` for a token that is wrong, expired, revoked, or of another configuration:
    /// the difference is not told. `PermissionDenied` while the configuration is disabled.
    pub async fn authenticate_scim(
        &self,
        token: &str,
        configuration: ScimConfigurationId,
        request_id: &str,
    ) -> Result<Access, Error> {
        if jwt::is_jwt(token) {
            return self.authenticate_trusted_token(token, configuration).await;
        }
        let state = self.verified(token, &[TokenKind::Scim]).await?;
        let Principal::ScimConfiguration {
            organization_id,
            scim_configuration_id,
        } = state.credential.principal
        else {
            return Err(Error::Unauthenticated);
        };
        if scim_configuration_id != configuration {
            return Err(Error::Unauthenticated);
        }
        let scim = state.scim.ok_or(Error::Unauthenticated)?;
        check_enabled(scim)?;
        let credential = &state.credential;
        let actor = Actor::ScimConfiguration(scim_configuration_id);
        if credential.retires.is_some() {
            let cause = self.cause(actor, request_id);
            self.store
                .retire_scim_token(organization_id, credential.id, cause)
                .await?;
        }
        Ok(Access {
            owner: Owner {
                organization_id,
                scim_configuration_id,
            },
            actor,
            scope: credential.scope,
            protocol: scim.protocol,
            resource_types: self
                .resource_types(organization_id, scim.types_version)
                .await?,
        })
    }
}

/// Refuses every request while the SCIM configuration is disabled.
pub(super) fn check_enabled(scim: ScimState) -> Result<(), Error> {
    if scim.enabled {
        return Ok(());
    }
    Err(Error::PermissionDenied(
        "this SCIM configuration is disabled; an administrator of the organization can enable it"
            .to_owned(),
    ))
}

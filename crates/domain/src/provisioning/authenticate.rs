//! Authentication of the SCIM endpoint.

use crate::credential::Principal;
use crate::error::Error;
use crate::id::ScimConfigurationId;
use crate::muster::Muster;
use crate::resource::Owner;
use crate::token::TokenKind;

impl Muster {
    /// The owner whom this token proves at the base URL of this SCIM configuration.
    ///
    /// # Errors
    /// `Unauthenticated` for a token that is wrong, expired, revoked, or of another configuration:
    /// the difference is not told. `PermissionDenied` while the configuration is disabled.
    pub async fn authenticate_scim(
        &self,
        token: &str,
        configuration: ScimConfigurationId,
    ) -> Result<Owner, Error> {
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
        match state.scim_enabled {
            Some(true) => Ok(Owner {
                organization_id,
                scim_configuration_id,
            }),
            Some(false) => Err(Error::PermissionDenied(
                "this SCIM configuration is disabled; an administrator of the organization can \
                 enable it"
                    .to_owned(),
            )),
            None => Err(Error::Unauthenticated),
        }
    }
}

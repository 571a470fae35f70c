//! The first organization of an empty store.

use crate::credential::{Credential, Principal};
use crate::error::Error;
use crate::event::Actor;
use crate::id::{OrganizationId, UserId};
use crate::limits;
use crate::management::operator::FirstAdministrator;
use crate::muster::Muster;
use crate::secret::Secret;
use crate::store::NewInstance;
use crate::time::{MICROS_PER_SECOND, Timestamp};

/// What initialization made. The secrets are shown once.
#[derive(Clone, Debug)]
pub struct Initialized {
    /// The organization.
    pub organization_id: OrganizationId,
    /// Its administrator.
    pub user_id: UserId,
    /// The administrator's personal access token.
    pub token: Secret,
    /// The operator key.
    pub operator_key: Secret,
}

impl Muster {
    /// Fills an empty store with an organization, its administrator and the operator key.
    ///
    /// # Errors
    /// `FailedPrecondition` when the store is not empty; nothing has changed then.
    pub async fn initialize(
        &self,
        organization_name: &str,
        administrator: &FirstAdministrator,
    ) -> Result<Initialized, Error> {
        let cause = self.cause(Actor::CommandLine, "");
        let (organization, token) = self.new_organization(
            organization_name,
            Some(administrator),
            limits::ADMINISTRATOR_TOKEN_SECONDS * MICROS_PER_SECOND,
            cause.at,
        )?;
        let organization_id = organization.organization.id;
        let (operator_token, operator_key) =
            self.issue(Principal::Operator, "operator key", 0, cause.at)?;
        // The operator rotates this key; it has no natural end.
        let operator_key = Credential {
            expires_at: Timestamp::from_micros(i64::MAX),
            ..operator_key
        };
        let (user_id, token) =
            token.ok_or_else(|| Error::Internal("no administrator".to_owned()))?;
        let new = NewInstance {
            organization,
            operator_key,
            key_fingerprint: self.key().fingerprint(),
        };
        self.store.initialize(new, cause).await?;
        Ok(Initialized {
            organization_id,
            user_id,
            token,
            operator_key: operator_token.text().clone(),
        })
    }
}

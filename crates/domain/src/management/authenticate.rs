//! Authentication of the management API.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::credential::{CredentialState, Principal};
use crate::error::Error;
use crate::groups::{OrganizationRoles, Subject};
use crate::id::CredentialId;
use crate::management::Caller;
use crate::muster::Muster;
use crate::time::Timestamp;
use crate::token::{Token, TokenKind};
use crate::user::{Role, UserStatus};

/// When credentials were last used, until it is written down.
#[derive(Debug, Default)]
pub struct LastUses(Mutex<HashMap<CredentialId, Timestamp>>);

impl LastUses {
    fn note(&self, id: CredentialId, at: Timestamp) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id, at);
    }

    fn take(&self) -> Vec<(CredentialId, Timestamp)> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .drain()
            .collect()
    }
}

impl Muster {
    /// The caller of the management API whom this token proves.
    ///
    /// # Errors
    /// `Unauthenticated` for a token that is not valid now, whatever the reason.
    pub async fn authenticate(&self, token: &str) -> Result<Caller, Error> {
        let state = self
            .verified(
                token,
                &[
                    TokenKind::PersonalAccessToken,
                    TokenKind::ServiceAccountToken,
                    TokenKind::ServiceAccountAccessToken,
                    TokenKind::OperatorKey,
                ],
            )
            .await?;
        match (state.credential.principal, state.user) {
            (
                Principal::User {
                    organization_id,
                    user_id,
                },
                Some((role, UserStatus::Active)),
            ) => Ok(Caller::User {
                organization_id,
                user_id,
                role,
                by_groups: match role {
                    Role::Admin => OrganizationRoles::default(),
                    Role::Member => {
                        let subject = Subject::User(user_id);
                        self.store
                            .organization_roles_by_groups(organization_id, subject)
                            .await?
                    }
                },
                read_only: state.credential.scope.read_only,
            }),
            // No token of a service account ends later than the account does, and with the account
            // its tokens are gone (R-24: whoever made it gives it nothing).
            (
                Principal::ServiceAccount {
                    organization_id,
                    service_account_id,
                    impersonated,
                },
                _,
            ) => Ok(Caller::ServiceAccount {
                organization_id,
                service_account_id,
                by_groups: self
                    .store
                    .organization_roles_by_groups(
                        organization_id,
                        Subject::ServiceAccount(service_account_id),
                    )
                    .await?,
                impersonated,
            }),
            (Principal::Operator, _) => Ok(Caller::Operator {
                credential_id: state.credential.id,
                organization_id: None,
            }),
            (Principal::User { .. } | Principal::ScimConfiguration { .. }, _) => {
                Err(Error::Unauthenticated)
            }
        }
    }

    /// The state of the credential that this token proves, if it is of one of these kinds and has
    /// not expired.
    pub(crate) async fn verified(
        &self,
        token: &str,
        kinds: &[TokenKind],
    ) -> Result<CredentialState, Error> {
        let token = Token::parse(token)
            .filter(|token| kinds.contains(&token.kind()))
            .ok_or(Error::Unauthenticated)?;
        let state = self
            .store
            .credential(token.public_id())
            .await?
            .ok_or(Error::Unauthenticated)?;
        let now = self.now();
        let valid = self.key().verify(&token, &state.credential.hash)
            && state.credential.principal.token_kind() == token.kind()
            && now < state.credential.expires_at;
        if !valid {
            return Err(Error::Unauthenticated);
        }
        self.last_uses.note(state.credential.id, now);
        Ok(state)
    }

    /// Writes down when credentials were last used since the last call.
    ///
    /// # Errors
    /// When the store is unavailable; the uses of this interval are then not written down.
    pub async fn record_last_uses(&self) -> Result<(), Error> {
        let uses = self.last_uses.take();
        if uses.is_empty() {
            Ok(())
        } else {
            self.store.record_last_use(uses).await
        }
    }
}

//! A session: a browser in which a user has logged in.

use crate::id::{OrganizationId, ScimConfigurationId, SessionId, SsoConfigurationId, UserId};
use crate::key::TokenHash;
use crate::muster::Muster;
use crate::time::Timestamp;
use crate::token::{Token, TokenKind};
use crate::user::Profile;
use crate::{Error, secret::Secret};

/// A session as it is stored: its cookie has the token, of which only the keyed hash is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Identifier.
    pub id: SessionId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// The user.
    pub user_id: UserId,
    /// The SSO configuration through which the user came.
    pub sso_configuration_id: SsoConfigurationId,
    /// The keyed hash of the token.
    pub secret_hash: TokenHash,
    /// How the identity provider says that the user proved who they are: its `amr`, a JSON array
    /// (RFC 8176).
    pub amr: String,
    /// When the user logged in.
    pub authenticated_at: Timestamp,
    /// From when on the session is no more.
    pub expires_at: Timestamp,
}

/// A session whose user may log in now, with what may be learned of that user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LivingSession {
    /// The session.
    pub session: Session,
    /// The organization's name.
    pub organization_name: String,
    /// The SCIM configuration that provisions the user.
    pub scim_configuration_id: Option<ScimConfigurationId>,
    /// The user as the application sees it.
    pub profile: Profile,
}

/// The session that a token names. The public id of a token is 16 bytes long, as an identifier is,
/// and as random as one.
pub fn session_id(token: &Token) -> Option<SessionId> {
    let bytes: [u8; 16] = token.public_id().as_bytes().try_into().ok()?;
    (token.kind() == TokenKind::Session)
        .then(|| SessionId::from_uuid(uuid::Uuid::from_bytes(bytes)))
}

impl Muster {
    /// The session of a cookie; `None` for one that is unknown, has expired or has ended, or whose
    /// user may not log in.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn session(&self, cookie: &Secret) -> Result<Option<LivingSession>, Error> {
        let Some(token) = Token::parse(cookie.expose()) else {
            return Ok(None);
        };
        let Some(id) = session_id(&token) else {
            return Ok(None);
        };
        let found = self.store.session(id).await?;
        Ok(found.filter(|found| {
            self.key().verify(&token, &found.session.secret_hash)
                && self.now() < found.session.expires_at
        }))
    }

    /// Ends the session of a cookie.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn end_session(&self, cookie: &Secret) -> Result<(), Error> {
        match self.session(cookie).await? {
            None => Ok(()),
            Some(found) => {
                let session = found.session;
                self.store
                    .end_session(session.organization_id, session.id)
                    .await
            }
        }
    }
}

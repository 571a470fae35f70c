use super::{AcceptedLogin, LoginClaims, LoginRefusal};
use crate::error::Error;
use crate::event::Actor;
use crate::id::UserId;
use crate::limits::SESSION_SECONDS;
use crate::muster::Muster;
use crate::secret::Secret;
use crate::session::{Session, session_id};
use crate::store::{LoginOutcome, NewLogin};
use crate::time::MICROS_PER_SECOND;
use crate::token::{Token, TokenKind};

/// A login that has ended well.
#[derive(Clone, Debug)]
pub struct CompletedLogin {
    /// What the cookie of the session is to hold.
    pub cookie: Secret,
    /// The user.
    pub user_id: UserId,
    /// The application's authorization request that waits for it; empty for none.
    pub request: String,
}

impl Muster {
    /// Lets somebody in, if everything that the store knows allows it at this moment.
    ///
    /// # Errors
    /// A [`LoginRefusal`]; it is in the feed unless it is [`LoginRefusal::Failed`].
    pub async fn complete_login(
        &self,
        login: AcceptedLogin,
        request_id: &str,
    ) -> Result<CompletedLogin, LoginRefusal> {
        let claims = login.claims;
        let cause = self.cause(
            Actor::SsoConfiguration(claims.sso_configuration_id),
            request_id,
        );
        let token = Token::issue(TokenKind::Session, self.random()).map_err(Error::from)?;
        let id = session_id(&token)
            .ok_or_else(|| Error::Internal("a session's token names no session".to_owned()))?;
        let new_user = UserId::from_uuid(self.new_id(cause.at)?);
        let session = Session {
            id,
            organization_id: claims.organization_id,
            user_id: new_user,
            sso_configuration_id: claims.sso_configuration_id,
            secret_hash: self.key().hash(&token),
            amr: claims.amr(),
            authenticated_at: cause.at,
            expires_at: cause.at.plus_micros(SESSION_SECONDS * MICROS_PER_SECOND),
        };
        let new = NewLogin {
            claims,
            new_user,
            session,
        };
        match self.store.complete_login(new, cause).await? {
            LoginOutcome::LoggedIn(user_id) => Ok(CompletedLogin {
                cookie: token.text().clone(),
                user_id,
                request: login.request,
            }),
            LoginOutcome::Refused(refusal) => Err(refusal),
        }
    }

    /// Tells the organization that somebody whom its identity provider vouches for did not meet its
    /// conditions. Only such a refusal: whoever knows no more than the address of the login page
    /// must not be able to fill the feed.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn note_refused_login(
        &self,
        claims: LoginClaims,
        refusal: &LoginRefusal,
        request_id: &str,
    ) -> Result<(), Error> {
        let cause = self.cause(
            Actor::SsoConfiguration(claims.sso_configuration_id),
            request_id,
        );
        self.store.refuse_login(claims, refusal.code(), cause).await
    }
}

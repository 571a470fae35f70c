//! Logins: those that have begun, whom they lead to, and the sessions that they end in.

use async_trait::async_trait;

use crate::error::Error;
use crate::event::Cause;
use crate::id::{SsoConfigurationId, UserId};
use crate::login::{LoginAttempt, LoginChoice, LoginClaims, LoginRefusal, NewLoginAttempt};
use crate::session::Session;
use crate::sso_configuration::SsoConfiguration;

/// A login that is to be completed.
#[derive(Clone, Debug)]
pub struct NewLogin {
    /// What the identity provider vouches for.
    pub claims: LoginClaims,
    /// The identifier of the user, if one is created.
    pub new_user: UserId,
    /// The session, whose user the store puts in.
    pub session: Session,
}

/// What became of it.
#[derive(Clone, Debug)]
pub enum LoginOutcome {
    /// This user has a session.
    LoggedIn(UserId),
    /// Nobody has; the refusal is in the feed.
    Refused(LoginRefusal),
}

/// Logins.
#[async_trait]
pub trait LoginStore: Send + Sync {
    /// The active SSO configurations that serve an e-mail domain (in lower case), of whatever
    /// organization, in the order of the organizations' names.
    async fn login_choices(&self, domain: &str, limit: u32) -> Result<Vec<LoginChoice>, Error>;
    /// One SSO configuration of whatever organization, active or not: the login page knows no more.
    async fn login_configuration(
        &self,
        id: SsoConfigurationId,
    ) -> Result<Option<(SsoConfiguration, LoginChoice)>, Error>;
    /// Keeps a login that begins, and forgets the organization's expired ones; false when the SSO
    /// configuration has [`crate::limits::LOGIN_ATTEMPTS`] of them. Not an event.
    async fn begin_login(&self, new: NewLoginAttempt) -> Result<bool, Error>;
    /// Takes out the login that the public id of a `state` finds: the next answer finds nothing.
    async fn take_login(&self, public_id: &str) -> Result<Option<LoginAttempt>, Error>;
    /// Reads the state of the organization, of its SSO and SCIM configurations and of the users
    /// again, decides with [`crate::login::decide`], links or creates the user, makes the
    /// session and appends the events: all or nothing.
    async fn complete_login(&self, new: NewLogin, cause: Cause) -> Result<LoginOutcome, Error>;
    /// Appends the event that somebody whom the identity provider vouches for was not let in.
    async fn refuse_login(
        &self,
        claims: LoginClaims,
        reason: &'static str,
        cause: Cause,
    ) -> Result<(), Error>;
}

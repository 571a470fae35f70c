use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{LoginAttempt, LoginRefusal, NewLoginAttempt};
use crate::error::Error;
use crate::id::{LoginAttemptId, OrganizationId, SsoConfigurationId};
use crate::limits::LOGIN_SECONDS;
use crate::muster::Muster;
use crate::secret::Secret;
use crate::time::MICROS_PER_SECOND;
use crate::token::{Token, TokenKind, random_secret};

/// A login that has begun: where the browser goes.
#[derive(Clone, Debug)]
pub struct BegunLogin {
    /// The authorization endpoint.
    pub endpoint: String,
    /// The parameters of the authorization request (OpenID Connect Core 1.0 §3.1.2.1).
    pub parameters: Vec<(&'static str, String)>,
}

/// What only the one who began a login knows.
#[derive(Serialize, Deserialize)]
pub(super) struct AttemptSecrets {
    pub(super) verifier: String,
    pub(super) nonce: String,
}

/// Whether a text can name an authorization request of the application.
pub fn is_request(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=128).contains(&text.len()) && text.bytes().all(allowed)
}

impl Muster {
    /// What tells a browser from every other while somebody logs in.
    ///
    /// # Errors
    /// When the random source has failed.
    pub fn new_browser(&self) -> Result<Token, Error> {
        Ok(Token::issue(TokenKind::Browser, self.random())?)
    }

    /// The browser of a cookie.
    pub fn browser(&self, cookie: &str) -> Option<Token> {
        Token::parse(cookie).filter(|token| token.kind() == TokenKind::Browser)
    }

    /// What the forms of a page carry that was made for this browser or this session: no other page
    /// on the web knows it.
    pub fn form_proof(&self, token: &Token) -> String {
        URL_SAFE_NO_PAD.encode(self.key().hash(token))
    }

    /// Begins a login in this browser. `request` is the application's authorization request that
    /// waits for it, if any.
    ///
    /// # Errors
    /// [`LoginRefusal::Inactive`], [`LoginRefusal::TooMany`], [`LoginRefusal::Provider`].
    pub async fn begin_login(
        &self,
        id: SsoConfigurationId,
        browser: &Token,
        request: &str,
        redirect_uri: &str,
    ) -> Result<BegunLogin, LoginRefusal> {
        let found = self.store.login_configuration(id).await?;
        let (configuration, _) = found
            .filter(|(configuration, _)| configuration.settings.active)
            .ok_or(LoginRefusal::Inactive)?;
        let settings = &configuration.settings;
        let metadata = self.providers.metadata(&settings.issuer_url).await?;
        let now = self.now();
        let state = Token::issue(TokenKind::LoginState, self.random()).map_err(Error::from)?;
        let secrets = AttemptSecrets {
            verifier: random_secret(self.random()).map_err(Error::from)?,
            nonce: random_secret(self.random()).map_err(Error::from)?,
        };
        let organization_id = configuration.organization_id;
        let attempt_id = LoginAttemptId::from_uuid(self.new_id(now)?);
        let attempt = LoginAttempt {
            id: attempt_id,
            organization_id,
            sso_configuration_id: id,
            state_hash: self.key().hash(&state),
            browser_hash: self.key().hash(browser),
            sealed: self.seal_attempt(organization_id, attempt_id, &secrets)?,
            request: request.to_owned(),
            expires_at: now.plus_micros(LOGIN_SECONDS * MICROS_PER_SECOND),
        };
        let new = NewLoginAttempt {
            public_id: state.public_id().to_owned(),
            attempt,
            created_at: now,
        };
        if !self.store.begin_login(new).await? {
            return Err(LoginRefusal::TooMany);
        }
        // RFC 7636 §4.2.
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(secrets.verifier.as_bytes()));
        Ok(BegunLogin {
            endpoint: metadata.authorization_endpoint.clone(),
            parameters: vec![
                ("response_type", "code".to_owned()),
                ("client_id", settings.client_id.clone()),
                ("redirect_uri", redirect_uri.to_owned()),
                ("scope", scope(&settings.additional_scopes)),
                ("state", state.text().expose().to_owned()),
                ("nonce", secrets.nonce),
                ("code_challenge", challenge),
                ("code_challenge_method", "S256".to_owned()),
            ],
        })
    }

    fn seal_attempt(
        &self,
        organization: OrganizationId,
        id: LoginAttemptId,
        secrets: &AttemptSecrets,
    ) -> Result<Vec<u8>, Error> {
        let text = serde_json::to_string(secrets)
            .map_err(|error| Error::Internal(format!("a login is not JSON: {error}")))?;
        let context = sealing_context(organization, id);
        Ok(self
            .key()
            .seal(&Secret::new(text), context.as_bytes(), self.random())?)
    }

    /// What [`Muster::begin_login`] has sealed.
    pub(super) fn open_attempt(&self, attempt: &LoginAttempt) -> Result<AttemptSecrets, Error> {
        let context = sealing_context(attempt.organization_id, attempt.id);
        let text = self.key().open(&attempt.sealed, context.as_bytes())?;
        serde_json::from_str(text.expose())
            .map_err(|error| Error::Internal(format!("a login is not JSON: {error}")))
    }
}

fn sealing_context(organization: OrganizationId, id: LoginAttemptId) -> String {
    format!("login_attempt/{organization}/{id}")
}

/// The scopes that are asked for, each once.
fn scope(additional: &[String]) -> String {
    let mut scopes = vec!["openid", "email", "profile"];
    for scope in additional.iter().flat_map(|scope| scope.split_whitespace()) {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    scopes.join(" ")
}

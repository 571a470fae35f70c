use serde::Deserialize;
use serde_json::{Map, Value};

use super::id_token::{self, Expected};
use super::{
    Callback, CodeExchange, EmailClaim, LoginAttempt, LoginClaims, LoginRefusal, ProvenLogin,
    ProviderMetadata, ProviderProblem, ProviderRequest,
};
use crate::error::Error;
use crate::jwt::Jwt;
use crate::limits::INDEXED_TEXT_BYTES;
use crate::muster::Muster;
use crate::secret::Secret;
use crate::sso_configuration::SsoConfiguration;
use crate::token::{Token, TokenKind};

/// The answer of a token endpoint (OpenID Connect Core 1.0 §3.1.3.3), as far as it is used.
#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: String,
}

impl Muster {
    /// Turns the answer of an identity provider into somebody whom it vouches for. Whatever comes of
    /// it, the login has ended: the same answer again finds nothing.
    ///
    /// # Errors
    /// A [`LoginRefusal`].
    pub async fn redeem_login(
        &self,
        callback: &Callback,
        browser: Option<&Token>,
        redirect_uri: &str,
    ) -> Result<ProvenLogin, LoginRefusal> {
        let attempt = self.take_attempt(callback, browser).await?;
        let (organization, id) = (attempt.organization_id, attempt.sso_configuration_id);
        let configuration = self.store.sso_configuration(organization, id).await?;
        let configuration = configuration
            .filter(|configuration| configuration.settings.active)
            .ok_or(LoginRefusal::Inactive)?;
        let issuer = configuration.settings.issuer_url.as_str();
        // RFC 9207 §2.4, before anything else of the answer is believed.
        if callback.iss().is_some_and(|iss| iss != issuer) {
            return Err(LoginRefusal::OtherProvider);
        }
        let metadata = self.providers.metadata(issuer).await?;
        if callback.iss().is_none() && metadata.names_itself() {
            return Err(LoginRefusal::OtherProvider);
        }
        let code = match callback {
            Callback::Code { code, .. } => code,
            Callback::Error { error, .. } => {
                let word: String = error.chars().filter(|c| !c.is_control()).take(64).collect();
                return Err(LoginRefusal::Denied(word));
            }
        };
        let secrets = self.open_attempt(&attempt)?;
        let exchange = CodeExchange {
            endpoint: &metadata.token_endpoint,
            secret_in_body: metadata.wants_secret_in_body(),
            client_id: &configuration.settings.client_id,
            client_secret: &self.client_secret(&configuration)?,
            code,
            redirect_uri,
            verifier: &Secret::new(secrets.verifier),
        };
        let answer = self.providers.exchange(exchange).await?;
        let tokens: Tokens = serde_json::from_slice(&answer).map_err(|_| ProviderProblem {
            request: ProviderRequest::Token,
            reason: "no_id_token",
        })?;
        let (subject, claims) = self
            .believe(&tokens.id_token, &configuration, &secrets.nonce, &metadata)
            .await?;
        let access_token = Secret::new(tokens.access_token);
        let userinfo = self
            .userinfo(&configuration, &metadata, &subject, &claims, &access_token)
            .await?;
        Ok(proven(attempt, configuration, subject, claims, userinfo))
    }

    /// The login that an answer belongs to. It is taken out before anything is compared.
    async fn take_attempt(
        &self,
        callback: &Callback,
        browser: Option<&Token>,
    ) -> Result<LoginAttempt, LoginRefusal> {
        let state = Token::parse(callback.state())
            .filter(|state| state.kind() == TokenKind::LoginState)
            .ok_or(LoginRefusal::NoSuchLogin)?;
        let browser = browser.ok_or(LoginRefusal::NoSuchLogin)?;
        let attempt = self
            .store
            .take_login(state.public_id())
            .await?
            .ok_or(LoginRefusal::NoSuchLogin)?;
        let is_it = self.key().verify(&state, &attempt.state_hash)
            && self.key().verify(browser, &attempt.browser_hash)
            && self.now() < attempt.expires_at;
        if is_it {
            Ok(attempt)
        } else {
            Err(LoginRefusal::NoSuchLogin)
        }
    }

    /// The subject and all claims of an ID token that proves them.
    async fn believe(
        &self,
        text: &str,
        configuration: &SsoConfiguration,
        nonce: &str,
        metadata: &ProviderMetadata,
    ) -> Result<(String, Map<String, Value>), LoginRefusal> {
        let jwt = Jwt::parse(text)?;
        let expected = Expected {
            issuer: &configuration.settings.issuer_url,
            client_id: &configuration.settings.client_id,
            nonce,
            now: self.now(),
        };
        let subject = id_token::check(jwt.claims(), &expected)?;
        let all = jwt.all_claims()?;
        let keys = self.providers.keys(&metadata.jwks_uri, jwt.kid()).await?;
        jwt.verify(&keys)?;
        Ok((subject, all))
    }

    /// What the userinfo endpoint has beside, if something is missing that may be there.
    async fn userinfo(
        &self,
        configuration: &SsoConfiguration,
        metadata: &ProviderMetadata,
        subject: &str,
        claims: &Map<String, Value>,
        access_token: &Secret,
    ) -> Result<Option<Map<String, Value>>, LoginRefusal> {
        let settings = &configuration.settings;
        let has_all = ["email", "email_verified", "name"]
            .into_iter()
            .chain(settings.claims.iter().map(|(name, _)| name.as_str()))
            .all(|name| claims.contains_key(name));
        let Some(endpoint) = metadata
            .userinfo_endpoint
            .as_ref()
            .filter(|_| !has_all || !settings.claims_expression.is_empty())
        else {
            return Ok(None);
        };
        let answer = self.providers.userinfo(endpoint, access_token).await?;
        let malformed = ProviderProblem {
            request: ProviderRequest::Userinfo,
            reason: "not_userinfo",
        };
        let Ok(Value::Object(found)) = scim::json::parse(&answer) else {
            return Err(malformed.into());
        };
        // OpenID Connect Core 1.0 §5.3.2; R-12.
        if found.get("sub").and_then(Value::as_str) == Some(subject) {
            Ok(Some(found))
        } else {
            Err(LoginRefusal::OtherPerson)
        }
    }

    /// Opens what [`Muster::create_sso_configuration`] has sealed.
    fn client_secret(&self, configuration: &SsoConfiguration) -> Result<Secret, Error> {
        let context = configuration.secret_context();
        Ok(self
            .key()
            .open(&configuration.sealed_client_secret, context.as_bytes())?)
    }
}

fn proven(
    attempt: LoginAttempt,
    configuration: SsoConfiguration,
    subject: String,
    claims: Map<String, Value>,
    userinfo: Option<Map<String, Value>>,
) -> ProvenLogin {
    let email = EmailClaim::of_both(&claims, userinfo.as_ref());
    let mut all = userinfo.unwrap_or_default();
    all.extend(claims);
    let full_name = full_name(&all, email.as_ref());
    let settings = configuration.settings;
    ProvenLogin {
        claims: LoginClaims {
            organization_id: attempt.organization_id,
            sso_configuration_id: attempt.sso_configuration_id,
            issuer: settings.issuer_url,
            subject,
            email,
            full_name,
            all,
        },
        required: settings.claims,
        expression: settings.claims_expression,
        request: attempt.request,
    }
}

/// The first of several claims that can be a name.
fn full_name(claims: &Map<String, Value>, email: Option<&EmailClaim>) -> String {
    let text = |name: &str| {
        claims
            .get(name)
            .and_then(Value::as_str)
            .map(str::trim)
            .filter(|text| !text.is_empty() && text.len() <= INDEXED_TEXT_BYTES)
            .filter(|text| !text.chars().any(char::is_control))
            .map(str::to_owned)
    };
    let parts = || match (text("given_name"), text("family_name")) {
        (Some(given), Some(family)) => Some(format!("{given} {family}")),
        (given, family) => given.or(family),
    };
    let address = || email.map(|email| email.address().to_owned());
    text("name")
        .or_else(parts)
        .or_else(|| text("preferred_username"))
        .or_else(address)
        .unwrap_or_default()
}

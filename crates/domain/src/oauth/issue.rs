//! The client credentials grant.

use super::{CLIENT_CREDENTIALS, ClientProof, SCOPE, TokenError, TokenRequest, client_assertion};
use crate::credential::{Credential, Principal};
use crate::id::OAuthClientId;
use crate::jwt::{Jwt, KeySet, Refusal};
use crate::limits::ACCESS_TOKEN_SECONDS;
use crate::muster::Muster;
use crate::oauth_client::{ClientAuthentication, Jwks, OAuthClientState};
use crate::secret::Secret;
use crate::store::{AccessTokenIssue, Issuance, UsedAssertion};
use crate::time::MICROS_PER_SECOND;
use crate::token::{Token, TokenKind};

/// An access token. It is shown once.
#[derive(Clone, Debug)]
pub struct AccessToken {
    /// The bearer token for the SCIM endpoint.
    pub token: Secret,
    /// For how long it works, in seconds.
    pub expires_in: i64,
}

impl Muster {
    /// Issues an access token to a client that proves who it is.
    ///
    /// # Errors
    /// [`TokenError`].
    pub async fn issue_access_token(
        &self,
        request: &TokenRequest<'_>,
    ) -> Result<AccessToken, TokenError> {
        match request.grant_type {
            None => {
                return Err(TokenError::InvalidRequest(
                    "the parameter grant_type is missing".to_owned(),
                ));
            }
            Some(CLIENT_CREDENTIALS) => {}
            Some(_) => return Err(TokenError::UnsupportedGrantType),
        }
        let (state, assertion) = match &request.proof {
            ClientProof::Secret { client_id, secret } => {
                (self.by_secret(request, client_id, secret).await?, None)
            }
            ClientProof::Assertion {
                client_id,
                assertion,
            } => {
                let (state, used) = self
                    .by_assertion(request, client_id.as_deref(), assertion)
                    .await?;
                (state, Some(used))
            }
        };
        if !state.enabled {
            return Err(TokenError::Disabled);
        }
        if request.scope.is_some_and(|scope| scope != SCOPE) {
            return Err(TokenError::InvalidScope);
        }
        self.issue_to(state, assertion).await
    }

    async fn issue_to(
        &self,
        state: OAuthClientState,
        assertion: Option<UsedAssertion>,
    ) -> Result<AccessToken, TokenError> {
        let client = state.client;
        let principal = Principal::ScimConfiguration {
            organization_id: client.organization_id,
            scim_configuration_id: client.scim_configuration_id,
        };
        let lifetime = ACCESS_TOKEN_SECONDS * MICROS_PER_SECOND;
        let (token, credential) =
            self.issue(principal, &client.description, lifetime, self.now())?;
        let credential = Credential {
            scope: client.scope,
            oauth_client_id: Some(client.id),
            ..credential
        };
        let issue = AccessTokenIssue {
            credential,
            assertion,
        };
        match self.store.issue_access_token(issue).await? {
            Issuance::Issued => Ok(AccessToken {
                token: token.text().clone(),
                expires_in: ACCESS_TOKEN_SECONDS,
            }),
            Issuance::Replayed => Err(TokenError::InvalidAssertion(Refusal::Replayed)),
            Issuance::TooManyAssertions => Err(TokenError::TooManyAssertions),
        }
    }

    async fn by_secret(
        &self,
        request: &TokenRequest<'_>,
        client_id: &str,
        secret: &Secret,
    ) -> Result<OAuthClientState, TokenError> {
        let secret = Token::parse(secret.expose())
            .filter(|secret| secret.kind() == TokenKind::ClientSecret)
            .ok_or(TokenError::InvalidClient)?;
        let state = self.oauth_client(request, client_id).await?;
        match &state.client.authentication {
            ClientAuthentication::ClientSecret(hash) if self.key().verify(&secret, hash) => {
                Ok(state)
            }
            ClientAuthentication::ClientSecret(_) | ClientAuthentication::PrivateKeyJwt(_) => {
                Err(TokenError::InvalidClient)
            }
        }
    }

    /// Finds the client by what the assertion claims, and only then proves it: nobody else has the
    /// key that this takes.
    async fn by_assertion(
        &self,
        request: &TokenRequest<'_>,
        client_id: Option<&str>,
        assertion: &Secret,
    ) -> Result<(OAuthClientState, UsedAssertion), TokenError> {
        let jwt = Jwt::parse(assertion.expose()).map_err(|_| TokenError::InvalidClient)?;
        let subject = jwt.claims().sub.as_deref();
        let subject = subject.ok_or(TokenError::InvalidClient)?;
        // RFC 7521 §4.2: the parameter must identify the same client.
        if client_id.is_some_and(|client_id| client_id != subject) {
            return Err(TokenError::InvalidClient);
        }
        let state = self.oauth_client(request, subject).await?;
        let ClientAuthentication::PrivateKeyJwt(jwks) = &state.client.authentication else {
            return Err(TokenError::InvalidClient);
        };
        match jwks {
            Jwks::Text(text) => {
                let keys = KeySet::parse(text.as_bytes()).map_err(|_| TokenError::InvalidClient)?;
                jwt.verify(&keys)
            }
            Jwks::Uri(uri) => {
                let keys = self.key_source.keys(uri, jwt.kid()).await;
                jwt.verify(&*keys.map_err(|_| TokenError::InvalidClient)?)
            }
        }
        .map_err(|_| TokenError::InvalidClient)?;
        let used = client_assertion::check(jwt.claims(), state.client.id, request, self.now())
            .map_err(TokenError::InvalidAssertion)?;
        Ok((state, used))
    }

    async fn oauth_client(
        &self,
        request: &TokenRequest<'_>,
        client_id: &str,
    ) -> Result<OAuthClientState, TokenError> {
        let id = OAuthClientId::parse(client_id).ok_or(TokenError::InvalidClient)?;
        self.store
            .oauth_client(request.configuration, id)
            .await?
            .ok_or(TokenError::InvalidClient)
    }
}

//! The OAuth clients of a SCIM configuration.

use crate::credential::Scope;
use crate::error::Error;
use crate::id::{OAuthClientId, ScimConfigurationId};
use crate::jwt::{KeyProblem, KeySet};
use crate::limits;
use crate::management::{Caller, jwks_uri, text};
use crate::muster::Muster;
use crate::oauth_client::{ClientAuthentication, Jwks, OAuthClient};
use crate::page::{Page, PageRequest};
use crate::secret::Secret;
use crate::token::{Token, TokenKind};

/// A client to be registered.
#[derive(Clone, Debug)]
pub struct NewOAuthClient {
    /// Whose client.
    pub scim_configuration_id: ScimConfigurationId,
    /// Who it is.
    pub description: String,
    /// What its tokens may do.
    pub scope: Scope,
    /// How it will prove who it is.
    pub authentication: NewClientAuthentication,
}

/// How a client to be registered will prove who it is.
#[derive(Clone, Debug)]
pub enum NewClientAuthentication {
    /// With a secret that is made for it.
    ClientSecret,
    /// With a JWT that it signs with one of these keys.
    PrivateKeyJwt(Jwks),
}

/// A registered client.
#[derive(Clone, Debug)]
pub struct RegisteredOAuthClient {
    /// What is stored of it.
    pub client: OAuthClient,
    /// Its secret, if it has one; shown once.
    pub secret: Option<Secret>,
    /// Why its keys could not be fetched now. The client is registered all the same: its server may
    /// not be up yet.
    pub key_problem: Option<KeyProblem>,
}

impl Muster {
    /// Registers a client with a SCIM configuration.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`; `InvalidArgument` for keys that cannot be used;
    /// `FailedPrecondition` when it has [`limits::OAUTH_CLIENTS`] already.
    pub async fn create_oauth_client(
        &self,
        caller: &Caller,
        new: NewOAuthClient,
        request_id: &str,
    ) -> Result<RegisteredOAuthClient, Error> {
        let organization_id = caller.administered()?;
        text::check("description", &new.description)?;
        let (authentication, secret) = match new.authentication {
            NewClientAuthentication::ClientSecret => {
                let secret = Token::issue(TokenKind::ClientSecret, self.random())?;
                let hash = self.key().hash(&secret);
                let shown = secret.text().clone();
                (ClientAuthentication::ClientSecret(hash), Some(shown))
            }
            NewClientAuthentication::PrivateKeyJwt(jwks) => {
                check_jwks(&jwks)?;
                (ClientAuthentication::PrivateKeyJwt(jwks), None)
            }
        };
        let cause = self.cause(caller.actor(), request_id);
        let client = OAuthClient {
            id: OAuthClientId::from_uuid(self.new_id(cause.at)?),
            organization_id,
            scim_configuration_id: new.scim_configuration_id,
            description: new.description,
            scope: new.scope,
            authentication,
            created_by: caller.user(),
            created_at: cause.at,
            last_used_at: None,
        };
        self.store
            .create_oauth_client(client.clone(), cause)
            .await?;
        let key_problem = match &client.authentication {
            ClientAuthentication::PrivateKeyJwt(Jwks::Uri(uri)) => self.key_problem(uri).await,
            ClientAuthentication::PrivateKeyJwt(Jwks::Text(_))
            | ClientAuthentication::ClientSecret(_) => None,
        };
        Ok(RegisteredOAuthClient {
            client,
            secret,
            key_problem,
        })
    }

    /// The clients of a SCIM configuration.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`.
    pub async fn oauth_clients(
        &self,
        caller: &Caller,
        id: ScimConfigurationId,
        page: PageRequest,
    ) -> Result<Page<OAuthClient>, Error> {
        let organization = caller.overseen()?;
        self.scim_configuration(caller, id).await?;
        self.store.oauth_clients(organization, id, page).await
    }

    /// Deletes a client. The tokens that it fetched are dead when this returns.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`.
    pub async fn delete_oauth_client(
        &self,
        caller: &Caller,
        configuration: ScimConfigurationId,
        id: OAuthClientId,
        request_id: &str,
    ) -> Result<(), Error> {
        let organization = caller.administered()?;
        let cause = self.cause(caller.actor(), request_id);
        self.store
            .delete_oauth_client(organization, configuration, id, cause)
            .await
    }

    /// Why the keys at this URI cannot be had now.
    pub(super) async fn key_problem(&self, uri: &str) -> Option<KeyProblem> {
        self.key_source.keys(uri, None).await.err()
    }
}

fn check_jwks(jwks: &Jwks) -> Result<(), Error> {
    let text = match jwks {
        Jwks::Uri(uri) => return jwks_uri::check(uri),
        Jwks::Text(text) => text,
    };
    let refuse = |message: String| Error::InvalidArgument {
        field: "jwks",
        message,
    };
    if text.len() > limits::JWKS_TEXT_BYTES {
        return Err(refuse(format!(
            "the key set is {} bytes long; at most {} are allowed",
            text.len(),
            limits::JWKS_TEXT_BYTES
        )));
    }
    KeySet::parse(text.as_bytes())
        .map(|_| ())
        .map_err(|error| refuse(error.to_string()))
}

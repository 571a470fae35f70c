use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use super::ProviderMetadata;
use crate::jwt::{KeyProblem, KeySet};
use crate::secret::Secret;

/// The way to the identity providers. Whoever implements it decides how they are asked, and which
/// of their servers may be.
#[async_trait]
pub trait Providers: Send + Sync {
    /// What the issuer says of itself (OpenID Connect Discovery 1.0 §4).
    async fn metadata(&self, issuer: &str) -> Result<Arc<ProviderMetadata>, ProviderProblem>;
    /// The answer of the token endpoint to a code (OpenID Connect Core 1.0 §3.1.3).
    async fn exchange(&self, exchange: CodeExchange<'_>) -> Result<Vec<u8>, ProviderProblem>;
    /// The answer of the userinfo endpoint (OpenID Connect Core 1.0 §5.3).
    async fn userinfo(
        &self,
        endpoint: &str,
        access_token: &Secret,
    ) -> Result<Vec<u8>, ProviderProblem>;
    /// The keys of the identity provider; see [`crate::jwt::KeySource`].
    async fn keys(&self, uri: &str, kid: Option<&str>) -> Result<Arc<KeySet>, ProviderProblem>;
}

/// A code to be exchanged for tokens.
#[derive(Clone, Copy, Debug)]
pub struct CodeExchange<'a> {
    /// The token endpoint.
    pub endpoint: &'a str,
    /// Whether the client proves itself in the body (`client_secret_post`) and not in a header.
    pub secret_in_body: bool,
    /// The client.
    pub client_id: &'a str,
    /// Its secret.
    pub client_secret: &'a Secret,
    /// The code.
    pub code: &'a str,
    /// The redirect URI of the authorization request.
    pub redirect_uri: &'a str,
    /// The PKCE verifier (RFC 7636 §4.5).
    pub verifier: &'a Secret,
}

/// What an identity provider was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderRequest {
    /// Its metadata.
    Discovery,
    /// Tokens for a code.
    Token,
    /// Claims about a person.
    Userinfo,
    /// Its keys.
    Keys,
}

impl fmt::Display for ProviderRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Discovery => "its metadata (/.well-known/openid-configuration)",
            Self::Token => "tokens for the code",
            Self::Userinfo => "userinfo",
            Self::Keys => "its keys",
        })
    }
}

/// Why an identity provider gave no usable answer: one of few words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the identity provider was asked for {request} and the answer was: {reason}")]
pub struct ProviderProblem {
    /// What it was asked for.
    pub request: ProviderRequest,
    /// The word for what went wrong.
    pub reason: &'static str,
}

/// The identity providers of a process that asks nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProviders;

fn unreachable<T>(request: ProviderRequest) -> Result<T, ProviderProblem> {
    Err(ProviderProblem {
        request,
        reason: KeyProblem::Unreachable.as_str(),
    })
}

#[async_trait]
impl Providers for NoProviders {
    async fn metadata(&self, _issuer: &str) -> Result<Arc<ProviderMetadata>, ProviderProblem> {
        unreachable(ProviderRequest::Discovery)
    }

    async fn exchange(&self, _exchange: CodeExchange<'_>) -> Result<Vec<u8>, ProviderProblem> {
        unreachable(ProviderRequest::Token)
    }

    async fn userinfo(
        &self,
        _endpoint: &str,
        _access_token: &Secret,
    ) -> Result<Vec<u8>, ProviderProblem> {
        unreachable(ProviderRequest::Userinfo)
    }

    async fn keys(&self, _uri: &str, _kid: Option<&str>) -> Result<Arc<KeySet>, ProviderProblem> {
        unreachable(ProviderRequest::Keys)
    }
}

use serde::Deserialize;

use super::{ProviderProblem, ProviderRequest};
use crate::limits::JWKS_URI_BYTES;

/// What an identity provider says of itself (OpenID Connect Discovery 1.0 §3), as far as a login
/// needs it.
#[derive(Clone, Debug, Deserialize)]
pub struct ProviderMetadata {
    /// Its name.
    pub issuer: String,
    /// Where the browser is sent.
    pub authorization_endpoint: String,
    /// Where codes become tokens.
    pub token_endpoint: String,
    /// Where its keys are.
    pub jwks_uri: String,
    /// Where more claims are to be had.
    #[serde(default)]
    pub userinfo_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl ProviderMetadata {
    /// Reads the metadata of an issuer.
    ///
    /// # Errors
    /// Where it is that of another one to the byte, or an endpoint is not `https`.
    pub fn parse(issuer: &str, text: &[u8]) -> Result<Self, ProviderProblem> {
        let problem = |reason| ProviderProblem {
            request: ProviderRequest::Discovery,
            reason,
        };
        let metadata: Self =
            serde_json::from_slice(text).map_err(|_| problem("not_provider_metadata"))?;
        if metadata.issuer != issuer {
            return Err(problem("another_issuer"));
        }
        let required = [
            &metadata.authorization_endpoint,
            &metadata.token_endpoint,
            &metadata.jwks_uri,
        ];
        let all_https = required
            .into_iter()
            .chain(&metadata.userinfo_endpoint)
            .all(|endpoint| is_endpoint(endpoint));
        if all_https {
            Ok(metadata)
        } else {
            Err(problem("endpoint_not_https"))
        }
    }

    /// Where the metadata of an issuer is (OpenID Connect Discovery 1.0 §4).
    pub fn location(issuer: &str) -> String {
        let issuer = issuer.trim_end_matches('/');
        format!("{issuer}/.well-known/openid-configuration")
    }

    /// Whether the client's secret goes into the body: only where the provider names that method
    /// and not the other, which is the default.
    pub fn wants_secret_in_body(&self) -> bool {
        let names = |method: &str| {
            self.token_endpoint_auth_methods_supported
                .as_ref()
                .is_some_and(|methods| methods.iter().any(|one| one == method))
        };
        names("client_secret_post") && !names("client_secret_basic")
    }

    /// Whether every answer of the provider names it (RFC 9207 §3).
    pub fn names_itself(&self) -> bool {
        self.authorization_response_iss_parameter_supported
    }
}

/// Where it leads is checked with every request.
fn is_endpoint(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '\\']).next().unwrap_or_default();
    url.len() <= JWKS_URI_BYTES
        && url.bytes().all(|byte| byte.is_ascii_graphic())
        && !rest.contains('#')
        && !authority.is_empty()
        && !authority.starts_with(':')
        && !authority.contains('@')
}

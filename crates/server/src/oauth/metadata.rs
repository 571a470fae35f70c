//! What a client can read about a SCIM configuration's authorization server and protected resource.

use domain::id::ScimConfigurationId;
use domain::jwt::SignatureAlgorithm;
use domain::oauth::{CLIENT_CREDENTIALS, SCOPE};
use serde_json::{Value, json};

use super::urls::{base_url, token_endpoint};

/// RFC 8414 §2.
pub(super) fn authorization_server(public_url: &str, configuration: ScimConfigurationId) -> Value {
    json!({
        "issuer": base_url(public_url, configuration),
        "token_endpoint": token_endpoint(public_url, configuration),
        "grant_types_supported": [CLIENT_CREDENTIALS],
        "response_types_supported": [],
        "scopes_supported": [SCOPE],
        "token_endpoint_auth_methods_supported":
            ["client_secret_basic", "client_secret_post", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported":
            SignatureAlgorithm::ALL.map(SignatureAlgorithm::as_str),
    })
}

/// RFC 9728 §2.
pub(super) fn protected_resource(public_url: &str, configuration: ScimConfigurationId) -> Value {
    let base_url = base_url(public_url, configuration);
    json!({
        "resource": base_url,
        "authorization_servers": [base_url],
        "scopes_supported": [SCOPE],
        "bearer_methods_supported": ["header"],
    })
}

use crate::id::ScimConfigurationId;
use crate::secret::Secret;

/// The one grant type (RFC 6749 §4.4.2).
pub const CLIENT_CREDENTIALS: &str = "client_credentials";
/// The one scope. What a token may do beyond that is decided where the client is registered.
pub const SCOPE: &str = "scim";

/// A request to the token endpoint of a SCIM configuration.
#[derive(Clone, Debug)]
pub struct TokenRequest<'a> {
    /// The SCIM configuration whose endpoint it is.
    pub configuration: ScimConfigurationId,
    /// The issuer identifier of that endpoint (RFC 8414 §2): the SCIM base URL.
    pub issuer: &'a str,
    /// The URL of that endpoint.
    pub token_endpoint: &'a str,
    /// The parameter `grant_type`.
    pub grant_type: Option<&'a str>,
    /// The parameter `scope`.
    pub scope: Option<&'a str>,
    /// How the client proves who it is.
    pub proof: ClientProof,
}

/// How a client proves who it is.
#[derive(Clone, Debug)]
pub enum ClientProof {
    /// With its secret.
    Secret {
        /// Who it says it is.
        client_id: String,
        /// The secret.
        secret: Secret,
    },
    /// With a JWT that it has signed.
    Assertion {
        /// Who it says it is, if it says so outside of the JWT too (RFC 7521 §4.2).
        client_id: Option<String>,
        /// The JWT.
        assertion: Secret,
    },
}

//! An OAuth client: an identity provider that fetches short-lived tokens for a SCIM configuration
//! (RFC 6749 §4.4) instead of being handed a long-lived one.

use crate::credential::Scope;
use crate::id::{OAuthClientId, OrganizationId, ScimConfigurationId, UserId};
use crate::key::TokenHash;
use crate::time::Timestamp;

/// A client of a SCIM configuration's token endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthClient {
    /// Identifier: the `client_id`.
    pub id: OAuthClientId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// The SCIM configuration that its tokens reach.
    pub scim_configuration_id: ScimConfigurationId,
    /// What its maker wrote down about it.
    pub description: String,
    /// What its tokens may do.
    pub scope: Scope,
    /// How it proves who it is.
    pub authentication: ClientAuthentication,
    /// Who registered it; none when the application's backend did.
    pub created_by: Option<UserId>,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it last fetched a token.
    pub last_used_at: Option<Timestamp>,
}

/// How a client proves who it is at the token endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// With a secret, of which only the keyed hash is stored (RFC 6749 §2.3.1).
    ClientSecret(TokenHash),
    /// With a JWT that it signs (RFC 7523 §2.2).
    PrivateKeyJwt(Jwks),
}

/// Where the public keys of a client are (RFC 7591 §2 `jwks`, `jwks_uri`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Jwks {
    /// Here: the text of a JSON Web Key Set.
    Text(String),
    /// At this URI, which the client keeps current.
    Uri(String),
}

/// A client together with the state that decides whether it gets a token now.
#[derive(Clone, Debug)]
pub struct OAuthClientState {
    /// The client.
    pub client: OAuthClient,
    /// Whether the endpoint of its SCIM configuration answers.
    pub enabled: bool,
}

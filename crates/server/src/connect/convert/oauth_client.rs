//! OAuth clients of SCIM configurations, without their secrets.

use api::muster::v1::{self as messages, CreateOAuthClientRequest, OAuthClient};
use domain::Error;
use domain::management::{NewClientAuthentication, NewOAuthClient};
use domain::oauth_client::{self, ClientAuthentication, Jwks};

use super::time::timestamp;
use super::{id, scim_token};

pub(crate) fn message(client: oauth_client::OAuthClient) -> OAuthClient {
    let (authentication, jwks, jwks_uri) = match client.authentication {
        ClientAuthentication::ClientSecret(_) => (
            messages::ClientAuthentication::ClientSecret,
            String::new(),
            String::new(),
        ),
        ClientAuthentication::PrivateKeyJwt(Jwks::Text(text)) => (
            messages::ClientAuthentication::PrivateKeyJwt,
            text,
            String::new(),
        ),
        ClientAuthentication::PrivateKeyJwt(Jwks::Uri(uri)) => (
            messages::ClientAuthentication::PrivateKeyJwt,
            String::new(),
            uri,
        ),
    };
    OAuthClient {
        id: client.id.to_string(),
        description: client.description,
        scope: scim_token::scope_message(client.scope).into(),
        authentication: authentication.into(),
        jwks,
        jwks_uri,
        created_at: timestamp(client.created_at).into(),
        last_used_at: client.last_used_at.map(timestamp).into(),
        ..Default::default()
    }
}

/// The client that a request describes.
///
/// # Errors
/// `InvalidArgument` for keys of a client that has a secret, and for one that signs and names no
/// keys or two kinds of them.
pub(crate) fn new(request: CreateOAuthClientRequest) -> Result<NewOAuthClient, Error> {
    let signs = request.authentication == messages::ClientAuthentication::PrivateKeyJwt;
    let authentication = match (signs, request.jwks.as_str(), request.jwks_uri.as_str()) {
        (false, "", "") => NewClientAuthentication::ClientSecret,
        (true, _, "") if !request.jwks.is_empty() => {
            NewClientAuthentication::PrivateKeyJwt(Jwks::Text(request.jwks))
        }
        (true, "", _) if !request.jwks_uri.is_empty() => {
            NewClientAuthentication::PrivateKeyJwt(Jwks::Uri(request.jwks_uri))
        }
        (true, _, _) => {
            return Err(wrong(
                "a client that signs needs jwks or jwks_uri, one of them",
            ));
        }
        (false, _, _) => return Err(wrong("a client with a secret has no keys; leave it empty")),
    };
    Ok(NewOAuthClient {
        scim_configuration_id: id::scim_configuration(&request.scim_configuration_id)?,
        description: request.description,
        scope: scim_token::scope(request.scope.as_option()),
        authentication,
    })
}

fn wrong(message: &str) -> Error {
    Error::InvalidArgument {
        field: "jwks",
        message: message.to_owned(),
    }
}

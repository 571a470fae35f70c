//! How clients authenticate (RFC 7643 §5 `authenticationSchemes`).

use serde_json::{Value, json};

/// One way to authenticate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticationScheme {
    /// One of the words of RFC 7643 §5: `oauthbearertoken`, `oauth2` and others.
    pub kind: String,
    /// The name for people.
    pub name: String,
    /// What an administrator needs to know.
    pub description: String,
    /// The URL of the specification.
    pub spec_uri: Option<String>,
    /// The URL of the documentation.
    pub documentation_uri: Option<String>,
}

impl AuthenticationScheme {
    /// A token that was handed out once, in the Authorization header (RFC 6750).
    pub fn bearer_token(documentation_uri: Option<String>) -> Self {
        Self {
            kind: "oauthbearertoken".to_owned(),
            name: "OAuth Bearer Token".to_owned(),
            description: "The SCIM configuration's token in the Authorization header.".to_owned(),
            spec_uri: Some("https://www.rfc-editor.org/info/rfc6750".to_owned()),
            documentation_uri,
        }
    }

    /// Short-lived tokens that the client fetches with its own credentials (RFC 6749 §4.4).
    pub fn client_credentials(documentation_uri: Option<String>) -> Self {
        Self {
            kind: "oauth2".to_owned(),
            name: "OAuth 2.0 Client Credentials".to_owned(),
            description: "A short-lived token from the token endpoint, by the client credentials \
                          grant."
                .to_owned(),
            spec_uri: Some("https://www.rfc-editor.org/info/rfc6749".to_owned()),
            documentation_uri,
        }
    }

    pub(super) fn to_json(&self, primary: bool) -> Value {
        let mut json = json!({
            "type": self.kind,
            "name": self.name,
            "description": self.description,
        });
        if let Some(members) = json.as_object_mut() {
            let links = [
                ("specUri", &self.spec_uri),
                ("documentationUri", &self.documentation_uri),
            ];
            for (name, uri) in links {
                if let Some(uri) = uri {
                    members.insert(name.to_owned(), uri.as_str().into());
                }
            }
            members.insert("primary".to_owned(), primary.into());
        }
        json
    }
}

//! A SCIM client, as an identity provider is one.

use serde_json::{Value, json};

use super::{Credentials, Management, Reply, Request, Server};

pub(crate) const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
pub(crate) const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
pub(crate) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
pub(crate) const SEARCH: &str = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
pub(crate) const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// The profiles of a SCIM configuration, as `muster.v1.SCIMProfile` spells them.
pub(crate) const PROFILES: [&str; 3] = ["TOLERANT", "RFC", "INTEROP"];

/// A SCIM base URL and the token an administrator pastes with it.
#[derive(Debug, Clone)]
pub(crate) struct Scim {
    /// Without a slash at the end.
    pub(crate) url: String,
    pub(crate) token: String,
}

impl Scim {
    /// A client of a new SCIM configuration in the server's first organization.
    pub(crate) fn new(server: &Server) -> Self {
        Self::of(server, &server.credentials)
    }

    /// A client of a new SCIM configuration in the organization of these credentials.
    pub(crate) fn of(server: &Server, credentials: &Credentials) -> Self {
        let management = Management::new(&server.url, &credentials.token);
        let (id, token) = management.create_scim_configuration(&credentials.organization_id);
        Self {
            url: format!("{}/scim/v2/{id}", server.url),
            token,
        }
    }

    /// A client of a new SCIM configuration in one of the [`PROFILES`].
    pub(crate) fn in_profile(server: &Server, profile: &str) -> Self {
        let scim = Self::new(server);
        let profile = format!("SCIM_PROFILE_{profile}");
        scim.update_settings(server, json!({ "profile": profile }));
        scim
    }

    /// Changes how the SCIM configuration speaks the protocol; answers all settings.
    pub(crate) fn update_settings(&self, server: &Server, mut settings: Value) -> Value {
        settings["scimConfigurationId"] = json!(self.id());
        let method = "muster.v1.SCIMConfigurationService/UpdateSCIMSettings";
        server.management().call(method, &settings)["settings"].clone()
    }

    /// The SCIM configuration's id.
    pub(crate) fn id(&self) -> &str {
        self.url.rsplit_once('/').unwrap().1
    }

    /// The same configuration after the server moved to another port.
    pub(crate) fn moved_to(&self, server: &Server) -> Self {
        let (_, path) = self.url.split_once("/scim/").unwrap();
        Self {
            url: format!("{}/scim/{path}", server.url),
            token: self.token.clone(),
        }
    }

    /// A request with the headers every identity provider sends.
    pub(crate) fn request(&self, method: &str, path: &str) -> Request {
        Request::new(method, format!("{}{}", self.url, encode_query(path)))
            .header("Accept", "application/scim+json")
            .bearer(&self.token)
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.request("GET", path).send()
    }

    pub(crate) fn send(&self, method: &str, path: &str, body: &Value) -> Reply {
        let request = self
            .request(method, path)
            .header("Content-Type", "application/scim+json");
        request.json(body).send()
    }

    /// Creates a user; answers whatever came back.
    pub(crate) fn post_user(&self, user_name: &str) -> Reply {
        self.send(
            "POST",
            "/Users",
            &json!({ "schemas": [USER], "userName": user_name }),
        )
    }

    /// A new user's id.
    pub(crate) fn create_user(&self, user_name: &str) -> String {
        self.post_user(user_name).expect(201)["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// A new group's id.
    pub(crate) fn create_group(&self, display_name: &str, members: &[String]) -> String {
        let members: Vec<Value> = members.iter().map(|id| json!({ "value": id })).collect();
        let body = json!({ "schemas": [GROUP], "displayName": display_name, "members": members });
        self.send("POST", "/Groups", &body).expect(201)["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Sends one PATCH operation.
    pub(crate) fn patch(&self, path: &str, operation: Value) -> Reply {
        let body = json!({ "schemas": [PATCH_OP], "Operations": [operation] });
        self.send("PATCH", path, &body)
    }
}

/// Encodes the characters of the query that a URL cannot hold, and leaves those alone that an
/// identity provider sends as they are.
fn encode_query(path: &str) -> String {
    let Some((path, query)) = path.split_once('?') else {
        return path.to_owned();
    };
    let mut encoded = format!("{path}?");
    for byte in query.bytes() {
        if byte.is_ascii_alphanumeric() || b"_.-~=&,:@+/$%".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

//! The management API over Connect with JSON, as curl would call it.

use serde_json::{Value, json};

use super::{Reply, Request};

/// A caller with a token.
pub(crate) struct Management<'a> {
    url: &'a str,
    token: &'a str,
}

impl<'a> Management<'a> {
    pub(crate) fn new(url: &'a str, token: &'a str) -> Self {
        Self { url, token }
    }

    /// Calls `package.Service/Method`, or a method of `gitpod.v1.OrganizationService` by its name
    /// alone.
    pub(crate) fn request(&self, method: &str, body: &Value) -> Reply {
        let service = if method.contains('/') {
            ""
        } else {
            "gitpod.v1.OrganizationService/"
        };
        Request::new("POST", format!("{}/api/{service}{method}", self.url))
            .header("Content-Type", "application/json")
            .bearer(self.token)
            .json(body)
            .send()
    }

    /// The answer to a call that must succeed.
    pub(crate) fn call(&self, method: &str, body: &Value) -> Value {
        self.request(method, body).expect(200)
    }

    /// A new SSO configuration's id.
    pub(crate) fn create_sso_configuration(&self, organization_id: &str) -> String {
        let body = json!({
            "organizationId": organization_id,
            "clientId": "client",
            "clientSecret": "secret",
            "issuerUrl": "https://idp.example.com",
            "emailDomains": ["acme.example"],
        });
        let made = self.call("CreateSSOConfiguration", &body);
        made["ssoConfiguration"]["id"].as_str().unwrap().to_owned()
    }

    /// A new SCIM configuration's id and token.
    pub(crate) fn create_scim_configuration(&self, organization_id: &str) -> (String, String) {
        let sso = self.create_sso_configuration(organization_id);
        let body = json!({ "organizationId": organization_id, "ssoConfigurationId": sso });
        let made = self.call("CreateSCIMConfiguration", &body);
        let id = made["scimConfiguration"]["id"].as_str().unwrap().to_owned();
        (id, made["token"].as_str().unwrap().to_owned())
    }
}

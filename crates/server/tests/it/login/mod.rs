//! People log in through an identity provider that tells the truth, and through one that lies.

mod account;
mod certified;
mod conditions;
mod linking;
mod pages;
mod protocol;

use serde_json::{Value, json};

use crate::support::{
    Credentials, IdentityProvider, Management, Person, Reply, Scim, Server, USER, arguments_for,
    feed,
};

/// The address of the person whom the provider tells of.
const ADA: &str = "ada@acme.example";

/// A server whose first organization logs in with a provider.
struct Scene {
    server: Server,
    provider: IdentityProvider,
    /// The SSO configuration.
    sso: String,
}

impl Scene {
    fn new() -> Self {
        let provider = IdentityProvider::start();
        let folder = tempfile::tempdir().unwrap();
        let arguments = arguments_for(&[&provider], folder.path());
        let server = Server::start_with(&arguments);
        let sso = configure(&server, &server.credentials, &provider);
        Self {
            server,
            provider,
            sso,
        }
    }

    fn person(&self) -> Person {
        Person::new(&self.server)
    }

    /// A whole login in a new browser.
    #[track_caller]
    fn log_in(&self) -> (Person, Reply) {
        let mut person = self.person();
        let reply = person.log_in(&self.provider, ADA);
        (person, reply)
    }

    /// A SCIM configuration of the SSO configuration, with these settings.
    fn scim(&self, settings: Value) -> Scim {
        let credentials = &self.server.credentials;
        let management = self.server.management();
        let mut body = json!({
            "organizationId": credentials.organization_id,
            "ssoConfigurationId": self.sso,
        });
        let fields = body.as_object_mut().unwrap();
        fields.extend(settings.as_object().unwrap().clone());
        let made = management.call("CreateSCIMConfiguration", &body);
        let id = made["scimConfiguration"]["id"].as_str().unwrap();
        Scim {
            url: format!("{}/scim/v2/{id}", self.server.url),
            token: made["token"].as_str().unwrap().to_owned(),
        }
    }

    fn update_sso(&self, mut fields: Value) -> Reply {
        fields["ssoConfigurationId"] = json!(self.sso);
        let management = self.server.management();
        management.request("UpdateSSOConfiguration", &fields)
    }

    /// The types of the events since the scene was set, and what they say.
    fn events(&self, kind: &str) -> Vec<Value> {
        feed(&self.server)
            .into_iter()
            .filter(|event| event.event_type.as_str() == kind)
            .map(|event| event.after.unwrap_or_default())
            .collect()
    }

    /// The members with this e-mail address.
    fn members(&self, email: &str) -> Vec<Value> {
        let body = json!({
            "organizationId": self.server.credentials.organization_id,
            "pagination": { "pageSize": 100 },
        });
        let found = self.server.management().call("ListMembers", &body);
        let members = found["members"].as_array().unwrap();
        let with = members.iter().filter(|member| member["email"] == email);
        with.cloned().collect()
    }
}

/// A new SSO configuration for `acme.example`.
fn configure(server: &Server, whose: &Credentials, provider: &IdentityProvider) -> String {
    let body = json!({
        "organizationId": whose.organization_id,
        "clientId": "client",
        "clientSecret": "secret",
        "issuerUrl": provider.issuer,
        "emailDomains": ["acme.example"],
    });
    let management = Management::new(&server.url, &whose.token);
    let made = management.call("CreateSSOConfiguration", &body);
    made["ssoConfiguration"]["id"].as_str().unwrap().to_owned()
}

/// Provisions a user; answers the id.
fn provision(scim: &Scim, user_name: &str, email: &str, external_id: &str) -> String {
    let body = json!({
        "schemas": [USER],
        "userName": user_name,
        "externalId": external_id,
        "displayName": "Ada",
        "emails": [{ "value": email, "type": "work", "primary": true }],
        "active": true,
    });
    let made = scim.send("POST", "/Users", &body).expect(201);
    made["id"].as_str().unwrap().to_owned()
}

/// The answer logs somebody in.
#[track_caller]
fn welcomed(person: &mut Person, reply: &Reply) -> String {
    assert_eq!(reply.status, 303, "{}", reply.body);
    assert!(reply.header("location").ends_with("/login/done"));
    assert!(person.cookies.contains_key("__Host-muster_session"));
    let page = person.whoami();
    assert!(page.contains("You are logged in"), "{page}");
    page
}

/// The answer logs nobody in, for this reason, and says whom to ask.
#[track_caller]
fn refused(person: &Person, reply: &Reply, reason: &str) {
    let body = &reply.body;
    assert!(
        (400..500).contains(&reply.status),
        "{}: {body}",
        reply.status
    );
    assert!(body.contains(&format!("<code>{reason}</code>")), "{body}");
    assert!(body.contains("administrator") || body.contains("Try again"));
    assert!(!person.cookies.contains_key("__Host-muster_session"));
}

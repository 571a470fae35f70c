//! People log in while several servers answer.

use serde_json::json;

use super::{REPLICAS, Replicas, together};
use crate::support::{IdentityProvider, PATCH_OP, Person, Scim, USER, arguments_for};

const ADA: &str = "ada@acme.example";

/// Servers whose organization logs in with a provider, and provisions Ada.
fn scene(provider: &IdentityProvider, folder: &std::path::Path) -> (Replicas, Scim, String) {
    let arguments = arguments_for(&[provider], folder);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let replicas = Replicas::start_with(&arguments);
    let organization = &replicas.credentials.organization_id;
    let management = replicas.management(0);
    let body = json!({
        "organizationId": organization, "clientId": "client", "clientSecret": "secret",
        "issuerUrl": provider.issuer, "emailDomains": ["acme.example"],
    });
    let made = management.call("CreateSSOConfiguration", &body);
    let sso = &made["ssoConfiguration"]["id"];
    let body = json!({ "organizationId": organization, "ssoConfigurationId": sso });
    let made = management.call("CreateSCIMConfiguration", &body);
    let id = made["scimConfiguration"]["id"].as_str().unwrap();
    let scim = Scim {
        url: format!("{}/scim/v2/{id}", replicas.processes[0].url),
        token: made["token"].as_str().unwrap().to_owned(),
    };
    let body = json!({ "schemas": [USER], "userName": ADA, "active": true });
    let made = scim.send("POST", "/Users", &body).expect(201);
    let user = made["id"].as_str().unwrap().to_owned();
    (replicas, scim, user)
}

/// a login may go from one server to another, and what ends it is known everywhere with
/// the next request.
#[test]
fn a_login_goes_from_server_to_server_and_ends_on_all_of_them() {
    let provider = IdentityProvider::start();
    let folder = tempfile::tempdir().unwrap();
    let (replicas, scim, user) = scene(&provider, folder.path());
    let mut person = Person::at(&replicas.processes[0].url);
    let page = person.get("/login");
    person.moves_to(&replicas.processes[1].url);
    let sent = person.post(&page, "/login", &[("email", ADA)]);
    let parameters = provider.authorize(sent.header("location"));
    person.moves_to(&replicas.processes[2].url);
    let reply = person.come_back(&parameters);
    assert_eq!(reply.status, 303, "{}", reply.body);
    for process in &replicas.processes {
        person.moves_to(&process.url);
        assert!(person.whoami().contains("You are logged in"));
    }
    let body = json!({
        "schemas": [PATCH_OP],
        "Operations": [{ "op": "replace", "path": "active", "value": false }],
    });
    let path = format!("/Users/{user}");
    scim.send("PATCH", &path, &body).expect(200);
    for process in &replicas.processes {
        person.moves_to(&process.url);
        assert!(person.whoami().contains("You are not logged in"));
    }
}

/// however many servers get the same answer at the same time, it counts once.
#[test]
fn one_answer_at_several_servers_counts_once() {
    let provider = IdentityProvider::start();
    let folder = tempfile::tempdir().unwrap();
    let (replicas, ..) = scene(&provider, folder.path());
    for _ in 0..5 {
        let mut person = Person::at(&replicas.processes[0].url);
        let location = person.set_out(ADA);
        let parameters = provider.authorize(&location);
        let answers = together(2 * REPLICAS, |number| {
            let mut person = person.clone();
            person.moves_to(&replicas.processes[number % REPLICAS].url);
            person.come_back(&parameters).status
        });
        let let_in = answers.iter().filter(|status| **status == 303).count();
        assert_eq!(let_in, 1, "{answers:?}");
        assert!(answers.iter().all(|status| [303, 400].contains(status)));
    }
    assert_eq!(provider.asked("/token"), 5);
}

/// Two people of one address who log in for the first time at the same time: one is linked.
#[test]
fn a_user_is_linked_to_one_person_however_many_come_at_once() {
    let provider = IdentityProvider::start();
    let folder = tempfile::tempdir().unwrap();
    let (replicas, ..) = scene(&provider, folder.path());
    let people: Vec<_> = (0..2 * REPLICAS)
        .map(|number| {
            let mut person = Person::at(&replicas.processes[number % REPLICAS].url);
            let location = person.set_out(ADA);
            (person, provider.authorize(&location))
        })
        .collect();
    provider.claims_by_code(|code| json!({ "sub": format!("subject-{code}") }));
    let answers = together(people.len(), |number| {
        let (person, parameters) = &people[number];
        person.clone().come_back(parameters).status
    });
    let let_in = answers.iter().filter(|status| **status == 303).count();
    assert_eq!(let_in, 1, "{answers:?}");
    assert!(answers.iter().all(|status| [303, 403].contains(status)));
}

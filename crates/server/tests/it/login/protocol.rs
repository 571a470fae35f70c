//! The authorization code flow, and everything that can be wrong with its answers.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::{ADA, Scene, configure, refused, welcomed};
use crate::support::{IdentityProvider, Person, Says, Server, arguments_for};

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

fn claims(claims: Value) -> Says {
    Says {
        claims,
        ..Says::default()
    }
}

#[test]
fn a_person_logs_in_and_out() {
    let scene = Scene::new();
    let (mut person, reply) = scene.log_in();
    let page = welcomed(&mut person, &reply);
    for text in ["Ada Lovelace", ADA, "Acme Corporation"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    // The browser's own cookie has done its work.
    assert!(!person.cookies.contains_key("__Host-muster_login"));
    let succeeded = scene.events("login.succeeded");
    assert_eq!(succeeded.len(), 1);
    assert_eq!(succeeded[0]["amr"], r#"["pwd","otp"]"#);

    let done = person.get("/login/done");
    let session = person.cookies["__Host-muster_session"].clone();
    let out = person.post(&done, "/login/logout", &[]);
    assert_eq!(out.status, 303, "{}", out.body);
    assert!(person.whoami().contains("You are not logged in"));
    person
        .cookies
        .insert("__Host-muster_session".to_owned(), session);
    assert!(person.whoami().contains("You are not logged in"));
}

/// R-60: what is missing, empty or there twice is never right.
#[test]
fn r_60_a_callback_without_one_of_its_parameters_is_refused() {
    let scene = Scene::new();
    let names = ["state", "code", "iss"];
    for name in names {
        let mut person = scene.person();
        let location = person.set_out(ADA);
        let mut parameters = scene.provider.authorize(&location);
        parameters.retain(|(found, _)| found != name);
        let reply = person.come_back(&parameters);
        let reason = if name == "iss" {
            "other_provider"
        } else {
            "parameter"
        };
        refused(&person, &reply, reason);

        let mut person = scene.person();
        let location = person.set_out(ADA);
        let mut parameters = scene.provider.authorize(&location);
        for (found, value) in &mut parameters {
            if found == name {
                value.clear();
            }
        }
        refused(&person, &person.clone().come_back(&parameters), "parameter");

        let mut person = scene.person();
        let location = person.set_out(ADA);
        let mut parameters = scene.provider.authorize(&location);
        parameters.push((name.to_owned(), "second".to_owned()));
        refused(&person, &person.clone().come_back(&parameters), "parameter");
    }
    let mut person = scene.person();
    refused(&person.clone(), &person.come_back(&[]), "parameter");
    assert_eq!(scene.provider.asked("/token"), 0);
}

/// R-61: an answer counts once, and in the browser in which the login began.
#[test]
fn r_61_state_and_code_are_used_once_and_bound_to_the_browser() {
    let scene = Scene::new();
    let mut person = scene.person();
    let location = person.set_out(ADA);
    let parameters = scene.provider.authorize(&location);
    let before = person.clone();

    // The same answer in another browser uses it up without effect.
    let mut other = scene.person();
    other.get("/login");
    refused(
        &other.clone(),
        &other.come_back(&parameters),
        "no_such_login",
    );
    let mut bare = scene.person();
    refused(&bare.clone(), &bare.come_back(&parameters), "no_such_login");
    refused(
        &person.clone(),
        &person.come_back(&parameters),
        "no_such_login",
    );
    assert_eq!(scene.provider.asked("/token"), 0);

    let location = person.set_out(ADA);
    let parameters = scene.provider.authorize(&location);
    let replayed = person.clone();
    let reply = person.come_back(&parameters);
    welcomed(&mut person, &reply);
    refused(
        &before,
        &replayed.clone().come_back(&parameters),
        "no_such_login",
    );

    // A used code in a new login: the provider refuses it.
    let mut person = scene.person();
    let location = person.set_out(ADA);
    let mut fresh = scene.provider.authorize(&location);
    let used = parameters.iter().find(|(name, _)| name == "code").unwrap();
    fresh.retain(|(name, _)| name != "code");
    fresh.push(used.clone());
    refused(&person, &person.clone().come_back(&fresh), "provider");

    // A state that was made up.
    let mut made_up = fresh.clone();
    made_up.retain(|(name, _)| name != "state");
    made_up.push(("state".to_owned(), "mst_login_x".to_owned()));
    refused(
        &person,
        &person.clone().come_back(&made_up),
        "no_such_login",
    );
}

/// R-61: login CSRF. A form that no page of ours made for this browser begins nothing.
#[test]
fn r_61_a_form_without_the_proof_of_its_browser_begins_nothing() {
    let scene = Scene::new();
    let mut attacker = scene.person();
    let page = attacker.get("/login");
    let mut person = scene.person();
    let refusal = person.post(&page, "/login/start", &[("sso", &scene.sso)]);
    refused(&person, &refusal, "no_such_login");
    person.get("/login");
    let refusal = person.post(&page, "/login/start", &[("sso", &scene.sso)]);
    refused(&person, &refusal, "no_such_login");
    let refusal = person.post(&page, "/login", &[("email", ADA)]);
    refused(&person, &refusal, "no_such_login");
}

/// RFC 9207, R-17: the answer of one provider is not taken for the answer of another.
#[test]
fn r_17_the_provider_comes_from_the_login_that_began() {
    let (honest, evil) = (IdentityProvider::start(), IdentityProvider::start());
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_with(&arguments_for(&[&honest, &evil], folder.path()));
    let sso = configure(&server, &server.credentials, &honest);
    let other = server.another_organization("Evil Corporation");
    let evil_sso = configure(&server, &other, &evil);

    // Two organizations serve the domain: the person chooses.
    let mut person = Person::new(&server);
    let page = person.get("/login");
    let page = person.post(&page, "/login", &[("email", ADA)]);
    assert_eq!(page.status, 200);
    for name in ["Acme Corporation", "Evil Corporation"] {
        assert!(page.body.contains(name), "{}", page.body);
    }
    let begun = person.post(&page, "/login/start", &[("sso", &sso)]);
    let location = begun.header("location").to_owned();
    let mut parameters = honest.authorize(&location);
    // Mix-up: the evil provider sends the browser back with the honest one's state.
    for (name, value) in &mut parameters {
        if name == "iss" {
            value.clone_from(&evil.issuer);
        }
    }
    refused(
        &person.clone(),
        &person.come_back(&parameters),
        "other_provider",
    );
    assert_eq!(honest.asked("/token") + evil.asked("/token"), 0);

    // An ID token that claims to be of the other provider.
    evil.claims(json!({ "iss": honest.issuer }));
    let begun = person.post(&page, "/login/start", &[("sso", &evil_sso)]);
    let parameters = evil.authorize(begun.header("location"));
    refused(&person.clone(), &person.come_back(&parameters), "id_token");
    // The same person of the other provider is another person of another organization.
    evil.claims(json!({}));
    let begun = person.post(&page, "/login/start", &[("sso", &evil_sso)]);
    let parameters = evil.authorize(begun.header("location"));
    let reply = person.come_back(&parameters);
    let done = welcomed(&mut person, &reply);
    assert!(done.contains("Evil Corporation") && !done.contains("Acme"));
}

/// R-46: every claim of the ID token that decides is required and has its type.
#[test]
fn r_46_an_id_token_that_proves_nothing_is_refused() {
    let scene = Scene::new();
    let other_key = json!({ "alg": "ES256", "kid": "another" });
    let header = |header: Value| Says {
        header,
        ..Says::default()
    };
    let lies = [
        claims(json!({ "iss": "https://elsewhere.example" })),
        claims(json!({ "iss": null })),
        claims(json!({ "aud": "another-client" })),
        claims(json!({ "aud": null })),
        claims(json!({ "aud": ["client", "another-client"] })),
        claims(json!({ "aud": ["client", "another-client"], "azp": "another-client" })),
        claims(json!({ "azp": "another-client" })),
        claims(json!({ "exp": now() - 61 })),
        claims(json!({ "exp": null })),
        claims(json!({ "exp": "tomorrow" })),
        claims(json!({ "iat": null })),
        claims(json!({ "iat": now() + 120 })),
        claims(json!({ "nbf": now() + 120 })),
        claims(json!({ "nonce": null })),
        claims(json!({ "nonce": "that-of-an-expired-login" })),
        claims(json!({ "sub": null })),
        claims(json!({ "sub": "" })),
        claims(json!({ "sub": 7 })),
        claims(json!({ "sub": "x".repeat(256) })),
        header(json!({ "alg": "none" })),
        header(json!({ "alg": "HS256" })),
        header(json!({ "crit": ["exp"] })),
        header(other_key),
        // Signed by ES256 and said to be something else.
        header(json!({ "alg": "EdDSA" })),
    ];
    for lie in lies {
        scene.provider.says(lie.clone());
        let (person, reply) = scene.log_in();
        refused(&person, &reply, "id_token");
    }
    // Nothing of this is in the feed: nobody has vouched for anything.
    assert!(scene.events("login.refused").is_empty());
    // An audience of several is fine where azp names us, and clocks may differ by a minute.
    scene.provider.claims(json!({
        "aud": ["client", "another-client"], "azp": "client",
        "exp": now() - 30, "iat": now() + 30,
    }));
    let (mut person, reply) = scene.log_in();
    welcomed(&mut person, &reply);
}

/// R-54: keys that nobody knows do not let the provider be asked without end.
#[test]
fn r_54_a_storm_of_unknown_keys_is_asked_for_once() {
    let scene = Scene::new();
    for number in 0..12 {
        let kid = format!("invented-{number}");
        scene.provider.says(Says {
            header: json!({ "kid": kid }),
            ..Says::default()
        });
        let (person, reply) = scene.log_in();
        refused(&person, &reply, "id_token");
    }
    assert!(scene.provider.asked("/keys") <= 2);
}

/// R-53: the metadata must be the issuer's own, to the byte, and name nothing but https.
#[test]
fn r_53_metadata_of_another_issuer_or_without_tls_is_refused() {
    let lies = [
        json!({ "issuer": "https://127.0.0.1" }),
        json!({ "token_endpoint": "http://127.0.0.1/token" }),
        json!({ "jwks_uri": "file:///etc/passwd" }),
        json!({ "authorization_endpoint": "javascript:alert(1)" }),
        json!({ "userinfo_endpoint": "https://user@127.0.0.1/userinfo" }),
        json!({ "token_endpoint": null }),
    ];
    for lie in lies {
        let scene = Scene::new();
        scene.provider.says(Says {
            metadata: lie,
            ..Says::default()
        });
        let mut person = scene.person();
        let page = person.get("/login");
        let reply = person.post(&page, "/login", &[("email", ADA)]);
        refused(&person, &reply, "provider");
    }
    // An endpoint at an address that is not allowed is not asked (R-51).
    let scene = Scene::new();
    scene.provider.says(Says {
        metadata: json!({ "token_endpoint": "https://169.254.169.254/token" }),
        ..Says::default()
    });
    let (person, reply) = scene.log_in();
    refused(&person, &reply, "provider");
    assert!(reply.body.contains("forbidden_address"), "{}", reply.body);
}

/// R-12: userinfo is about the same person, and an address and its verification are of one object.
#[test]
fn r_12_userinfo_is_of_the_same_person_and_never_lends_its_verification() {
    let scene = Scene::new();
    scene.provider.says(Says {
        claims: json!({ "email": null, "email_verified": null }),
        userinfo: json!({ "sub": "subject-2", "email": ADA, "email_verified": true }),
        ..Says::default()
    });
    let (person, reply) = scene.log_in();
    refused(&person, &reply, "other_person");

    // Verified is another address than the one in the ID token: neither counts as verified.
    let scim = scene.scim(json!({}));
    super::provision(&scim, ADA, ADA, "ext-1");
    scene.provider.says(Says {
        claims: json!({ "email": ADA, "email_verified": null }),
        userinfo: json!({ "email": "other@acme.example", "email_verified": true }),
        ..Says::default()
    });
    let (person, reply) = scene.log_in();
    refused(&person, &reply, "email_unverified");
    // The other way round as well.
    scene.provider.says(Says {
        claims: json!({ "email": "other@acme.example", "email_verified": true, "name": null }),
        userinfo: json!({ "email": ADA, "email_verified": false }),
        ..Says::default()
    });
    let (mut person, reply) = scene.log_in();
    welcomed(&mut person, &reply);
    assert_eq!(scene.members(ADA).len(), 1);
    assert_eq!(scene.members("other@acme.example").len(), 1);
}

/// The provider says no, in the words of RFC 6749 §4.1.2.1.
#[test]
fn a_refusal_of_the_provider_is_shown_and_escaped() {
    let scene = Scene::new();
    let mut person = scene.person();
    let location = person.set_out(ADA);
    let mut parameters = scene.provider.authorize(&location);
    parameters.retain(|(name, _)| name != "code");
    parameters.push(("error".to_owned(), "<script>alert(1)</script>".to_owned()));
    let reply = person.come_back(&parameters);
    refused(&person, &reply, "denied");
    assert!(!reply.body.contains("<script"), "{}", reply.body);
}

//! Who is whom at a first login, and ever after.

use serde_json::{Value, json};

use super::{ADA, Scene, configure, provision, refused, welcomed};
use crate::support::{Management, Person, Says, Scim};

fn set_active(scim: &Scim, id: &str, active: bool) {
    let operation = json!({ "op": "replace", "path": "active", "value": active });
    let reply = scim.patch(&format!("/Users/{id}"), operation);
    assert!(reply.status < 300, "{}", reply.body);
}

fn reasons(scene: &Scene, kind: &str) -> Vec<Value> {
    let events = scene.events(kind);
    events.iter().map(|event| event["reason"].clone()).collect()
}

/// A provisioned person logs in and is recognised as that very user.
#[test]
fn a_provisioned_user_is_found_by_user_name_or_email() {
    for (user_name, email) in [(ADA, "work@acme.example"), ("ada", ADA)] {
        let scene = Scene::new();
        let scim = scene.scim(json!({}));
        let id = provision(&scim, user_name, email, "ext-1");
        let (mut person, reply) = scene.log_in();
        let page = welcomed(&mut person, &reply);
        assert!(page.contains(email), "{page}");
        let links = scene.events("link.created");
        assert_eq!(links.len(), 1);
        assert_eq!(links[0]["foundBy"], "email");
        let members = scene.members(email);
        assert_eq!(members.len(), 1);
        assert_eq!(members[0]["userId"], id.as_str());
        // The second login needs no rule.
        let (mut person, reply) = scene.log_in();
        welcomed(&mut person, &reply);
        assert_eq!(scene.events("link.created").len(), 1);
    }
}

/// after the first link nothing but (SSO configuration, issuer, subject) decides.
#[test]
fn r_10_the_email_is_never_a_key_after_the_first_link() {
    let scene = Scene::new();
    let (mut person, reply) = scene.log_in();
    welcomed(&mut person, &reply);
    // The address at the provider has changed, even to another member's.
    let scim = scene.scim(json!({}));
    provision(&scim, "bob@acme.example", "bob@acme.example", "bob");
    scene
        .provider
        .claims(json!({ "email": "bob@acme.example" }));
    let (mut person, reply) = scene.log_in();
    let page = welcomed(&mut person, &reply);
    assert!(page.contains(ADA) && !page.contains("bob@"), "{page}");
    // Another subject with the old address is another person.
    scene.provider.claims(json!({ "sub": "subject-2" }));
    let (person, reply) = scene.log_in();
    refused(&person, &reply, "already_linked");
    assert_eq!(reasons(&scene, "link.refused"), ["already_linked"]);
    // A subject that differs by letter case is another one too.
    scene.provider.claims(json!({ "sub": "SUBJECT-1" }));
    let (person, reply) = scene.log_in();
    refused(&person, &reply, "already_linked");
}

/// only the JSON value true verifies an address; absent is not.
#[test]
fn r_11_only_true_verifies_an_email() {
    let scene = Scene::new();
    let scim = scene.scim(json!({}));
    provision(&scim, ADA, ADA, "ext-1");
    for value in [
        json!(null),
        json!(false),
        json!("true"),
        json!(1),
        json!([true]),
    ] {
        scene.provider.claims(json!({ "email_verified": value }));
        let (person, reply) = scene.log_in();
        refused(&person, &reply, "email_unverified");
    }
    scene.provider.claims(json!({}));
    let (mut person, reply) = scene.log_in();
    welcomed(&mut person, &reply);
}

/// an SSO configuration has a say about its own domains, and about members of its own
/// organization.
#[test]
fn r_13_only_the_domains_and_members_of_the_own_organization() {
    let scene = Scene::new();
    scene
        .provider
        .claims(json!({ "email": "eve@victim.example" }));
    let (person, reply) = scene.log_in();
    refused(&person, &reply, "email_domain");
    // Not even where verification is waived.
    let scim = scene.scim(json!({ "allowUnverifiedEmailAccountLinking": true }));
    provision(&scim, "eve@victim.example", "eve@victim.example", "ext-9");
    let (person, reply) = scene.log_in();
    refused(&person, &reply, "email_domain");

    // A member of another organization with the same address stays untouched.
    let other = scene.server.another_organization("Other");
    let theirs = Scim::of(&scene.server, &other);
    let id = provision(&theirs, ADA, ADA, "ext-1");
    scene.provider.claims(json!({}));
    let (mut person, reply) = scene.log_in_with_own_sso();
    let page = welcomed(&mut person, &reply);
    assert!(page.contains("Acme Corporation"));
    assert_ne!(scene.members(ADA)[0]["userId"], id.as_str());
}

/// a member whose address nobody has verified is not linked by that address alone.
#[test]
fn r_15_both_sides_of_a_link_are_verified() {
    let scene = Scene::new();
    // A member without an owner: the directory that provisioned them is gone.
    let gone = scene.scim(json!({}));
    provision(&gone, ADA, ADA, "ext-1");
    let body = json!({ "scimConfigurationId": gone.id() });
    let management = scene.server.management();
    management.call("DeleteSCIMConfiguration", &body);
    let (person, reply) = scene.log_in();
    refused(&person, &reply, "email_unverified");
    assert_eq!(scene.members(ADA).len(), 1, "no second account either");
}

/// every state is read again when the session is made.
#[test]
fn r_16_an_inactive_sso_configuration_refuses_at_every_step() {
    let scene = Scene::new();
    let inactive = json!({ "state": "SSO_CONFIGURATION_STATE_INACTIVE" });
    let active = json!({ "state": "SSO_CONFIGURATION_STATE_ACTIVE" });
    let (mut person, reply) = scene.log_in();
    welcomed(&mut person, &reply);
    let mut under_way = scene.person();
    let location = under_way.set_out(ADA);
    let parameters = scene.provider.authorize(&location);

    scene.update_sso(inactive).expect(200);
    // The session has ended, the login under way as well, and none begins.
    assert!(person.whoami().contains("You are not logged in"));
    let reply = under_way.come_back(&parameters);
    refused(&under_way, &reply, "no_such_login");
    let mut late = scene.person();
    let page = late.get("/login");
    let reply = late.post(&page, "/login", &[("email", ADA)]);
    assert!(
        reply.body.contains("No organization uses"),
        "{}",
        reply.body
    );
    let reply = late.post(&page, "/login/start", &[("sso", &scene.sso)]);
    refused(&late, &reply, "sso_inactive");
    let reply = late.get(&format!("/login/sso/{}", scene.sso));
    refused(&late, &reply, "sso_inactive");

    scene.update_sso(active).expect(200);
    let (mut person, reply) = scene.log_in();
    welcomed(&mut person, &reply);
    // Deleted, with everything that hangs on it.
    let body = json!({ "ssoConfigurationId": scene.sso });
    scene
        .server
        .management()
        .call("DeleteSSOConfiguration", &body);
    assert!(person.whoami().contains("You are not logged in"));
}

/// a disabled SCIM configuration links nobody; who is linked comes in.
#[test]
fn r_16_a_disabled_scim_configuration_links_nobody() {
    let scene = Scene::new();
    let scim = scene.scim(json!({}));
    provision(&scim, ADA, ADA, "ext-1");
    let switch = |enabled: bool| {
        let body = json!({ "scimConfigurationId": scim.id(), "enabled": enabled });
        scene
            .server
            .management()
            .call("UpdateSCIMConfiguration", &body);
    };
    switch(false);
    let (person, reply) = scene.log_in();
    refused(&person, &reply, "provisioning_disabled");
    switch(true);
    let (mut person, reply) = scene.log_in();
    welcomed(&mut person, &reply);
    switch(false);
    let (mut person, reply) = scene.log_in();
    welcomed(&mut person, &reply);
}

/// what the waiver of verification does, and what it does not do.
#[test]
fn r_18_the_waiver_drops_the_verification_and_nothing_else() {
    let scene = Scene::new();
    let scim = scene.scim(json!({ "allowUnverifiedEmailAccountLinking": true }));
    let id = provision(&scim, ADA, ADA, "ext-1");
    scene.provider.claims(json!({ "email_verified": null }));
    // Never an administrator.
    let role = |role: &str| {
        let body = json!({
            "organizationId": scene.server.credentials.organization_id,
            "userId": id, "role": role,
        });
        scene.server.management().call("SetRole", &body);
    };
    role("ORGANIZATION_ROLE_ADMIN");
    let (person, reply) = scene.log_in();
    refused(&person, &reply, "administrator");
    role("ORGANIZATION_ROLE_MEMBER");
    // Never where two could be meant.
    let second = provision(&scim, "ada2", ADA, "ext-2");
    let (person, reply) = scene.log_in();
    refused(&person, &reply, "ambiguous");
    scim.send("DELETE", &format!("/Users/{second}"), &json!({}));
    let (mut person, reply) = scene.log_in();
    welcomed(&mut person, &reply);
    assert_eq!(scene.events("link.created")[0]["emailUnverified"], true);
    // Never to a user to whom another person is linked.
    scene.provider.says(Says {
        claims: json!({ "sub": "subject-2", "email_verified": null }),
        userinfo: json!({ "sub": "subject-2" }),
        ..Says::default()
    });
    let (person, reply) = scene.log_in();
    refused(&person, &reply, "already_linked");
    assert_eq!(
        reasons(&scene, "link.refused"),
        ["administrator", "ambiguous", "already_linked"]
    );
}

/// The rule of the SCIM configuration: a claim has the `externalId`.
#[test]
fn a_claim_finds_the_user_by_external_id() {
    let scene = Scene::new();
    let scim = scene.scim(json!({}));
    let settings = scim.update_settings(&scene.server, json!({ "loginClaim": "oid" }));
    assert_eq!(settings["loginClaim"], "oid");
    let id = provision(&scim, "ada", ADA, "object-1");
    // Another identifier: the address does not help.
    scene.provider.claims(json!({ "oid": "object-2" }));
    let (person, reply) = scene.log_in();
    refused(&person, &reply, "other_identifier");
    scene.provider.claims(json!({ "oid": 1 }));
    let (person, reply) = scene.log_in();
    refused(&person, &reply, "other_identifier");
    // The right one needs no address at all.
    let anonymous = json!({ "oid": "object-1", "email": null, "email_verified": null });
    scene.provider.claims(anonymous);
    let (mut person, reply) = scene.log_in();
    welcomed(&mut person, &reply);
    let links = scene.events("link.created");
    assert_eq!(links[0]["foundBy"], "externalId");
    assert_eq!(scene.members(ADA)[0]["userId"], id.as_str());
    // Claims that people choose themselves identify nobody.
    let body = json!({ "scimConfigurationId": scim.id(), "loginClaim": "email" });
    let method = "muster.v1.SCIMConfigurationService/UpdateSCIMSettings";
    let reply = scene.server.management().request(method, &body);
    assert!(
        reply.expect(400)["message"]
            .as_str()
            .unwrap()
            .contains("sub or oid")
    );
}

/// who was deactivated, or has left, does not come back by a login.
#[test]
fn r_72_a_deactivated_user_never_comes_back_by_a_login() {
    let scene = Scene::new();
    let scim = scene.scim(json!({}));
    let id = provision(&scim, ADA, ADA, "ext-1");
    // Before the first login.
    set_active(&scim, &id, false);
    let (person, reply) = scene.log_in();
    refused(&person, &reply, "deactivated");
    set_active(&scim, &id, true);
    let (mut person, reply) = scene.log_in();
    welcomed(&mut person, &reply);
    // While logged in, and afterwards.
    set_active(&scim, &id, false);
    assert!(person.whoami().contains("You are not logged in"));
    let (other, reply) = scene.log_in();
    refused(&other, &reply, "deactivated");
    // By another SSO configuration of the organization.
    let second = configure(&scene.server, &scene.server.credentials, &scene.provider);
    let mut other = scene.person();
    let page = other.get(&format!("/login/sso/{second}"));
    let begun = other.post(&page, "/login/start", &[("sso", &second)]);
    let parameters = scene.provider.authorize(begun.header("location"));
    refused(&other.clone(), &other.come_back(&parameters), "deactivated");
    // Deleted: the tombstone says no as well.
    scim.send("DELETE", &format!("/Users/{id}"), &json!({}));
    let body = json!({ "ssoConfigurationId": second });
    scene
        .server
        .management()
        .call("DeleteSSOConfiguration", &body);
    let (other, reply) = scene.log_in();
    refused(&other, &reply, "deactivated");
    assert_eq!(scene.members(ADA).len(), 1, "nobody new");
    // Provisioned anew: the link moves to the new user.
    let again = provision(&scim, ADA, ADA, "ext-1");
    let (mut person, reply) = scene.log_in();
    welcomed(&mut person, &reply);
    let links = scene.events("link.created");
    assert_eq!(links.len(), 2);
    assert_ne!(again, id);
}

/// Without SCIM an account is created, once.
#[test]
fn an_account_is_created_at_the_first_login() {
    let scene = Scene::new();
    scene
        .provider
        .claims(json!({ "email": null, "email_verified": null }));
    let (person, reply) = scene.log_in();
    refused(&person, &reply, "email_missing");
    scene.provider.claims(json!({}));
    for _ in 0..2 {
        let (mut person, reply) = scene.log_in();
        welcomed(&mut person, &reply);
    }
    let members = scene.members(ADA);
    assert_eq!(members.len(), 1);
    assert_eq!(members[0]["role"], "ORGANIZATION_ROLE_MEMBER");
    assert_eq!(scene.events("link.created").len(), 1);
    assert_eq!(scene.events("login.succeeded").len(), 2);
}

/// A user of a directory of another SSO configuration is not this one's to link.
#[test]
fn a_user_of_another_directory_is_not_linked() {
    let scene = Scene::new();
    let elsewhere = Scim::new(&scene.server);
    provision(&elsewhere, ADA, ADA, "ext-1");
    let (person, reply) = scene.log_in_with_own_sso();
    refused(&person, &reply, "other_directory");
}

impl Scene {
    /// As [`Scene::log_in`] where another SSO configuration serves the domain as well.
    fn log_in_with_own_sso(&self) -> (Person, crate::support::Reply) {
        let mut person = self.person();
        let page = person.get(&format!("/login/sso/{}", self.sso));
        let begun = person.post(&page, "/login/start", &[("sso", &self.sso)]);
        assert_eq!(begun.status, 303, "{}", begun.body);
        let parameters = self.provider.authorize(begun.header("location"));
        let reply = person.come_back(&parameters);
        (person, reply)
    }
}

/// What the feed tells rebuilds the users, those who logged in for the first time included.
#[test]
fn the_feed_still_rebuilds_every_user() {
    let scene = Scene::new();
    let (mut person, reply) = scene.log_in();
    welcomed(&mut person, &reply);
    let organization = &scene.server.credentials.organization_id;
    let id = domain::id::OrganizationId::parse(organization).unwrap();
    let mut replay = domain::replay::Replay::new(id);
    for event in crate::support::feed(&scene.server) {
        replay.apply(&event).unwrap();
    }
    let emails: Vec<&str> = replay
        .users()
        .values()
        .map(|user| user.profile.email.as_str())
        .collect();
    assert!(emails.contains(&ADA), "{emails:?}");
    // The management API tells the same.
    let management = Management::new(&scene.server.url, &scene.server.credentials.token);
    let body = json!({ "organizationId": organization });
    let listed = management.call("ListMembers", &body);
    assert_eq!(listed["members"].as_array().unwrap().len(), emails.len());
}

//! The pages themselves.

use serde_json::json;

use super::{ADA, Scene, refused};

/// R-62: nothing runs on a page, nothing is loaded, nobody frames it, and nothing keeps it.
#[test]
fn r_62_every_page_has_the_headers_of_a_login_page() {
    let scene = Scene::new();
    let mut person = scene.person();
    let sso = format!("/login/sso/{}", scene.sso);
    for path in [
        "/login",
        &sso,
        "/login/done",
        "/auth/oidc/callback",
        "/login/sso/x",
    ] {
        let page = person.get(path);
        let policy = page.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-"),
            "{policy}"
        );
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("x-frame-options"), "DENY");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert!(page.body.contains("<html lang=\"en\">"), "{path}");
        assert!(!page.body.contains("<script"), "{path}");
    }
}

/// R-62: what comes from outside is escaped.
#[test]
fn r_62_nothing_from_outside_becomes_markup() {
    let scene = Scene::new();
    let evil = r#""><script>alert(1)</script>"#;
    scene.update_sso(json!({ "displayName": evil })).expect(200);
    let mut person = scene.person();
    let page = person.get(&format!("/login/sso/{}", scene.sso));
    assert!(page.body.contains("&lt;script&gt;"), "{}", page.body);
    assert!(!page.body.contains("<script"), "{}", page.body);
    let page = person.post(
        &page,
        "/login",
        &[("email", &format!("{evil}@nowhere.example"))],
    );
    assert!(!page.body.contains("<script"), "{}", page.body);
    let page = person.get("/login?request=%22%3E%3Cscript%3E&email=%22%3E%3Cscript%3E");
    assert!(!page.body.contains("<script"), "{}", page.body);
}

/// R-61: whoever waits for a login is named by an identifier, and never by an address.
#[test]
fn r_61_a_login_leads_back_to_the_request_that_waits_and_nowhere_else() {
    let scene = Scene::new();
    let mut person = scene.person();
    let page = person.get("/login?request=req_1");
    assert!(
        page.body.contains(r#"name="request" value="req_1""#),
        "{}",
        page.body
    );
    let sent = person.post(&page, "/login", &[("email", ADA), ("request", "req_1")]);
    let parameters = scene.provider.authorize(sent.header("location"));
    let reply = person.come_back(&parameters);
    assert_eq!(reply.status, 303, "{}", reply.body);
    let waiting = format!(
        "{}/oauth2/authorize/continue?request=req_1",
        scene.server.url
    );
    assert_eq!(reply.header("location"), waiting);

    let page = person.get("/login?request=https://evil.example");
    assert!(!page.body.contains("evil.example"), "{}", page.body);
    let evil = [("email", ADA), ("request", "//evil.example")];
    let sent = person.post(&page, "/login", &evil);
    let parameters = scene.provider.authorize(sent.header("location"));
    let reply = person.come_back(&parameters);
    assert!(reply.header("location").ends_with("/login/done"));
}

/// R-63: a credential of one kind is nothing to a place for another.
#[test]
fn r_63_no_token_stands_in_for_one_of_another_kind() {
    let scene = Scene::new();
    let (mut person, _) = scene.log_in();
    let session = person.cookies["__Host-muster_session"].clone();
    let administrator = scene.server.credentials.token.clone();
    for token in [administrator, scene.server.credentials.operator_key.clone()] {
        person
            .cookies
            .insert("__Host-muster_session".to_owned(), token);
        assert!(person.whoami().contains("You are not logged in"));
    }
    let mut other = scene.person();
    other
        .cookies
        .insert("__Host-muster_login".to_owned(), session.clone());
    let state = ("state".to_owned(), session.clone());
    let code = ("code".to_owned(), "code".to_owned());
    refused(
        &other.clone(),
        &other.come_back(&[state, code]),
        "no_such_login",
    );
    let management = crate::support::Management::new(&scene.server.url, &session);
    let method = "gitpod.v1.IdentityService/GetAuthenticatedIdentity";
    management.request(method, &json!({})).expect(401);
}

#[test]
fn an_address_that_nobody_serves_stays_on_the_page() {
    let scene = Scene::new();
    let mut person = scene.person();
    for email in ["ada@elsewhere.example", "ada", ""] {
        let page = person.get("/login");
        let page = person.post(&page, "/login", &[("email", email)]);
        assert_eq!(page.status, 200);
        assert!(page.body.contains("No organization uses"), "{}", page.body);
    }
    // The domain decides in any letter case.
    assert!(
        person
            .set_out("Ada@ACME.example")
            .starts_with(&scene.provider.issuer)
    );
}

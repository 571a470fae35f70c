//! `gitpod.v1.AccountService`: the way from an e-mail address to the login, for everybody.

use serde_json::{Value, json};

use super::{ADA, Scene, configure};
use crate::support::{Reply, Request};

fn call(scene: &Scene, method: &str, body: &Value) -> Reply {
    let url = format!("{}/api/gitpod.v1.AccountService/{method}", scene.server.url);
    Request::new("POST", url)
        .header("Content-Type", "application/json")
        .json(body)
        .send()
}

#[test]
fn an_email_leads_to_the_login_without_a_token() {
    let scene = Scene::new();
    let found = call(&scene, "GetSSOLoginURL", &json!({ "email": ADA })).expect(200);
    let page = format!("{}/login/sso/{}", scene.server.url, scene.sso);
    assert_eq!(found["loginUrl"], page.as_str());
    let mut person = scene.person();
    let path = found["loginUrl"].as_str().unwrap();
    let path = path.strip_prefix(&scene.server.url).unwrap();
    assert!(person.get(path).body.contains("Acme Corporation"));

    let listed = call(&scene, "ListSSOLogins", &json!({ "email": ADA })).expect(200);
    let expected = json!([{ "displayName": "Acme Corporation", "loginUrl": page }]);
    assert_eq!(listed["logins"], expected);

    let providers = call(&scene, "ListLoginProviders", &json!({})).expect(200);
    assert_eq!(providers["loginProviders"][0]["provider"], "custom");
    assert_eq!(providers["allowCustom"], true);
    let filter = json!({ "filter": { "email": "ada@elsewhere.example" } });
    let providers = call(&scene, "ListLoginProviders", &filter).expect(200);
    assert_eq!(providers["loginProviders"], json!([]));
}

/// Whoever has an account is nobody's business: the domain alone decides.
#[test]
fn nothing_tells_whether_an_address_has_an_account() {
    let scene = Scene::new();
    let (mut person, reply) = scene.log_in();
    super::welcomed(&mut person, &reply);
    let known = call(&scene, "GetSSOLoginURL", &json!({ "email": ADA }));
    let other = json!({ "email": "nobody@acme.example" });
    let unknown = call(&scene, "GetSSOLoginURL", &other);
    assert_eq!(known.body, unknown.body);
    let nowhere = json!({ "email": "ada@elsewhere.example" });
    call(&scene, "GetSSOLoginURL", &nowhere).expect(404);
    call(&scene, "GetSSOLoginURL", &json!({ "email": "ada" })).expect(400);
}

#[test]
fn several_organizations_are_listed_in_pages() {
    let scene = Scene::new();
    let other = scene.server.another_organization("Beta Corporation");
    configure(&scene.server, &other, &scene.provider);
    let found = call(&scene, "GetSSOLoginURL", &json!({ "email": ADA })).expect(200);
    assert_eq!(
        found["loginUrl"],
        format!("{}/login?email=ada%40acme.example", scene.server.url)
    );
    let mut names = Vec::new();
    let mut token = String::new();
    for _ in 0..2 {
        let body = json!({ "email": ADA, "pagination": { "pageSize": 1, "token": token } });
        let page = call(&scene, "ListSSOLogins", &body).expect(200);
        names.push(page["logins"][0]["displayName"].clone());
        token = page["pagination"]["nextToken"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
    }
    assert_eq!(names, ["Acme Corporation", "Beta Corporation"]);
    assert_eq!(token, "");
}

/// no open redirect.
#[test]
fn r_61_a_return_address_names_a_request_of_this_server_or_is_refused() {
    let scene = Scene::new();
    let url = &scene.server.url;
    let own = format!("{url}/oauth2/authorize/continue?request=req_1");
    let body = json!({ "email": ADA, "returnTo": own });
    let found = call(&scene, "GetSSOLoginURL", &body).expect(200);
    assert!(
        found["loginUrl"]
            .as_str()
            .unwrap()
            .ends_with("?request=req_1")
    );
    for address in [
        "https://evil.example/".to_owned(),
        "http://evil.example/oauth2/authorize/continue?request=req_1".to_owned(),
        format!("{url}/oauth2/authorize/continue?request=a%0d%0ab"),
        format!("{url}/login/done"),
    ] {
        let body = json!({ "email": ADA, "returnTo": address });
        for method in ["GetSSOLoginURL", "ListSSOLogins"] {
            let message = call(&scene, method, &body).expect(400)["message"].clone();
            assert!(
                message.as_str().unwrap().contains("nowhere else"),
                "{message}"
            );
        }
    }
}

use super::{assert_error, start};
use crate::support::Request;

#[test]
fn a_wrong_method_is_answered_405_and_told_the_right_ones() {
    let (_server, scim) = start();
    let user = format!("/Users/{}", scim.create_user("someone"));
    let of_list = ["GET", "HEAD", "POST", "OPTIONS"];
    let of_discovery = ["GET", "HEAD", "OPTIONS"];
    let of_search = ["POST", "OPTIONS"];
    let of_resource = ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"];
    let endpoints: [(&str, &[&str]); 10] = [
        ("", &of_discovery),
        ("/Users", &of_list),
        ("/Groups", &of_list),
        (&user, &of_resource),
        ("/.search", &of_search),
        ("/Users/.search", &of_search),
        ("/ServiceProviderConfig", &of_discovery),
        ("/Schemas", &of_discovery),
        ("/ResourceTypes", &of_discovery),
        ("/ResourceTypes/User", &of_discovery),
    ];
    for (path, allowed) in endpoints {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "BREW", "TRACE"] {
            if allowed.contains(&method) {
                continue;
            }
            let reply = scim.request(method, path).send();
            assert_error(&reply, 405);
            assert_eq!(reply.header("allow"), allowed.join(", "), "{method} {path}");
        }
        let options = scim.request("OPTIONS", path).send();
        assert_eq!((options.status, options.body.as_str()), (204, ""));
        assert_eq!(options.header("allow"), allowed.join(", "), "{path}");
    }
    scim.get(&user).expect(200);
}

#[test]
fn head_answers_as_get_does_without_the_body() {
    let (_server, scim) = start();
    let user = format!("/Users/{}", scim.create_user("someone"));
    for path in [user.as_str(), "/Users", "/Schemas", "/Users/nothing"] {
        let get = scim.get(path);
        let head = scim.request("HEAD", path).send();
        assert_eq!((head.status, head.body.as_str()), (get.status, ""));
        assert_eq!(head.header("content-length"), get.body.len().to_string());
        assert_eq!(head.header("etag"), get.header("etag"));
        assert_eq!(head.header("content-type"), "application/scim+json");
    }
}

#[test]
fn unknown_endpoints_are_answered_404() {
    let (server, scim) = start();
    let user = scim.create_user("someone");
    for path in [
        "/Nothing".to_owned(),
        "/users".to_owned(),
        "/Users/%ff".to_owned(),
        "/Users/%2".to_owned(),
        "/Users/x/y".to_owned(),
        format!("/Users/{user}/x"),
        format!("/Users/{user}.scim"),
        format!("/Users/{}", user.to_uppercase()),
        format!("/Groups/{user}"),
        "/ServiceProviderConfigs".to_owned(),
    ] {
        assert_eq!(assert_error(&scim.get(&path), 404), None, "{path}");
    }
    for path in ["/scim", "/scim/", "/scim/v1", "/scim/v2", "/scim/v2/"] {
        let request = Request::new("GET", format!("{}{path}", server.url)).bearer(&scim.token);
        assert_error(&request.send(), 404);
    }
}

#[test]
fn slashes_too_many_are_overlooked() {
    let (_server, scim) = start();
    let user = scim.create_user("someone");
    for path in ["/", "//Users", "/Users/", "/Users/?count=1"] {
        assert_eq!(scim.get(path).expect(200)["totalResults"], 1, "{path}");
    }
    scim.get(&format!("//Users//{user}/")).expect(200);
}

#[test]
fn what_is_not_supported_is_answered_501() {
    let (_server, scim) = start();
    for (method, path) in [("GET", "/Me"), ("PATCH", "/Me"), ("DELETE", "/Me")] {
        assert_eq!(assert_error(&scim.request(method, path).send(), 501), None);
    }
}

#[test]
fn a_sane_request_id_is_taken_over_and_another_is_not() {
    let (_server, scim) = start();
    let answered = |id: &str| {
        let reply = scim
            .request("GET", "/Users")
            .header("X-Request-Id", id)
            .send();
        reply.header("x-request-id").to_owned()
    };
    assert_eq!(answered("af03-1b.c_d"), "af03-1b.c_d");
    for insane in [
        String::new(),
        "a b".to_owned(),
        "a;b".to_owned(),
        "x".repeat(65),
    ] {
        let own = answered(&insane);
        assert!(own != insane && !own.is_empty(), "{insane:?}: {own:?}");
        assert_ne!(own, answered(&insane), "each request has its own");
    }
}

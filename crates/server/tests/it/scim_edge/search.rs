use serde_json::{Value, json};

use super::{assert_error, start};
use crate::support::{SEARCH, Scim};

fn search(scim: &Scim, path: &str, filter: &str) -> Value {
    let body = json!({ "schemas": [SEARCH], "filter": filter, "startIndex": 1, "count": 10 });
    scim.send("POST", path, &body).expect(200)
}

#[test]
fn a_search_answers_as_the_query_by_get_does() {
    let (_server, scim) = start();
    scim.create_user("someone");
    let other = scim.create_user("other");
    scim.create_group("Group", &[other]);
    for (path, by_get, filter, total) in [
        ("/Users/.search", "/Users", "userName sw \"s\"", 1),
        ("/Groups/.search", "/Groups", "displayName eq \"group\"", 1),
        ("/.search", "/", "id pr", 3),
        ("/.search", "/", "userName pr", 2),
        ("/.search", "/", "meta.resourceType eq \"Group\"", 1),
        ("/.search", "/", "nothing pr", 0),
    ] {
        let found = search(&scim, path, filter);
        assert_eq!(found["totalResults"], total, "{path} {filter}");
        assert_eq!(
            found,
            scim.get(&format!("{by_get}?filter={filter}&count=10"))
                .expect(200)
        );
    }
}

#[test]
fn a_search_that_is_none_is_refused() {
    let (_server, scim) = start();
    let of_user = json!({ "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"] });
    for (body, kind) in [
        (of_user, "invalidSyntax"),
        (json!([]), "invalidSyntax"),
        (json!({ "schemas": [SEARCH], "count": "x" }), "invalidValue"),
        (json!({ "schemas": [SEARCH], "filter": 1 }), "invalidValue"),
        (
            json!({ "schemas": [SEARCH], "filter": "" }),
            "invalidFilter",
        ),
        (
            json!({ "schemas": [SEARCH], "attributes": ["a"], "excludedAttributes": ["b"] }),
            "invalidValue",
        ),
    ] {
        let reply = scim.send("POST", "/Users/.search", &body);
        assert_eq!(assert_error(&reply, 400).as_deref(), Some(kind), "{body}");
    }
}

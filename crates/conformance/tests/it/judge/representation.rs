use conformance::check::Level;
use conformance::judge::representation;
use scim::urn::{ENTERPRISE_USER, USER};
use serde_json::{Value, json};

use super::{exchange, is_elsewhere, is_right, one, wrong};

fn user() -> Value {
    json!({
        "schemas": [USER],
        "id": "1",
        "userName": "ada",
        "meta": {
            "resourceType": "User",
            "created": "2026-01-01T00:00:00Z",
            "lastModified": "2026-01-01T00:00:00Z",
            "location": "https://example.com/Users/1",
        },
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut user = user();
    user[name] = value;
    user
}

#[test]
fn schemas_names_the_base_schema_and_what_is_in_use() {
    let judge = representation::schemas;
    assert!(is_right(judge, &exchange("GET", "/Users/1", 200, &user())));
    let empty = exchange("GET", "/Users/1", 200, &with("schemas", json!([])));
    assert_eq!(
        wrong(judge, &empty),
        one(Level::Must, "a User has no schemas")
    );
    let twice = exchange(
        "GET",
        "/Users/1",
        200,
        &with("schemas", json!([USER, USER])),
    );
    let sentence = format!("schemas of a User has {USER} twice");
    assert_eq!(wrong(judge, &twice), one(Level::Must, &sentence));
    let extended = with(ENTERPRISE_USER, json!({ "department": "Bridges" }));
    let sentence = format!("schemas of a User lacks {ENTERPRISE_USER}, of which it has attributes");
    assert_eq!(
        wrong(judge, &exchange("GET", "/Users/1", 200, &extended)),
        one(Level::Must, &sentence)
    );
    let foreign = with("schemas", json!([USER, "urn:example:other"]));
    let sentence = "schemas of a User has urn:example:other, which is no schema of its type";
    assert_eq!(
        wrong(judge, &exchange("GET", "/Users/1", 200, &foreign)),
        one(Level::Must, sentence)
    );
}

#[test]
fn a_partial_representation_need_not_have_schemas() {
    // RFC 7644 §3.4.2 shows a list with attributes=userName and nothing else but the id.
    let body = json!({ "Resources": [{ "id": "1", "userName": "ada" }], "totalResults": 1 });
    let answer = exchange("GET", "/Users?attributes=userName", 200, &body);
    assert!(is_elsewhere(representation::schemas, &answer));
    assert!(is_right(representation::id, &answer));
}

#[test]
fn an_id_is_text_and_not_the_reserved_word() {
    let judge = representation::id;
    let number = exchange("GET", "/Users/1", 200, &with("id", json!(1)));
    assert_eq!(
        wrong(judge, &number),
        one(Level::Must, "the id is 1, not a string")
    );
    let reserved = exchange("GET", "/Users/1", 200, &with("id", json!("bulkId:1")));
    let sentence = "the id \"bulkId:1\" contains the reserved word bulkId";
    assert_eq!(wrong(judge, &reserved), one(Level::Must, sentence));
}

#[test]
fn meta_names_the_type_of_the_endpoint() {
    let judge = representation::meta;
    let mut other = user();
    other["meta"]["resourceType"] = json!("user");
    assert_eq!(
        wrong(judge, &exchange("GET", "/Users/1", 200, &other)),
        one(Level::Must, "meta.resourceType of a User is user")
    );
    let bare = exchange("GET", "/Users/1", 200, &with("meta", Value::Null));
    assert_eq!(wrong(judge, &bare), one(Level::Must, "a User has no meta"));
}

#[test]
fn times_are_judged_in_lists_too() {
    let mut late = user();
    late["meta"]["created"] = json!("2026-01-01 00:00:00");
    let list = json!({ "totalResults": 2, "Resources": [user(), late] });
    assert_eq!(
        wrong(
            representation::times,
            &exchange("GET", "/Users", 200, &list)
        ),
        one(
            Level::Must,
            "meta.created is \"2026-01-01 00:00:00\", not an xsd:dateTime"
        )
    );
}

#[test]
fn errors_and_other_endpoints_are_no_resources() {
    let judge = representation::schemas;
    assert!(is_elsewhere(
        judge,
        &exchange("GET", "/Users/1", 404, &user())
    ));
    assert!(is_elsewhere(
        judge,
        &exchange("GET", "/ServiceProviderConfig", 200, &user())
    ));
}

//! What identity providers send (the tolerant profile; checklist M15, M16).

use scim::ScimType;
use scim::compat::Profile;
use serde_json::json;

use super::{ENTERPRISE, ID, patch, refuse, user};

#[test]
fn okta_and_authentik_send_representations() {
    let after = patch(json!([{"op": "replace", "value": {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:vendor:x"],
        "id": ID, "meta": {"resourceType": "User"}, "groups": [], "password": "p",
        "unknownThing": {"a": 1}, "__proto__": {"a": 1}, "title": "New"
    }}]));
    let mut expected = user();
    expected["title"] = json!("New");
    assert_eq!(after, expected);
    refuse(
        json!([{"op": "replace", "value": {"id": ID, "title": "New"}}]),
        Profile::Rfc,
        ScimType::Mutability,
    );
}

#[test]
fn entra_sends_paths_as_keys() {
    let after = patch(json!([{"op": "replace", "value": {
        "displayName": "Bjfe",
        "name.givenName": "Kkom",
        "name.familyName": "Unua",
        "emails[type eq \"work\"].value": "new@x",
        format!("{ENTERPRISE}:employeeNumber"): "Aklq"
    }}]));
    assert_eq!(
        after["name"],
        json!({"familyName": "Unua", "givenName": "Kkom"})
    );
    assert_eq!(after["emails"][0]["value"], "new@x");
    assert_eq!(after[ENTERPRISE]["employeeNumber"], "Aklq");
    assert!(
        after
            .as_object()
            .unwrap()
            .keys()
            .all(|key| !key.contains("name."))
    );
    refuse(
        json!([{"op": "replace", "value": {"name.givenName": "x"}}]),
        Profile::Rfc,
        ScimType::InvalidPath,
    );
}

#[test]
fn entra_sends_booleans_as_text() {
    for (text, boolean) in [("False", false), ("True", true), ("false", false)] {
        let after = patch(json!([{"op": "Replace", "path": "active", "value": text}]));
        assert_eq!(after["active"], json!(boolean));
        refuse(
            json!([{"op": "replace", "path": "active", "value": text}]),
            Profile::Rfc,
            ScimType::InvalidValue,
        );
    }
    let after = patch(json!([
        {"op": "Add", "path": "roles[primary eq \"True\"].value", "value": "admin"}
    ]));
    assert_eq!(after["roles"], json!([{"value": "admin", "primary": true}]));
    let title = patch(json!([{"op": "Replace", "path": "title", "value": "True"}]));
    assert_eq!(title["title"], "True", "text stays text");
}

#[test]
fn entra_sends_managers_in_every_shape() {
    let path = format!("{ENTERPRISE}:manager");
    for operation in [
        json!({"op": "Add", "path": "manager", "value": [{"$ref": null, "value": "m9"}]}),
        json!({"op": "Add", "path": path, "value": "m9"}),
        json!({"op": "Replace", "path": path, "value": {"value": "m9"}}),
        json!({"op": "Replace", "path": "manager.value", "value": "m9"}),
        json!({"op": "Replace", "value": {"manager": "m9"}}),
    ] {
        let after = patch(json!([operation]));
        assert_eq!(after[ENTERPRISE]["manager"]["value"], "m9", "{operation}");
    }
    for operation in [
        json!({"op": "Replace", "path": path, "value": ""}),
        json!({"op": "Replace", "path": "manager", "value": {"value": ""}}),
        json!({"op": "Replace", "path": "manager", "value": null}),
        json!({"op": "Remove", "path": "manager", "value": [{"value": "m1"}]}),
    ] {
        let after = patch(json!([operation]));
        assert_eq!(
            after[ENTERPRISE],
            json!({"department": "Sales"}),
            "{operation}"
        );
    }
}

#[test]
fn following_operations_meet_the_created_value() {
    let after = patch(json!([
        {"op": "Add", "path": "addresses[type eq \"Work\"].streetAddress", "value": "1 Main St"},
        {"op": "Replace", "path": "addresses[type eq \"work\"].country", "value": "US"},
        {"op": "Add", "path": "", "value": {"title": "x"}}
    ]));
    assert_eq!(
        after["addresses"],
        json!([{"streetAddress": "1 Main St", "country": "US", "type": "Work"}])
    );
    assert_eq!(after["title"], "x");
}

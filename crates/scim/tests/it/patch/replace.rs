//! `replace` (RFC 7644 §3.5.2.3; checklist M10, M11, M14).

use scim::ScimType;
use scim::compat::Profile;
use serde_json::json;

use super::{ENTERPRISE, patch, patch_strictly, refuse, user};

#[test]
fn only_the_named_attributes_change() {
    let after = patch_strictly(json!([{"op": "replace", "value": {
        "active": false, "nickName": "Babs", "emails": [{"value": "n@x"}], "title": null
    }}]));
    let mut expected = user();
    expected["active"] = json!(false);
    expected["nickName"] = json!("Babs");
    expected["emails"] = json!([{"value": "n@x"}]);
    expected.as_object_mut().unwrap().remove("title");
    assert_eq!(after, expected);
}

#[test]
fn complex_values_merge() {
    let after = patch_strictly(json!([
        {"op": "replace", "path": "name", "value": {"familyName": "J", "givenName": null}},
        {"op": "replace", "value": {"name": {"middleName": "M"}}}
    ]));
    assert_eq!(after["name"], json!({"familyName": "J", "middleName": "M"}));
}

#[test]
fn a_reference_does_not_outlive_its_value() {
    let path = format!("{ENTERPRISE}:manager");
    for operation in [
        json!({"op": "replace", "path": path, "value": {"value": "m2"}}),
        json!({"op": "replace", "path": format!("{path}.value"), "value": "m2"}),
    ] {
        let after = patch_strictly(json!([operation]));
        assert_eq!(after[ENTERPRISE]["manager"], json!({"value": "m2"}));
    }
    let same = patch_strictly(json!([{"op": "replace", "path": path, "value": {"value": "m1"}}]));
    assert_eq!(same, user());
}

#[test]
fn lists_are_replaced_and_cleared() {
    let after = patch_strictly(json!([
        {"op": "replace", "path": "emails", "value": [{"value": "n@x"}, {"value": "n@x"}]}
    ]));
    assert_eq!(after["emails"], json!([{"value": "n@x"}]));
    for value in [json!(null), json!([])] {
        let after = patch_strictly(json!([{"op": "replace", "path": "emails", "value": value}]));
        assert!(after.get("emails").is_none());
    }
}

#[test]
fn every_match_of_a_filter_is_replaced() {
    let after = patch_strictly(json!([
        {"op": "replace", "path": "emails[value pr].display", "value": "D"}
    ]));
    assert_eq!(after["emails"][0]["display"], "D");
    assert_eq!(after["emails"][1]["display"], "D");
    let after = patch_strictly(json!([{"op": "replace", "path": "emails[type eq \"work\"]",
        "value": {"type": "work", "value": "n@x", "primary": true}}]));
    assert_eq!(
        after["emails"][0],
        json!({"value": "n@x", "type": "work", "primary": true})
    );
    let after = patch_strictly(json!([{"op": "replace", "path": "emails[type eq \"home\"]",
        "value": {"type": "home", "value": "h@x", "primary": true}}]));
    assert_eq!(after["emails"][0]["primary"], false);
}

/// RFC 7643 §2.4: values that become equal are one value for the operation that comes next.
#[test]
fn values_that_become_equal_become_one() {
    let email = json!({"value": "n@x", "type": "work"});
    let primary = json!({"value": "n@x", "type": "work", "primary": true});
    let after = patch_strictly(json!([
        {"op": "replace", "path": "emails", "value": [
            {"value": "a@x", "type": "work"}, {"value": "b@x", "type": "work"}]},
        {"op": "replace", "path": "emails[type eq \"work\"]", "value": email},
        {"op": "add", "path": "emails", "value": [primary]}
    ]));
    assert_eq!(after["emails"], json!([primary]));
}

#[test]
fn a_replaced_value_still_is_what_the_filter_says() {
    let operations =
        json!([{"op": "replace", "path": "emails[type eq \"work\"]", "value": {"value": "n@x"}}]);
    assert_eq!(
        patch(operations)["emails"][0],
        json!({"value": "n@x", "type": "work"})
    );
}

#[test]
fn no_match_is_no_target_or_a_new_value() {
    let operations =
        json!([{"op": "replace", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "1"}]);
    refuse(operations.clone(), Profile::Rfc, ScimType::NoTarget);
    refuse(operations.clone(), Profile::Interop, ScimType::NoTarget);
    assert_eq!(
        patch(operations)["phoneNumbers"],
        json!([{"value": "1", "type": "mobile"}])
    );
    refuse(
        json!([{"op": "replace", "path": "emails[type ne \"work\" and type ne \"home\"].value",
            "value": "1"}]),
        Profile::Tolerant,
        ScimType::NoTarget,
    );
}

#[test]
fn schemas_follow_the_data() {
    let after = patch_strictly(json!([
        {"op": "add", "path": "schemas", "value": [ENTERPRISE]},
        {"op": "replace", "value": {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"]}}
    ]));
    assert_eq!(after, user());
    let unknown = json!([{"op": "add", "path": "schemas", "value": ["urn:x"]}]);
    refuse(unknown.clone(), Profile::Rfc, ScimType::InvalidValue);
    assert_eq!(patch(unknown), user());
}

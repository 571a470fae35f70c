//! `remove` (RFC 7644 §3.5.2.2; checklist M8, M9, M15).

use scim::ScimType;
use scim::compat::Profile;
use scim::resource_type::USER;
use serde_json::json;

use super::{ENTERPRISE, patch, patch_as, patch_strictly, refuse, refuse_always, user};

#[test]
fn attributes_parts_and_values_go() {
    let manager = format!("{ENTERPRISE}:manager");
    let after = patch_strictly(json!([
        {"op": "remove", "path": "title"},
        {"op": "remove", "path": "name.givenName"},
        {"op": "remove", "path": "emails[type eq \"work\" and value ew \"example\"]"},
        {"op": "remove", "path": "emails[type eq \"home\"].type"},
        {"op": "remove", "path": manager},
        {"op": "remove", "path": "externalId"}
    ]));
    assert_eq!(
        after,
        json!({"userName": "bjensen", "name": {"familyName": "Jensen"}, "active": true,
            "emails": [{"value": "b@home.example"}], ENTERPRISE: {"department": "Sales"}})
    );
}

#[test]
fn nothing_left_means_unassigned() {
    let after = patch_strictly(json!([
        {"op": "remove", "path": "emails[value pr]"},
        {"op": "remove", "path": "name.givenName"},
        {"op": "remove", "path": "name.familyName"},
        {"op": "remove", "path": format!("{ENTERPRISE}:manager.value")},
        {"op": "remove", "path": format!("{ENTERPRISE}:department")}
    ]));
    assert!(after.get("emails").is_none() && after.get("name").is_none());
    assert!(after.get(ENTERPRISE).is_none(), "{after}");
    let after = patch_strictly(json!([{"op": "remove", "path": ENTERPRISE}]));
    assert!(after.get(ENTERPRISE).is_none());
    let after = patch_strictly(json!([{"op": "replace", "value": {ENTERPRISE: null}}]));
    assert!(after.get(ENTERPRISE).is_none());
}

#[test]
fn removing_what_is_not_there_is_no_change() {
    let after = patch_strictly(json!([
        {"op": "remove", "path": "nickName"},
        {"op": "remove", "path": "phoneNumbers"},
        {"op": "remove", "path": "phoneNumbers[type eq \"work\"]"},
        {"op": "remove", "path": "emails[type eq \"other\"]"},
        {"op": "remove", "path": "emails[type eq \"other\"].value"},
        {"op": "remove", "path": "emails.display"},
        {"op": "remove", "path": "name.middleName"},
        {"op": "remove", "path": format!("{ENTERPRISE}:costCenter")}
    ]));
    assert_eq!(after, user());
}

#[test]
fn listed_values_are_removed_and_no_others() {
    let after = patch(json!([
        {"op": "Remove", "path": "emails", "value": [
            {"value": "B@HOME.example", "$ref": null, "display": "x"}, {"value": "nobody"}]}
    ]));
    assert_eq!(after["emails"], json!([user()["emails"][0]]));
    let after = patch(json!([{"op": "remove", "path": "emails",
        "value": {"value": "b@home.example", "type": "work"}}]));
    assert_eq!(after, user(), "the type differs");
    assert_eq!(
        patch(json!([{"op": "remove", "path": "emails", "value": []}])),
        user()
    );
    for value in [
        json!(null),
        json!([{}]),
        json!([null]),
        json!(5),
        json!([{"type": "work"}]),
    ] {
        let operations = json!([{"op": "remove", "path": "emails", "value": value}]);
        refuse(operations, Profile::Tolerant, ScimType::InvalidValue);
    }
    refuse(
        json!([{"op": "remove", "path": "emails", "value": [{"value": "x"}]}]),
        Profile::Rfc,
        ScimType::InvalidValue,
    );
}

#[test]
fn required_attributes_stay() {
    refuse_always(
        json!([{"op": "remove", "path": "userName"}]),
        ScimType::Mutability,
    );
    refuse_always(
        json!([{"op": "replace", "path": "userName", "value": null}]),
        ScimType::Mutability,
    );
    refuse_always(
        json!([{"op": "remove", "path": "schemas"}]),
        ScimType::Mutability,
    );
    refuse_always(
        json!([{"op": "remove", "path": "urn:ietf:params:scim:schemas:core:2.0:User"}]),
        ScimType::Mutability,
    );
}

#[test]
fn active_can_be_unassigned() {
    // RFC 7644 §3.5.2.2: removed means unassigned, not a default value.
    let inactive = patch_strictly(json!([{"op": "replace", "path": "active", "value": false}]));
    for operation in [
        json!({"op": "remove", "path": "active"}),
        json!({"op": "replace", "value": {"active": null}}),
    ] {
        let operations = json!([operation]);
        for profile in [Profile::Tolerant, Profile::Rfc] {
            let after = patch_as(&inactive, &operations, &USER, profile).unwrap();
            assert_eq!(after.get("active"), None, "{operation}");
        }
    }
}

#[test]
fn values_without_a_value_are_listed_whole() {
    let add = json!({"op": "add", "path": "addresses", "value": [
        {"type": "work", "locality": "A"}, {"type": "work", "locality": "B"}]});
    let remove =
        |value| patch(json!([add, {"op": "remove", "path": "addresses", "value": [value]}]));
    let after = remove(json!({"locality": "B", "type": "work"}));
    assert_eq!(
        after["addresses"],
        json!([{"locality": "A", "type": "work"}])
    );
    let after = remove(json!({"type": "work"}));
    assert_eq!(after["addresses"].as_array().unwrap().len(), 2);
}

//! `add` (RFC 7644 §3.5.2.1; checklist M6, M7, M11, M12).

use std::sync::Arc;

use scim::ScimType;
use scim::attribute::{Attribute, AttributeType, Mutability};
use scim::compat::Profile;
use scim::resource_type::USER;
use serde_json::json;

use super::{ENTERPRISE, patch, patch_as, patch_strictly, refuse_always, user};

#[test]
fn values_are_added_where_there_are_none() {
    let after = patch_strictly(json!([
        {"op": "add", "path": "nickName", "value": "Babs"},
        {"op": "add", "path": "name.middleName", "value": "Jane"},
        {"op": "add", "path": "phoneNumbers", "value": [{"value": "1", "type": "work"}]},
        {"op": "add", "path": format!("{ENTERPRISE}:costCenter"), "value": "4130"},
        {"op": "add", "path": "ims", "value": {"value": "x"}}
    ]));
    assert_eq!(after["nickName"], "Babs");
    assert_eq!(
        after["name"],
        json!({"familyName": "Jensen", "givenName": "Barbara", "middleName": "Jane"})
    );
    assert_eq!(
        after["phoneNumbers"],
        json!([{"value": "1", "type": "work"}])
    );
    assert_eq!(after["ims"], json!([{"value": "x"}]));
    assert_eq!(after[ENTERPRISE]["costCenter"], "4130");
    assert_eq!(after[ENTERPRISE]["department"], "Sales");
}

#[test]
fn one_value_need_not_be_a_list() {
    // RFC 7644 §3.5.2.1: "a new value is added", whatever the type of the values.
    let tags = Attribute {
        multi_valued: true,
        ..Attribute::new("tags", AttributeType::String, "")
    };
    let numbers = Attribute {
        name: "numbers".to_owned(),
        kind: AttributeType::Integer,
        ..tags.clone()
    };
    let parts = Attribute {
        sub_attributes: vec![tags.clone()],
        ..Attribute::new("parts", AttributeType::Complex, "")
    };
    let mut rt = USER.as_ref().clone();
    let mut schema = rt.schema.as_ref().clone();
    schema.attributes.extend([tags, numbers, parts]);
    rt.schema = Arc::new(schema);
    let operations = json!([
        {"op": "add", "path": "tags", "value": "a"},
        {"op": "add", "path": "tags", "value": ["b"]},
        {"op": "add", "path": "tags", "value": "a"},
        {"op": "add", "path": "numbers", "value": 1},
        {"op": "replace", "path": "numbers", "value": 2},
        {"op": "add", "path": "parts.tags", "value": "c"},
        {"op": "add", "path": "parts.tags", "value": "d"}
    ]);
    for profile in [Profile::Tolerant, Profile::Rfc, Profile::Interop] {
        let after = patch_as(&user(), &operations, &rt, profile).unwrap();
        assert_eq!(after["tags"], json!(["a", "b"]));
        assert_eq!(after["numbers"], json!([2]));
        assert_eq!(after["parts"], json!({"tags": ["c", "d"]}));
    }
    refuse_always(
        json!([{"op": "add", "path": "emails", "value": 1}]),
        ScimType::InvalidValue,
    );
}

#[test]
fn without_a_path_the_value_is_merged_into_the_resource() {
    let after = patch_strictly(json!([{"op": "add", "value": {
        "emails": [{"value": "babs@jensen.org", "type": "other"}],
        "NICKNAME": "Babs",
        "name": {"honorificPrefix": "Ms."},
        ENTERPRISE: {"division": "Theme Park"}
    }}]));
    assert_eq!(after["emails"].as_array().unwrap().len(), 3);
    assert_eq!(after["nickName"], "Babs");
    assert_eq!(after["name"]["familyName"], "Jensen");
    assert_eq!(after["name"]["honorificPrefix"], "Ms.");
    assert_eq!(after[ENTERPRISE]["division"], "Theme Park");
    assert_eq!(after[ENTERPRISE]["manager"]["value"], "m1");
}

#[test]
fn what_is_there_already_changes_nothing() {
    let after = patch_strictly(json!([
        {"op": "add", "path": "title", "value": "Guide"},
        {"op": "add", "path": "emails", "value": [{"value": "b@home.example", "type": "home"}]},
        {"op": "add", "path": "emails", "value": [{"type": "work", "value": "b@work.example"}]},
        {"op": "add", "path": "name", "value": {"givenName": "Barbara"}},
        {"op": "add", "path": "nickName", "value": null},
        {"op": "add", "path": "title", "value": null},
        {"op": "add", "path": "emails", "value": []},
        {"op": "add", "path": "name", "value": {"givenName": null}},
        {"op": "add", "path": "emails[type eq \"work\"].display", "value": null},
        {"op": "add", "value": {}}
    ]));
    assert_eq!(
        after.to_string(),
        user().to_string(),
        "not even the order changes"
    );
}

#[test]
fn one_value_is_primary() {
    let primary = json!([{"op": "add", "path": "emails",
        "value": [{"value": "c@x", "type": "other", "primary": true}]}]);
    let after = patch_strictly(primary);
    assert_eq!(after["emails"][0]["primary"], false);
    assert_eq!(after["emails"][2]["primary"], true);
    let after = patch_strictly(json!([
        {"op": "add", "path": "emails[type eq \"home\"].primary", "value": true}
    ]));
    assert_eq!(after["emails"][0]["primary"], false);
    assert_eq!(after["emails"][1]["primary"], true);
    refuse_always(
        json!([{"op": "add", "path": "emails",
            "value": [{"value": "c", "primary": true}, {"value": "d", "primary": true}]}]),
        ScimType::InvalidValue,
    );
    refuse_always(
        json!([{"op": "add", "path": "emails.primary", "value": true}]),
        ScimType::InvalidValue,
    );
}

#[test]
fn a_filter_that_matches_nothing_describes_the_new_value() {
    let after = patch_strictly(json!([
        {"op": "add", "path": "addresses[type eq \"work\"].streetAddress", "value": "1 Main St"},
        {"op": "add", "path": "addresses[type eq \"work\"].locality", "value": "Town"},
        {"op": "add", "path": "roles[primary eq true and type eq \"x\"].value", "value": "admin"}
    ]));
    assert_eq!(
        after["addresses"],
        json!([{"streetAddress": "1 Main St", "locality": "Town", "type": "work"}])
    );
    assert_eq!(
        after["roles"],
        json!([{"value": "admin", "type": "x", "primary": true}])
    );
    for filter in [
        "type ne \"work\" and value eq \"q\"",
        "type eq \"q\" or type eq \"r\"",
        "type eq null",
        "type eq \"q\" and type eq \"r\"",
        "not (type pr)",
    ] {
        refuse_always(
            json!([{"op": "add", "path": format!("emails[type eq \"q\" and ({filter})].value"),
                "value": "x"}]),
            ScimType::NoTarget,
        );
    }
}

#[test]
fn a_filter_that_matches_merges() {
    let after = patch_strictly(json!([
        {"op": "add", "path": "emails[type eq \"work\"]", "value": {"display": "B"}}
    ]));
    assert_eq!(
        after["emails"][0],
        json!({"value": "b@work.example", "display": "B", "type": "work", "primary": true})
    );
}

#[test]
fn values_are_checked_like_those_of_a_post() {
    for operation in [
        json!({"op": "add", "path": "title", "value": 5}),
        json!({"op": "add", "path": "title", "value": "a\u{0}b"}),
        json!({"op": "add", "path": "userName", "value": "\u{202e}nesnejb"}),
        json!({"op": "add", "path": "userName", "value": ""}),
        json!({"op": "add", "path": "emails", "value": 5}),
        json!({"op": "add", "path": "name.givenName", "value": {"a": 1}}),
        json!({"op": "add", "path": "active", "value": "maybe"}),
        json!({"op": "add", "path": "emails[type eq \"work\"].value", "value": {"value": "x"}}),
        json!({"op": "add", "path": "emails[type eq \"new\"].primary", "value": "maybe"}),
        json!({"op": "add", "path": ENTERPRISE, "value": "x"}),
    ] {
        refuse_always(json!([operation]), ScimType::InvalidValue);
    }
}

/// RFC 7644 §3.5.2: an immutable attribute may be added while it has no value.
#[test]
fn m12_immutable_is_added_once() {
    let mut rt = USER.as_ref().clone();
    Arc::make_mut(&mut rt.schema).attributes.push(Attribute {
        mutability: Mutability::Immutable,
        ..Attribute::new("badge", AttributeType::String, "")
    });
    let patch = |operations| patch_as(&user(), &operations, &rt, Profile::Rfc);
    let add = |value: &str| json!({"op": "add", "path": "badge", "value": value});
    let after = patch(json!([add("1"), add("1")])).unwrap();
    assert_eq!(after["badge"], "1");
    for second in [
        add("2"),
        json!({"op": "replace", "path": "badge", "value": "2"}),
        json!({"op": "remove", "path": "badge"}),
    ] {
        let error = patch(json!([add("1"), second])).unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::Mutability));
        assert!(error.detail.starts_with("Operation 2: "), "{error}");
    }
}

#[test]
fn what_clients_cannot_change_is_refused() {
    for path in [
        "id",
        "meta",
        "meta.version",
        "groups",
        "groups[value eq \"g\"]",
    ] {
        refuse_always(
            json!([{"op": "add", "path": path, "value": "x"}]),
            ScimType::Mutability,
        );
        refuse_always(
            json!([{"op": "remove", "path": path}]),
            ScimType::Mutability,
        );
    }
    let display_name = format!("{ENTERPRISE}:manager.displayName");
    refuse_always(
        json!([{"op": "add", "path": display_name, "value": "x"}]),
        ScimType::Mutability,
    );
    refuse_always(
        json!([{"op": "replace", "value": {"id": "other"}}]),
        ScimType::Mutability,
    );
    assert_eq!(
        patch(json!([{"op": "replace", "path": "password", "value": "s3cret"}])),
        user()
    );
}

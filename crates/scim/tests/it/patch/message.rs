//! The PatchOp message (checklist M1, M2, M5).

use scim::ScimType;
use scim::compat::{Coercions, Profile};
use scim::patch::{Operation, PatchLimits, parse};
use scim::resource_type::USER;
use serde_json::{Value, json};

use super::{patch, refuse, refuse_always, user};

fn read(body: &Value, profile: Profile) -> Result<(Vec<Operation>, usize), scim::Error> {
    let mut coercions = Coercions::new();
    let limits = PatchLimits {
        operations: 2,
        ..PatchLimits::default()
    };
    let operations = parse(body, &USER, profile, limits, &mut coercions)?;
    Ok((operations, coercions.iter().count()))
}

#[test]
fn the_message_must_be_a_patch_op() {
    let urn = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    let op = json!({"op": "add", "path": "title", "value": "x"});
    let (operations, notes) =
        read(&json!({"schemas": [urn], "Operations": [op]}), Profile::Rfc).unwrap();
    assert_eq!((operations.len(), notes), (1, 0));
    for body in [
        json!(null),
        json!([]),
        json!({}),
        json!({"schemas": [urn]}),
        json!({"schemas": [urn], "Operations": {}}),
        json!({"schemas": ["urn:x"], "Operations": [op]}),
        json!({"schemas": urn, "Operations": [op]}),
        json!({"schemas": [urn], "Operations": [op], "operations": []}),
        json!({"schemas": [urn], "Operations": ["add"]}),
        json!({"schemas": [urn], "Operations": [{"path": "title", "value": "x"}]}),
        json!({"schemas": [urn], "Operations": [{"op": 1, "path": "title", "value": "x"}]}),
        json!({"schemas": [urn], "Operations": [{"op": "move", "path": "title", "value": "x"}]}),
        json!({"schemas": [urn], "Operations": [{"op": "add", "OP": "remove", "path": "title"}]}),
    ] {
        let error = read(&body, Profile::Tolerant).expect_err(&body.to_string());
        assert_eq!(error.scim_type, Some(ScimType::InvalidSyntax), "{body}");
    }
    for body in [
        json!({"Operations": [op]}),
        json!({"schemas": [urn], "Operations": []}),
        json!({"schemas": [urn], "Operations": [{"op": "Add", "path": "title", "value": "x"}]}),
    ] {
        assert!(read(&body, Profile::Rfc).is_err(), "{body}");
        assert_eq!(read(&body, Profile::Tolerant).unwrap().1, 1, "{body}");
    }
    assert!(read(&json!({"SCHEMAS": [urn], "operations": [op]}), Profile::Rfc).is_ok());
    let error = read(
        &json!({"schemas": [urn], "Operations": [op, op, op]}),
        Profile::Rfc,
    );
    assert_eq!(error.unwrap_err().status, 413);
}

#[test]
fn operations_need_their_parts() {
    refuse_always(json!([{"op": "remove"}]), ScimType::NoTarget);
    refuse_always(
        json!([{"op": "remove", "value": {"title": "x"}}]),
        ScimType::NoTarget,
    );
    refuse_always(
        json!([{"op": "add", "path": "title"}]),
        ScimType::InvalidValue,
    );
    refuse_always(json!([{"op": "replace"}]), ScimType::InvalidValue);
    refuse_always(
        json!([{"op": "add", "value": ["x"]}]),
        ScimType::InvalidValue,
    );
    refuse_always(
        json!([{"op": "add", "path": 5, "value": "x"}]),
        ScimType::InvalidPath,
    );
    refuse_always(
        json!([{"op": "add", "path": "a..b", "value": "x"}]),
        ScimType::InvalidPath,
    );
    refuse_always(
        json!([{"op": "add", "path": "nope", "value": "x"}]),
        ScimType::InvalidPath,
    );
    refuse_always(
        json!([{"op": "remove", "path": "emails[x"}]),
        ScimType::InvalidFilter,
    );
    refuse_always(
        json!([{"op": "add", "value": {"title": "x", "TITLE": "y"}}]),
        ScimType::InvalidSyntax,
    );
}

#[test]
fn errors_name_the_operation() {
    let error = refuse(
        json!([
            {"op": "add", "path": "title", "value": "x"},
            {"op": "add", "path": "active", "value": 5}
        ]),
        Profile::Tolerant,
        ScimType::InvalidValue,
    );
    assert!(
        error.detail.starts_with("Operation 2: active"),
        "{}",
        error.detail
    );
}

/// However long the path, the message is short: one may be made for every value of a list.
#[test]
fn errors_show_the_beginning_of_a_long_path() {
    let path = format!("emails[value eq \"{}\"].display", "é".repeat(500));
    let error = refuse(
        json!([{"op": "replace", "path": path, "value": "x"}]),
        Profile::Rfc,
        ScimType::NoTarget,
    );
    let beginning: String = path.chars().take(120).collect();
    assert!(
        error
            .detail
            .starts_with(&format!("Operation 1: {beginning}…")),
        "{error}"
    );
    // What is wrong with the value needs no filter to be understood.
    let error = refuse(
        json!([{"op": "add", "path": "emails[value ne \"a\"].primary", "value": 5}]),
        Profile::Tolerant,
        ScimType::InvalidValue,
    );
    assert_eq!(
        error.detail,
        "Operation 1: emails[...].primary must be true or false, but it is a number."
    );
}

#[test]
fn operations_see_the_result_of_the_previous_one() {
    let after = patch(json!([
        {"op": "remove", "path": "emails"},
        {"op": "add", "path": "emails", "value": [{"value": "n@x", "type": "work"}]},
        {"op": "replace", "path": "emails[type eq \"work\"].value", "value": "m@x"},
        {"op": "add", "path": "title", "value": "a"},
        {"op": "remove", "path": "title"}
    ]));
    assert_eq!(after["emails"], json!([{"value": "m@x", "type": "work"}]));
    assert!(after.get("title").is_none());
    assert_eq!(after["name"], user()["name"]);
}

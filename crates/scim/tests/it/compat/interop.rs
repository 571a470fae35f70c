//! The SCIM 2.0 Interoperability Profile (draft-zollner-scim-interop-profile-01), where it differs
//! from the RFCs (checklist X1 to X5, C9). The quotations are the draft's.

use insta::assert_snapshot;
use scim::compat::{Coercions, Profile};
use scim::filter::{Filter, Limits, Unknown, resolve};
use scim::patch::{ListChange, PatchContext, PatchLimits, parse, split};
use scim::resource::{SizeLimits, parse_create, parse_replace};
use scim::resource_type::{GROUP, USER};
use scim::{Error, ResourceType, ScimType, urn};
use serde_json::{Value, json};

use crate::patch::{ENTERPRISE, patch_as, user};

fn patch(operation: Value, profile: Profile) -> Result<Value, Error> {
    patch_as(&user(), &json!([operation]), &USER, profile)
}

/// Refused by the interoperability profile, and accepted by the RFC's.
fn refuse(operation: Value, kind: ScimType) -> String {
    patch(operation.clone(), Profile::Rfc).unwrap_or_else(|error| panic!("{operation}: {error}"));
    let error = patch(operation.clone(), Profile::Interop).expect_err("refused");
    assert_eq!(
        (error.status, error.scim_type),
        (400, Some(kind)),
        "{operation}"
    );
    error.detail
}

/// "Service Providers MUST reject PATCH requests containing operations that lack a path attribute
/// with an HTTP 400 Bad Request and a scimType of invalidSyntax."
#[test]
fn x1_every_operation_has_a_path() {
    for op in ["add", "replace"] {
        let detail = refuse(
            json!({"op": op, "value": {"title": "x"}}),
            ScimType::InvalidSyntax,
        );
        assert_eq!(
            detail,
            "Operation 1: Every operation needs a path; send one operation for each attribute."
        );
    }
    for operation in [
        json!({"op": "remove"}),
        json!({"op": "add", "path": null, "value": {"title": "x"}}),
    ] {
        let error = patch(operation, Profile::Interop).expect_err("refused");
        assert_eq!(error.scim_type, Some(ScimType::InvalidSyntax));
    }
    // The URN of an extension is a path.
    let department = json!({"op": "add", "path": ENTERPRISE, "value": {"department": "x"}});
    assert!(patch(department, Profile::Interop).is_ok());
}

/// "When a SCIM request (e.g., POST, PATCH) contains attributes or schema URIs that are not defined
/// … an HTTP 400 Bad Request with a scimType error of invalidSyntax."
#[test]
fn x2_what_no_schema_defines_is_a_syntax_error() {
    for operation in [
        json!({"op": "add", "path": "nonsense", "value": "x"}),
        json!({"op": "add", "path": "name.nonsense", "value": "x"}),
        json!({"op": "add", "path": "urn:a:b:c", "value": "x"}),
        json!({"op": "add", "path": "department", "value": "x"}),
        json!({"op": "remove", "path": format!("{ENTERPRISE}:nonsense")}),
        json!({"op": "add", "path": "name", "value": {"nonsense": "x"}}),
        json!({"op": "add", "path": "emails", "value": [{"nonsense": "x"}]}),
        json!({"op": "add", "path": "schemas", "value": ["urn:a:b"]}),
        json!({"op": "add", "path": ENTERPRISE, "value": {"nonsense": "x"}}),
    ] {
        let error = patch(operation.clone(), Profile::Interop).expect_err("refused");
        let kind = (error.status, error.scim_type);
        assert_eq!(kind, (400, Some(ScimType::InvalidSyntax)), "{operation}");
        assert!(
            patch(operation.clone(), Profile::Rfc).is_err(),
            "{operation}"
        );
    }
    for extra in [
        json!({"nonsense": 1}),
        json!({"name": {"nonsense": 1}}),
        json!({"department": "x"}),
        json!({"urn:a:b": {"c": 1}}),
        json!({ENTERPRISE: {"nonsense": 1}}),
        json!({"schemas": [urn::USER, "urn:a:b"]}),
    ] {
        let mut body = json!({"schemas": [urn::USER, ENTERPRISE], "userName": "u"});
        body.as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        let (mut notes, current) = (Coercions::new(), user());
        let current = current.as_object().unwrap();
        for result in [
            parse_create(&body, &USER, Profile::Interop, &mut notes),
            parse_replace(&body, &USER, current, Profile::Interop, &mut notes),
        ] {
            let kind = result.expect_err("refused").scim_type;
            assert_eq!(kind, Some(ScimType::InvalidSyntax), "{body}");
        }
    }
}

/// "The Service Provider MUST replace the entire complex attribute with the provided object", and
/// for add "MUST perform a partial merge". RFC 7644 §3.5.2.3 merges in both cases.
#[test]
fn x3_a_complex_value_is_replaced_as_a_whole() {
    let name = |op: &str, profile| {
        let operation = json!({"op": op, "path": "name", "value": {"familyName": "J"}});
        patch(operation, profile).unwrap()["name"].clone()
    };
    let merged = json!({"familyName": "J", "givenName": "Barbara"});
    assert_eq!(name("replace", Profile::Rfc), merged);
    assert_eq!(name("add", Profile::Rfc), merged);
    assert_eq!(name("add", Profile::Interop), merged);
    assert_eq!(
        name("replace", Profile::Interop),
        json!({"familyName": "J"})
    );
    let path = format!("{ENTERPRISE}:manager");
    let manager = json!({"op": "replace", "path": path, "value": {"$ref": "../Users/m2"}});
    let after = patch(manager, Profile::Interop).unwrap();
    assert_eq!(after[ENTERPRISE]["manager"], json!({"$ref": "../Users/m2"}));
    let part = json!({"op": "replace", "path": "name.familyName", "value": "J"});
    assert_eq!(patch(part, Profile::Interop).unwrap()["name"], merged);
    let nothing = json!({"op": "replace", "path": "name", "value": {}});
    assert_eq!(patch(nothing, Profile::Interop).unwrap().get("name"), None);
}

/// What the client cannot write, or not any more, it cannot take away by leaving it out.
#[test]
fn x3_immutable_and_read_only_parts_stay() {
    use scim::attribute::{Attribute, AttributeType, Mutability};
    let part = |name, mutability| Attribute {
        mutability,
        ..Attribute::new(name, AttributeType::String, "")
    };
    let badge = Attribute {
        sub_attributes: vec![
            part("number", Mutability::Immutable),
            part("color", Mutability::ReadWrite),
            part("printed", Mutability::ReadOnly),
        ],
        ..Attribute::new("badge", AttributeType::Complex, "")
    };
    let mut rt = USER.as_ref().clone();
    std::sync::Arc::make_mut(&mut rt.schema)
        .attributes
        .push(badge);
    let replace = |value: Value| {
        let before = json!({
            "userName": "b", "badge": {"number": "1", "color": "red", "printed": "today"},
        });
        let operations = json!([{"op": "replace", "path": "badge", "value": value}]);
        patch_as(&before, &operations, &rt, Profile::Interop)
    };
    let kept = replace(json!({"number": "1"})).map(|after| after["badge"].clone());
    assert_eq!(kept, Ok(json!({"number": "1"})));
    for value in [json!({"number": "2"}), json!({"color": "blue"})] {
        let error = replace(value).expect_err("refused");
        assert_eq!(error.scim_type, Some(ScimType::Mutability));
    }
}

/// "Targeting the element object itself … is PROHIBITED", with `invalidPath`. Without an exception
/// for members nobody could leave a Group.
#[test]
fn x4_a_filter_leads_to_a_sub_attribute() {
    for operation in [
        json!({"op": "add", "path": "emails[type eq \"work\"]", "value": {"display": "x"}}),
        json!({"op": "replace", "path": "emails[type eq \"work\"]",
            "value": {"value": "x", "type": "work"}}),
        json!({"op": "remove", "path": "emails[type eq \"work\"]"}),
        json!({"op": "remove", "path": "emails[value eq \"b@work.example\"]"}),
    ] {
        let detail = refuse(operation, ScimType::InvalidPath);
        assert!(
            detail.contains("add the sub-attribute to change"),
            "{detail}"
        );
    }
    for op in ["add", "replace"] {
        let path = "emails[type eq \"work\"].value";
        let operation = json!({"op": op, "path": path, "value": "n@x"});
        assert_eq!(
            patch(operation, Profile::Interop).unwrap()["emails"][0]["value"],
            "n@x"
        );
    }
    let removed = members(json!({"op": "remove", "path": "members[value eq \"a\"]"}));
    assert_eq!(removed, Ok(vec![ListChange::Remove(vec!["a".to_owned()])]));
    for operation in [
        json!({"op": "remove", "path": "members[type eq \"User\"]"}),
        json!({"op": "replace", "path": "members[value eq \"a\"]", "value": {"value": "b"}}),
    ] {
        let error = members(operation).expect_err("refused");
        assert_eq!(error.scim_type, Some(ScimType::InvalidPath));
    }
}

fn members(operation: Value) -> Result<Vec<ListChange>, Error> {
    let (profile, mut notes) = (Profile::Interop, Coercions::new());
    let body = json!({"schemas": [urn::PATCH_OP], "Operations": [operation]});
    let operations = parse(&body, &GROUP, profile, PatchLimits::default(), &mut notes)?;
    let context = PatchContext {
        id: "g",
        resource_type: &GROUP,
        profile,
        size: SizeLimits::default(),
    };
    Ok(split(operations, "members", &context, &mut notes)?.1)
}

/// "… an attribute not defined in any of that resource type's schemas … invalidFilter."
#[test]
fn x5_a_filter_names_attributes_of_the_type() {
    let read = |text: &str, rt: &ResourceType| {
        let filter = Filter::parse(text, Limits::default()).unwrap();
        resolve(
            &filter,
            rt,
            Unknown::Reject,
            Profile::Interop,
            &mut Coercions::new(),
        )
    };
    for text in [
        "nonsense eq 1",
        "emails[nonsense eq 1]",
        "urn:a:b:c eq 1",
        "department eq \"x\"",
    ] {
        let kind = read(text, &USER).expect_err(text).scim_type;
        assert_eq!(kind, Some(ScimType::InvalidFilter), "{text}");
    }
    // What IPSIE asks every application for.
    for text in [
        "userName eq \"x\"",
        "externalId eq \"x\"",
        "emails[value eq \"x\"]",
        "emails[type eq \"work\" and value eq \"x\"]",
    ] {
        assert!(read(text, &USER).is_ok(), "{text}");
    }
    for text in [
        "displayName eq \"x\"",
        "externalId eq \"x\"",
        "members[value eq \"x\"]",
    ] {
        assert!(read(text, &GROUP).is_ok(), "{text}");
    }
}

/// "Clients MUST only use type values listed in the canonicalValues property"; RFC 7643 §7 merely
/// suggests them.
#[test]
fn c9_canonical_values_are_enforced() {
    let create = |kind: &str, profile| {
        let email = json!({"value": "a@b", "type": kind});
        let body = json!({"schemas": [urn::USER], "userName": "u", "emails": [email]});
        parse_create(&body, &USER, profile, &mut Coercions::new())
    };
    for profile in [Profile::Tolerant, Profile::Rfc] {
        assert!(create("custom", profile).is_ok());
    }
    for kind in ["work", "WORK", "other"] {
        assert!(create(kind, Profile::Interop).is_ok(), "{kind}");
    }
    let error = create("custom", Profile::Interop).expect_err("refused");
    assert_eq!(error.scim_type, Some(ScimType::InvalidValue));
    assert_snapshot!(error.detail, @"emails[0].type must be one of its canonical values (work, home, other); see /Schemas.");
    for operation in [
        json!({"op": "add", "path": "emails", "value": [{"value": "x", "type": "custom"}]}),
        json!({"op": "replace", "path": "emails[type eq \"work\"].type", "value": "custom"}),
        json!({"op": "add", "path": "emails[type eq \"custom\"].value", "value": "x"}),
    ] {
        refuse(operation, ScimType::InvalidValue);
    }
}

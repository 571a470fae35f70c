//! `attributes`, `excludedAttributes` and `returned` (checklist sections C23, K).

use std::sync::Arc;

use proptest::prelude::*;
use scim::attribute::{Attribute, AttributeType, Returned};
use scim::compat::{Coercions, Profile};
use scim::projection::Projection;
use scim::resource_type::{GROUP, USER};
use scim::{ResourceType, ScimType, urn};
use serde_json::{Value, json};

const ENTERPRISE: &str = urn::ENTERPRISE_USER;

fn full() -> Value {
    json!({
        "schemas": [urn::USER, ENTERPRISE],
        "id": "1",
        "externalId": "e",
        "userName": "u",
        "name": { "formatted": "f", "givenName": "g" },
        "emails": [{ "value": "a@b", "type": "work" }, { "type": "home" }],
        ENTERPRISE: { "department": "d", "manager": { "value": "m", "$ref": "r" } },
        "meta": { "resourceType": "User", "location": "l" },
    })
}

fn apply(rt: &ResourceType, mut value: Value, only: Option<&str>, without: Option<&str>) -> Value {
    let projection = Projection::parse(only, without).expect("one of the two");
    projection.apply(rt, value.as_object_mut().expect("an object"));
    value
}

fn only(names: &str) -> Value {
    apply(&USER, full(), Some(names), None)
}

fn without(names: &str) -> Value {
    apply(&USER, full(), None, Some(names))
}

/// What is always returned, plus this; `schemas` as given.
fn always(schemas: &[&str], extra: Value) -> Value {
    let mut value = json!({ "schemas": schemas, "id": "1" });
    let extra = extra.as_object().expect("an object").clone();
    value.as_object_mut().expect("an object").extend(extra);
    value
}

#[test]
fn k1_attributes() {
    let user = [urn::USER];
    let both = [urn::USER, ENTERPRISE];
    for (names, schemas, extra) in [
        ("userName", &user[..], json!({ "userName": "u" })),
        (
            "USERNAME, externalid",
            &user,
            json!({ "externalId": "e", "userName": "u" }),
        ),
        (
            "name.givenName",
            &user,
            json!({ "name": { "givenName": "g" } }),
        ),
        (
            "name.givenName,name",
            &user,
            json!({ "name": full()["name"] }),
        ),
        (
            "emails.value",
            &user,
            json!({ "emails": [{ "value": "a@b" }] }),
        ),
        (
            "emails.type",
            &user,
            json!({ "emails": [{ "type": "work" }, { "type": "home" }] }),
        ),
        (
            "meta.location",
            &user,
            json!({ "meta": { "location": "l" } }),
        ),
        ("meta", &user, json!({ "meta": full()["meta"] })),
        ("id", &user, json!({})),
        (
            "urn:ietf:params:scim:schemas:core:2.0:User:userName",
            &user,
            json!({ "userName": "u" }),
        ),
        (
            "URN:ietf:params:scim:schemas:core:2.0:user:NAME.formatted",
            &user,
            json!({ "name": { "formatted": "f" } }),
        ),
        (ENTERPRISE, &both, json!({ ENTERPRISE: full()[ENTERPRISE] })),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            &both,
            json!({ ENTERPRISE: { "department": "d" } }),
        ),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.$ref",
            &both,
            json!({ ENTERPRISE: { "manager": { "$ref": "r" } } }),
        ),
        (
            urn::USER,
            &user,
            json!({ "userName": "u", "name": full()["name"], "emails": full()["emails"] }),
        ),
    ] {
        assert_eq!(only(names), always(schemas, extra), "{names}");
    }
}

#[test]
fn k3_k6_what_is_unknown_or_no_plain_name_is_ignored() {
    for (names, extra) in [
        ("nonsense,userName.x,name.x,:,.,urn:x:y", json!({})),
        (
            "emails[type eq \"work\"],userName",
            json!({ "userName": "u" }),
        ),
        ("department", json!({})),
        ("password,userName", json!({ "userName": "u" })),
    ] {
        assert_eq!(only(names), always(&[urn::USER], extra), "{names}");
    }
}

/// Names that cannot be attribute names (RFC 7644 §3.10) were meant to do something.
#[test]
fn k6_what_is_no_attribute_name_is_noted_or_refused() {
    let check = |names: &str, profile| {
        let mut coercions = Coercions::new();
        let projection = Projection::parse(None, Some(names)).expect("readable");
        let result = projection.check_names(profile, &mut coercions);
        (result, coercions.iter().count())
    };
    for names in [
        "emails[type eq \"work\"]",
        "userName,name givenName",
        "emails%5B",
        "caf\u{e9}",
    ] {
        assert_eq!(check(names, Profile::Tolerant), (Ok(()), 1), "{names}");
        for profile in [Profile::Rfc, Profile::Interop] {
            let error = check(names, profile).0.expect_err(names);
            assert_eq!(error.scim_type, Some(ScimType::InvalidValue), "{names}");
        }
    }
    let plain = "nonsense, name.givenName,groups.$ref,urn:a:2.0:User,urn:a:2.0:User:x.y-z_";
    for profile in [Profile::Tolerant, Profile::Rfc, Profile::Interop] {
        assert_eq!(check(plain, profile), (Ok(()), 0));
    }
    let nothing = Projection::default().check_names(Profile::Rfc, &mut Coercions::new());
    assert_eq!(nothing, Ok(()));
}

#[test]
fn k2_excluded_attributes() {
    for (names, removed) in [
        ("emails", vec!["emails"]),
        ("EMAILS,name,meta", vec!["emails", "name", "meta"]),
        ("id,schemas", vec![]),
        ("nonsense", vec![]),
        (
            "urn:ietf:params:scim:schemas:core:2.0:User:name",
            vec!["name"],
        ),
    ] {
        let mut expected = full();
        for name in removed {
            expected
                .as_object_mut()
                .expect("an object")
                .shift_remove(name);
        }
        assert_eq!(without(names), expected, "{names}");
    }
    assert_eq!(
        without("name.givenName")["name"],
        json!({ "formatted": "f" })
    );
    assert_eq!(without("name.givenName,name.formatted").get("name"), None);
    assert_eq!(
        without("emails.type")["emails"],
        json!([{ "value": "a@b" }])
    );
    let without_extension = without(ENTERPRISE);
    assert_eq!(without_extension.get(ENTERPRISE), None);
    assert_eq!(without_extension["schemas"], json!([urn::USER]));
}

#[test]
fn k2_both_are_refused_and_empty_counts_as_absent() {
    let error = Projection::parse(Some("userName"), Some("emails")).expect_err("refused");
    assert_eq!(error.scim_type, Some(ScimType::InvalidValue));
    let lists = Projection::from_lists(&["userName"], &["emails"]);
    assert_eq!(lists.expect_err("refused").status, 400);
    for (one, other) in [(None, None), (Some(""), Some(" , ")), (Some(""), None)] {
        assert!(Projection::parse(one, other).expect("fine").is_default());
    }
    assert!(
        Projection::parse(Some("a"), None)
            .expect("fine")
            .names_attributes()
    );
    assert!(
        !Projection::parse(None, Some("a"))
            .expect("fine")
            .names_attributes()
    );
}

#[test]
fn k4_members_need_not_be_loaded() {
    let includes = |only, without| {
        Projection::parse(only, without)
            .expect("fine")
            .includes(&GROUP, "members")
    };
    for (only, without, expected) in [
        (None, None, true),
        (None, Some("members"), false),
        (None, Some("MEMBERS,displayName"), false),
        (
            None,
            Some("urn:ietf:params:scim:schemas:core:2.0:Group:members"),
            false,
        ),
        (
            None,
            Some("urn:ietf:params:scim:schemas:core:2.0:Group"),
            false,
        ),
        (None, Some("members.display"), true),
        (None, Some("displayName"), true),
        (Some("displayName"), None, false),
        (Some("members"), None, true),
        (Some("members.value"), None, true),
        (Some("members.nonsense"), None, false),
        (Some(urn::GROUP), None, true),
        (
            Some("urn:ietf:params:scim:schemas:core:2.0:User:members"),
            None,
            false,
        ),
    ] {
        assert_eq!(includes(only, without), expected, "{only:?} {without:?}");
    }
}

/// A resource type with one attribute of each kind of `returned`, whole and as a part.
fn all_kinds() -> ResourceType {
    let part = |name, returned| Attribute {
        returned,
        ..Attribute::new(name, AttributeType::String, "")
    };
    let kinds = || {
        vec![
            part("always", Returned::Always),
            part("default", Returned::Default),
            part("request", Returned::Request),
            part("never", Returned::Never),
        ]
    };
    let mut rt = GROUP.as_ref().clone();
    let schema = Arc::make_mut(&mut rt.schema);
    schema.attributes = kinds();
    schema.attributes.push(Attribute {
        sub_attributes: kinds(),
        ..Attribute::new("parts", AttributeType::Complex, "")
    });
    rt
}

#[test]
fn c23_returned_is_honoured() {
    let rt = all_kinds();
    let kinds = json!({ "always": 1, "default": 1, "request": 1, "never": 1 });
    let mut value = kinds.clone();
    value["parts"] = kinds;
    for (only, without, top, parts) in [
        (None, None, "always default", "always default"),
        (Some("default"), None, "always default", ""),
        (Some("request"), None, "always request", ""),
        (Some("never"), None, "always", ""),
        (Some("parts"), None, "always", "always default"),
        (Some("parts.request"), None, "always", "always request"),
        (Some("parts.never"), None, "always", "always"),
        (
            Some("parts,parts.request"),
            None,
            "always",
            "always default request",
        ),
        (None, Some("always"), "always default", "always default"),
        (None, Some("default"), "always", "always default"),
        (
            None,
            Some("parts.default,parts.always"),
            "always default",
            "always",
        ),
        (None, Some("parts"), "always default", ""),
        (None, Some("request"), "always default", "always default"),
    ] {
        let shown = apply(&rt, value.clone(), only, without);
        let names = |value: &Value| {
            let names: Vec<String> = value
                .as_object()
                .map(|members| {
                    members
                        .keys()
                        .filter(|name| *name != "parts")
                        .cloned()
                        .collect()
                })
                .unwrap_or_default();
            names.join(" ")
        };
        assert_eq!(names(&shown), top, "{only:?} {without:?}");
        assert_eq!(names(&shown["parts"]), parts, "{only:?} {without:?}");
    }
}

#[test]
fn an_empty_member_list_stays_visible() {
    let group = json!({ "schemas": [urn::GROUP], "id": "1", "members": [] });
    for (only, without) in [
        (None, None),
        (Some("members"), None),
        (None, Some("displayName")),
    ] {
        assert_eq!(apply(&GROUP, group.clone(), only, without), group);
    }
}

#[test]
fn more_names_than_anybody_needs_are_refused() {
    let names = |count: usize| vec!["userName"; count].join(",");
    for (only, without) in [(256, 0), (0, 256)] {
        assert!(Projection::parse(Some(&names(only)), Some(&names(without))).is_ok());
    }
    for (only, without) in [(257, 0), (0, 257)] {
        let error = Projection::parse(Some(&names(only)), Some(&names(without))).unwrap_err();
        assert_eq!(
            (error.status, error.scim_type),
            (400, Some(ScimType::InvalidValue))
        );
    }
}

proptest! {
    #[test]
    fn a_projection_only_removes(names in "[a-zA-Z.:,$\\[\\] ]{0,40}", exclude in any::<bool>()) {
        let (only, without) = if exclude { (None, Some(names)) } else { (Some(names), None) };
        let shown = apply(&USER, full(), only.as_deref(), without.as_deref());
        prop_assert_eq!(&shown["id"], &json!("1"));
        prop_assert_eq!(&shown["schemas"][0], &json!(urn::USER));
        for (name, value) in shown.as_object().expect("an object") {
            let before = &full()[name];
            prop_assert!(!before.is_null());
            if let Some(members) = value.as_object() {
                prop_assert!(members.iter().all(|(name, part)| part == &before[name]
                    || before[name].is_object()));
            }
        }
    }
}

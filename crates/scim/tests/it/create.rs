//! POST bodies (checklist sections C and D).

use proptest::prelude::*;
use scim::compat::{Coercions, Profile};
use scim::resource::{Attributes, parse_create};
use scim::resource_type::{GROUP, USER};
use scim::{Error, ResourceType, ScimType, urn};
use serde_json::{Value, json};

const USER_URN: &str = urn::USER;
const ENTERPRISE: &str = urn::ENTERPRISE_USER;

fn create(
    rt: &ResourceType,
    body: &Value,
    profile: Profile,
) -> (Result<Attributes, Error>, Vec<String>) {
    let mut coercions = Coercions::new();
    let result = parse_create(body, rt, profile, &mut coercions);
    (result, coercions.iter().map(str::to_owned).collect())
}

/// A User body with the given members added.
fn user(extra: Value) -> Value {
    let mut body = json!({ "schemas": [USER_URN], "userName": "bjensen" });
    let extra = extra.as_object().expect("an object").clone();
    body.as_object_mut().expect("an object").extend(extra);
    body
}

/// What a body with these members becomes, without `userName` and the default `active`.
fn read(extra: Value, profile: Profile) -> (Value, Vec<String>) {
    let (result, notes) = create(&USER, &user(extra), profile);
    let mut attributes = result.expect("an acceptable body");
    attributes.shift_remove("userName");
    if attributes.get("active") == Some(&Value::Bool(true)) {
        attributes.shift_remove("active");
    }
    (Value::Object(attributes), notes)
}

fn refusal(extra: Value, profile: Profile) -> Error {
    let body = user(extra);
    create(&USER, &body, profile)
        .0
        .expect_err(&format!("{body} must be refused"))
}

#[test]
fn c1_names_in_any_case_become_canonical() {
    let body = json!({
        "SCHEMAS": [USER_URN.to_uppercase()],
        "USERNAME": "bjensen",
        "Name": { "GIVENNAME": "Barbara" },
        "EXTERNALID": "x1",
        ENTERPRISE.to_lowercase(): { "DEPARTMENT": "Sales" },
    });
    let (result, _) = create(&USER, &body, Profile::Tolerant);
    let expected = json!({
        "externalId": "x1",
        "userName": "bjensen",
        "name": { "givenName": "Barbara" },
        "active": true,
        ENTERPRISE: { "department": "Sales" },
    });
    let result = result.expect("accepted");
    assert_eq!(Value::Object(result.clone()), expected);
    // Equal content gives equal bytes: the order is the schema's, not the client's.
    assert_eq!(
        serde_json::to_string(&result).ok(),
        serde_json::to_string(&expected).ok()
    );
}

#[test]
fn c1_two_spellings_of_one_name_are_refused() {
    for extra in [
        json!({ "username": "other" }),
        json!({ "externalId": "a", "externalid": "b" }),
        json!({ "Schemas": [USER_URN] }),
        json!({ "name": { "givenName": "a", "givenname": "b" } }),
        json!({ "emails": [{ "value": "a@b", "VALUE": "c@d" }] }),
        json!({ ENTERPRISE: {}, ENTERPRISE.to_uppercase(): {} }),
        json!({ ENTERPRISE: { "division": "a", "Division": "b" } }),
    ] {
        for profile in [Profile::Tolerant, Profile::Rfc, Profile::Interop] {
            let error = refusal(extra.clone(), profile);
            assert_eq!(error.scim_type, Some(ScimType::InvalidSyntax), "{extra}");
            assert_eq!(error.status, 400);
        }
    }
}

#[test]
fn c2_c3_unassigned_in_every_spelling() {
    for extra in [
        json!({ "title": null }),
        json!({ "emails": [] }),
        json!({ "emails": null }),
        json!({ "emails": [null, {}] }),
        json!({ "emails": [{ "value": null }] }),
        json!({ "name": {} }),
        json!({ "name": { "givenName": null } }),
        json!({ "active": null }),
        json!({ "externalId": null }),
        json!({ ENTERPRISE: null }),
        json!({ ENTERPRISE: {} }),
        json!({ ENTERPRISE: { "manager": null } }),
        json!({ ENTERPRISE: { "manager": { "value": null, "$ref": null } } }),
        json!({ "title": [] }),
    ] {
        let (attributes, _) = read(extra.clone(), Profile::Rfc);
        assert_eq!(attributes, json!({}), "{extra}");
    }
}

#[test]
fn c3_a_null_sub_attribute_leaves_its_siblings() {
    let manager = json!({ ENTERPRISE: { "manager": { "value": "26", "$ref": null } } });
    let (attributes, _) = read(manager, Profile::Tolerant);
    assert_eq!(
        attributes,
        json!({ ENTERPRISE: { "manager": { "value": "26" } } })
    );
}

#[test]
fn c4_wrong_types_are_refused_and_named() {
    for (extra, path) in [
        (json!({ "title": 7 }), "title"),
        (json!({ "title": true }), "title"),
        (json!({ "title": { "value": "x" } }), "title"),
        (json!({ "title": ["a", "b"] }), "title"),
        (json!({ "active": 1 }), "active"),
        (json!({ "active": "yes" }), "active"),
        (json!({ "active": {} }), "active"),
        (json!({ "name": 3 }), "name"),
        (json!({ "name": "Barbara" }), "name"),
        (json!({ "name": { "givenName": 1 } }), "name.givenName"),
        (json!({ "emails": 3 }), "emails"),
        (json!({ "emails": [3] }), "emails[0]"),
        (json!({ "emails": [[{ "value": "a@b" }]] }), "emails[0]"),
        (json!({ "emails": [{ "value": 3 }] }), "emails[0].value"),
        (
            json!({ "emails": [{ "value": "a" }, { "primary": "maybe" }] }),
            "emails[1].primary",
        ),
        (json!({ "externalId": 5 }), "externalId"),
        (
            json!({ "x509Certificates": [{ "value": "no base64!" }] }),
            "x509Certificates[0].value",
        ),
        (json!({ ENTERPRISE: "Sales" }), ENTERPRISE),
        (
            json!({ ENTERPRISE: { "department": 3 } }),
            "enterprise:2.0:User:department",
        ),
        (
            json!({ ENTERPRISE: { "manager": { "value": 4 } } }),
            "manager.value",
        ),
    ] {
        for profile in [Profile::Tolerant, Profile::Rfc] {
            let error = refusal(extra.clone(), profile);
            assert_eq!(
                error.scim_type,
                Some(ScimType::InvalidValue),
                "{extra}: {error}"
            );
            assert!(error.detail.contains(path), "{extra}: {error}");
        }
    }
}

#[test]
fn the_known_deviations_are_tolerated_noted_and_otherwise_refused() {
    for (extra, expected) in [
        (json!({ "active": "False" }), json!({ "active": false })),
        (
            json!({ "roles": [{ "value": "r", "primary": "True" }] }),
            json!({ "roles": [{ "value": "r", "primary": true }] }),
        ),
        (
            json!({ "emails": { "value": "a@b", "primary": true } }),
            json!({ "emails": [{ "value": "a@b", "primary": true }] }),
        ),
        (
            json!({ "emails": ["a@b"] }),
            json!({ "emails": [{ "value": "a@b" }] }),
        ),
        (json!({ "emails": "" }), json!({})),
        (
            json!({ ENTERPRISE: { "manager": "26" } }),
            json!({ ENTERPRISE: { "manager": { "value": "26" } } }),
        ),
        (
            json!({ ENTERPRISE: { "manager": [{ "value": "26" }] } }),
            json!({ ENTERPRISE: { "manager": { "value": "26" } } }),
        ),
        (json!({ ENTERPRISE: { "manager": "" } }), json!({})),
        (json!({ "nonsense": { "deep": [1] } }), json!({})),
        (json!({ "name.givenName": "Barbara" }), json!({})),
        (json!({ "name": { "nonsense": 1 } }), json!({})),
        (json!({ "urn:example:Other": { "a": 1 } }), json!({})),
        (
            json!({ "department": "Sales" }),
            json!({ ENTERPRISE: { "department": "Sales" } }),
        ),
        (
            json!({ "Manager": "26" }),
            json!({ ENTERPRISE: { "manager": { "value": "26" } } }),
        ),
        (
            json!({ "urn:scim:schemas:extension:enterprise:2.0": { "division": "d" } }),
            json!({ ENTERPRISE: { "division": "d" } }),
        ),
    ] {
        let (attributes, notes) = read(extra.clone(), Profile::Tolerant);
        assert_eq!(attributes, expected, "{extra}");
        assert!(!notes.is_empty(), "{extra} must be noted");
        refusal(extra.clone(), Profile::Rfc);
        refusal(extra, Profile::Interop);
    }
}

#[test]
fn strings_are_never_coerced_and_come_back_exactly() {
    let sent = json!({
        "displayName": "True",
        "title": "",
        "phoneNumbers": [{ "value": "tel:+1-201-555-0123;ext=7", "type": "custom" }],
        "locale": "no such locale",
        "timezone": "Mars/Olympus",
    });
    let (attributes, notes) = read(sent.clone(), Profile::Tolerant);
    let expected = json!({
        "displayName": "True",
        "title": "",
        "locale": "no such locale",
        "timezone": "Mars/Olympus",
        "phoneNumbers": [{ "value": "tel:+1-201-555-0123;ext=7", "type": "custom" }],
    });
    assert_eq!(attributes, expected);
    assert_eq!(notes, Vec::<String>::new());
}

#[test]
fn namespaced_wins_over_bare_and_bare_null_is_ignored() {
    let both = json!({ "department": "bare", ENTERPRISE: { "department": "named" } });
    let (attributes, _) = read(both, Profile::Tolerant);
    assert_eq!(attributes, json!({ ENTERPRISE: { "department": "named" } }));
    let (attributes, _) = read(
        json!({ "department": null, "manager": null }),
        Profile::Tolerant,
    );
    assert_eq!(attributes, json!({}));
}

#[test]
fn c7_at_most_one_primary() {
    let two = json!({ "emails": [
        { "value": "a@b", "primary": true },
        { "value": "c@d", "primary": true },
    ] });
    let error = refusal(two, Profile::Tolerant);
    assert_eq!(error.scim_type, Some(ScimType::InvalidValue));
    assert!(
        error.detail.contains("emails") && error.detail.contains("primary"),
        "{error}"
    );
    let one = json!({ "emails": [
        { "value": "a@b", "primary": true },
        { "value": "c@d", "primary": false },
    ] });
    assert_eq!(read(one.clone(), Profile::Rfc).0, one);
}

#[test]
fn c8_equal_elements_are_kept_once_in_order() {
    for distinct in [3_usize, 40] {
        let elements: Vec<Value> = (0..distinct * 2)
            .map(|n| json!({ "value": format!("r{}", n % distinct) }))
            .collect();
        let (attributes, _) = read(json!({ "roles": elements }), Profile::Rfc);
        let expected: Vec<Value> = (0..distinct)
            .map(|n| json!({ "value": format!("r{n}") }))
            .collect();
        assert_eq!(attributes, json!({ "roles": expected }));
    }
}

#[test]
fn c12_c17_d4_read_only_is_ignored() {
    let extra = json!({
        "id": "mine",
        "meta": { "resourceType": "User", "created": 7 },
        "groups": [{ "value": "admins" }],
        ENTERPRISE: { "manager": { "value": "26", "displayName": "Boss" } },
    });
    let (attributes, notes) = read(extra, Profile::Tolerant);
    assert_eq!(
        attributes,
        json!({ ENTERPRISE: { "manager": { "value": "26" } } })
    );
    assert_eq!(notes.len(), 1, "only the missing URN is noted: {notes:?}");
}

#[test]
fn c13_schemas() {
    let with = |schemas: Value| json!({ "schemas": schemas, "userName": "bjensen" });
    for body in [
        with(json!(["urn:ietf:params:scim:schemas:core:2.0:Group"])),
        with(json!([ENTERPRISE])),
        with(json!(["urn:example:Other"])),
        with(json!([7])),
        with(json!({ "a": 1 })),
        with(json!(7)),
    ] {
        for profile in [Profile::Tolerant, Profile::Rfc] {
            let error = create(&USER, &body, profile).0.expect_err("refused");
            assert_eq!(error.scim_type, Some(ScimType::InvalidSyntax), "{body}");
            assert!(error.detail.contains(USER_URN), "{error}");
        }
    }
    for body in [
        json!({ "userName": "bjensen" }),
        with(json!([])),
        with(json!(null)),
        with(json!(USER_URN)),
        with(json!([USER_URN, "urn:example:Other"])),
        with(json!(["urn:scim:schemas:core:2.0"])),
        with(json!([
            USER_URN,
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0User"
        ])),
        json!({ "schemas": [USER_URN], "userName": "bjensen", ENTERPRISE: { "division": "x" } }),
    ] {
        let (result, notes) = create(&USER, &body, Profile::Tolerant);
        assert!(result.is_ok(), "{body}: {result:?}");
        assert!(!notes.is_empty(), "{body}");
        let error = create(&USER, &body, Profile::Rfc).0.expect_err("refused");
        assert_eq!(error.scim_type, Some(ScimType::InvalidSyntax), "{body}");
    }
    // An extension may be listed without data.
    let (result, notes) = create(&USER, &with(json!([USER_URN, ENTERPRISE])), Profile::Rfc);
    assert!(result.is_ok() && notes.is_empty());
}

#[test]
fn c15_c20_d5_required_attributes() {
    for body in [
        json!({ "schemas": [USER_URN] }),
        json!({ "schemas": [USER_URN], "userName": null }),
        json!({ "schemas": [USER_URN], "userName": "" }),
        json!({ "schemas": [USER_URN], "userName": "  " }),
    ] {
        let error = create(&USER, &body, Profile::Tolerant)
            .0
            .expect_err("refused");
        assert_eq!(error.scim_type, Some(ScimType::InvalidValue));
        assert!(error.detail.contains("userName"), "{error}");
    }
    for body in [
        json!({ "schemas": [urn::GROUP] }),
        json!({ "schemas": [urn::GROUP], "displayName": "g", "members": [{ "type": "User" }] }),
        json!({ "schemas": [urn::GROUP], "displayName": "g", "members": [{ "value": "" }] }),
        json!({ "schemas": [urn::GROUP], "displayName": "g", "members": [{ "display": "only" }] }),
        json!({ "schemas": [urn::GROUP], "displayName": "g", "members": [{ "value": null }] }),
    ] {
        let error = create(&GROUP, &body, Profile::Tolerant)
            .0
            .expect_err("refused");
        assert_eq!(error.scim_type, Some(ScimType::InvalidValue), "{body}");
    }
}

#[test]
fn c16_a_password_is_accepted_and_gone() {
    for password in [json!("s3cret-n0t-st0red"), json!(7), json!(null)] {
        let (result, notes) = create(&USER, &user(json!({ "password": password })), Profile::Rfc);
        let attributes = result.expect("accepted");
        assert_eq!(attributes.get("password"), None);
        assert!(
            !serde_json::to_string(&attributes)
                .expect("JSON")
                .contains("s3cret")
        );
        assert!(!notes.iter().any(|note| note.contains("s3cret")));
    }
}

#[test]
fn c18_active_defaults_to_true() {
    let active = |extra| create(&USER, &user(extra), Profile::Rfc).0.expect("ok")["active"].clone();
    assert_eq!(active(json!({})), json!(true));
    assert_eq!(active(json!({ "active": null })), json!(true));
    assert_eq!(active(json!({ "active": false })), json!(false));
    let group = json!({ "schemas": [urn::GROUP], "displayName": "g" });
    let group = create(&GROUP, &group, Profile::Rfc).0.expect("ok");
    assert_eq!(Value::Object(group), json!({ "displayName": "g" }));
}

#[test]
fn group_members_are_normalized() {
    let body = json!({ "schemas": [urn::GROUP], "displayName": "g", "members": [
        { "value": "1", "display": "ignored", "$ref": null },
        { "type": "User", "VALUE": "2" },
        { "value": "1" },
    ] });
    let group = create(&GROUP, &body, Profile::Rfc).0.expect("ok");
    let expected = json!([{ "value": "1" }, { "value": "2", "type": "User" }]);
    assert_eq!(group["members"], expected);
}

#[test]
fn a_large_member_list_is_read_in_linear_time() {
    let members: Vec<Value> = (0..100_000)
        .map(|n| json!({ "value": n.to_string() }))
        .collect();
    let body = json!({ "schemas": [urn::GROUP], "displayName": "g", "members": members });
    let group = create(&GROUP, &body, Profile::Tolerant).0.expect("ok");
    assert_eq!(group["members"].as_array().map(Vec::len), Some(100_000));
}

#[test]
fn nul_is_refused_everywhere() {
    for extra in [
        json!({ "title": "a\0b" }),
        json!({ "userName2": "\0" }),
        json!({ "unknown": { "deep": ["\0"] } }),
        json!({ "unknown": { "\0": 1 } }),
        json!({ "un\0known": 1 }),
        json!({ "name": { "givenName": "\0" } }),
        json!({ "name": { "unknown": "\0" } }),
        json!({ "externalId": "\0" }),
        json!({ "photos": [{ "value": "https://x/\0" }] }),
        json!({ ENTERPRISE: { "department": "\0" } }),
    ] {
        let error = refusal(extra.clone(), Profile::Tolerant);
        assert_eq!(error.scim_type, Some(ScimType::InvalidValue), "{extra}");
    }
    let error = refusal(json!({ "bad\0name": "\0" }), Profile::Tolerant);
    assert!(!error.detail.contains('\0'), "{error}");
}

#[test]
fn user_names_that_imitate_others_are_refused() {
    for name in [
        "ad\u{200b}min",
        "\u{202e}nimda",
        "ａｄｍｉｎ",
        "a\u{0}b",
        "tab\there",
    ] {
        let body = json!({ "schemas": [USER_URN], "userName": name });
        let error = create(&USER, &body, Profile::Tolerant)
            .0
            .expect_err("refused");
        assert_eq!(error.scim_type, Some(ScimType::InvalidValue));
        assert!(error.detail.contains("userName"), "{error}");
    }
}

#[test]
fn a_body_that_is_no_object_is_refused() {
    for body in [json!(null), json!([]), json!("x"), json!(1)] {
        let error = create(&USER, &body, Profile::Tolerant)
            .0
            .expect_err("refused");
        assert_eq!(error.scim_type, Some(ScimType::InvalidSyntax));
    }
}

#[test]
fn notes_are_bounded() {
    let extra: serde_json::Map<String, Value> = (0..10_000)
        .map(|n| (format!("unknown{n}"), json!(1)))
        .collect();
    let (_, notes) = read(Value::Object(extra), Profile::Tolerant);
    assert_eq!(notes.len(), 32);
    let (_, notes) = read(json!({ "x".repeat(100_000): 1 }), Profile::Tolerant);
    assert!(notes.iter().all(|note| note.len() < 300), "a note is short");
}

/// Names from the schema in odd letter case, and some that no schema has.
fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "userName", "USERNAME", "name", "emails", "Active", "title", "givenName", "value",
            "primary", "type", "members", "displayName", "externalId", "id", "meta", "schemas",
            "groups", "manager", "department", "password", "x509Certificates", USER_URN, ENTERPRISE,
        ])
        .prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(vec!["True", "false", "", USER_URN, "work"]).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((any_name(), inner), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_was_accepted_is_canonical(
        members in prop::collection::vec((any_name(), any_value()), 0..8),
    ) {
        let mut body = json!({ "schemas": [USER_URN, ENTERPRISE], "userName": "bjensen" });
        for (name, value) in members {
            body.as_object_mut().expect("an object").insert(name, value);
        }
        let (result, _) = create(&USER, &body, Profile::Tolerant);
        if let Ok(mut attributes) = result {
            for hidden in ["schemas", "id", "meta", "groups", "password"] {
                prop_assert!(!attributes.contains_key(hidden));
            }
            prop_assert!(!serde_json::to_string(&attributes).expect("JSON").contains("\\u0000"));
            // Read again by the strict profile, nothing changes and nothing is noted.
            let schemas = json!([USER_URN, ENTERPRISE]);
            let expected = serde_json::to_string(&attributes).expect("JSON");
            attributes.insert("schemas".to_owned(), schemas);
            let (again, notes) = create(&USER, &Value::Object(attributes), Profile::Rfc);
            prop_assert_eq!(serde_json::to_string(&again.expect("ok")).expect("JSON"), expected);
            prop_assert_eq!(notes, Vec::<String>::new());
        }
    }
}

//! Whatever the tolerant profile accepts beyond the RFCs leaves a note, so that an administrator
//! can see what the identity provider really sent. One row for each known deviation.

use scim::compat::{Coercions, Profile};
use scim::filter::{Filter, Limits, Unknown, resolve};
use scim::patch::{PatchContext, PatchLimits, apply, parse, split};
use scim::resource::{SizeLimits, parse_create};
use scim::resource_type::{GROUP, USER};
use scim::search_request::SearchRequest;
use scim::{Error, ResourceType, urn};
use serde_json::{Value, json};

use crate::patch::{ENTERPRISE, ID, user};

type Read = Box<dyn Fn(Profile, &mut Coercions) -> Result<(), Error>>;

fn create(extra: Value) -> Read {
    Box::new(move |profile, notes| {
        let mut body = json!({ "schemas": [urn::USER], "userName": "u" });
        body.as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        parse_create(&body, &USER, profile, notes).map(|_| ())
    })
}

fn patch_of(rt: &'static ResourceType, before: Value, message: Value) -> Read {
    Box::new(move |profile, notes| {
        let limits = PatchLimits::default();
        let operations = parse(&message, rt, profile, limits, notes)?;
        let context = PatchContext {
            id: ID,
            resource_type: rt,
            profile,
            size: SizeLimits::default(),
        };
        let (operations, _) = split(operations, "members", &context, notes)?;
        apply(
            &operations,
            &mut before.as_object().unwrap().clone(),
            &context,
            notes,
        )
    })
}

fn patch(operation: Value) -> Read {
    let message = json!({ "schemas": [urn::PATCH_OP], "Operations": [operation] });
    patch_of(&USER, user(), message)
}

fn group(operation: Value) -> Read {
    let message = json!({ "schemas": [urn::PATCH_OP], "Operations": [operation] });
    patch_of(&GROUP, json!({ "displayName": "g" }), message)
}

fn filter(text: &'static str) -> Read {
    Box::new(move |profile, notes| {
        let filter = Filter::parse(text, Limits::default())?;
        resolve(&filter, &USER, Unknown::Reject, profile, notes).map(|_| ())
    })
}

fn search(body: Value) -> Read {
    Box::new(move |profile, notes| SearchRequest::parse(&body, profile, notes).map(|_| ()))
}

fn in_bodies() -> Vec<(&'static str, Read)> {
    vec![
        ("a boolean as text", create(json!({ "active": "True" }))),
        (
            "a boolean as text in a list",
            create(json!({ "roles": [{ "value": "r", "primary": "True" }] })),
        ),
        (
            "a list as an object",
            create(json!({ "emails": { "value": "a@b" } })),
        ),
        ("a list of bare texts", create(json!({ "emails": ["a@b"] }))),
        ("an empty text for a list", create(json!({ "roles": "" }))),
        (
            "a bare manager",
            create(json!({ "schemas": [urn::USER, ENTERPRISE], ENTERPRISE: { "manager": "1" } })),
        ),
        (
            "a manager in a list",
            create(
                json!({ "schemas": [urn::USER, ENTERPRISE], ENTERPRISE: { "manager": [{ "value": "1" }] } }),
            ),
        ),
        (
            "an empty manager",
            create(json!({ "schemas": [urn::USER, ENTERPRISE], ENTERPRISE: { "manager": "" } })),
        ),
    ]
}

fn in_names() -> Vec<(&'static str, Read)> {
    vec![
        (
            "a name without its URN",
            create(json!({ "department": "d" })),
        ),
        ("an unknown attribute", create(json!({ "nonsense": 1 }))),
        (
            "an unknown sub-attribute",
            create(json!({ "name": { "nonsense": 1 } })),
        ),
        (
            "an unknown URN with data",
            create(json!({ "urn:a:b": { "c": 1 } })),
        ),
        (
            "an unknown URN",
            create(json!({ "schemas": [urn::USER, "urn:a:b"] })),
        ),
        (
            "an old URN",
            create(json!({ "schemas": ["urn:scim:schemas:core:2.0"] })),
        ),
        (
            "a misspelt URN",
            create(
                json!({ "schemas": [urn::USER, "urn:ietf:params:scim:schemas:extension:enterprise:2.0User"] }),
            ),
        ),
        (
            "an old URN with data",
            create(
                json!({ "schemas": [urn::USER, ENTERPRISE], "urn:scim:schemas:extension:enterprise:1.0": { "division": "d" } }),
            ),
        ),
        (
            "data without its URN",
            create(json!({ ENTERPRISE: { "division": "d" } })),
        ),
        ("no schemas", create(json!({ "schemas": null }))),
        ("schemas as a text", create(json!({ "schemas": urn::USER }))),
        ("a search without schemas", search(json!({ "count": 1 }))),
        (
            "a search with names in a text",
            search(json!({ "schemas": [urn::SEARCH_REQUEST], "attributes": "a,b" })),
        ),
    ]
}

fn in_operations() -> Vec<(&'static str, Read)> {
    let add =
        |path: &str, value: Value| patch(json!({ "op": "add", "path": path, "value": value }));
    let replace =
        |path: &str, value: Value| patch(json!({ "op": "replace", "path": path, "value": value }));
    let whole = |value: Value| patch(json!({ "op": "replace", "value": value }));
    vec![
        (
            "op in capitals",
            patch(json!({ "op": "Replace", "path": "title", "value": "x" })),
        ),
        (
            "no operations",
            patch_of(
                &USER,
                user(),
                json!({ "schemas": [urn::PATCH_OP], "Operations": [] }),
            ),
        ),
        (
            "no schemas",
            patch_of(
                &USER,
                user(),
                json!({ "Operations": [{ "op": "remove", "path": "title" }] }),
            ),
        ),
        ("an empty path", add("", json!({ "title": "x" }))),
        ("spaces around a path", add(" title ", json!("x"))),
        ("a boolean as text", replace("active", json!("False"))),
        ("a list as an object", replace("emails", json!("a@b"))),
        ("a dotted key", whole(json!({ "name.givenName": "x" }))),
        (
            "a key with a filter",
            whole(json!({ "emails[type eq \"work\"].value": "x" })),
        ),
        ("an unknown key", whole(json!({ "nonsense": 1 }))),
        ("an unknown part", replace("name", json!({ "nonsense": 1 }))),
        ("the current id", whole(json!({ "id": ID }))),
        (
            "readOnly attributes",
            whole(json!({ "meta": {}, "title": "x" })),
        ),
        ("unknown schemas", add("schemas", json!(["urn:a:b"]))),
        ("schemas as a text", add("schemas", json!(ENTERPRISE))),
    ]
}

fn in_lists() -> Vec<(&'static str, Read)> {
    let add =
        |path: &str, value: Value| patch(json!({ "op": "add", "path": path, "value": value }));
    let replace =
        |path: &str, value: Value| patch(json!({ "op": "replace", "path": path, "value": value }));
    let manager = format!("{ENTERPRISE}:manager");
    vec![
        (
            "replace without a match",
            replace("phoneNumbers[type eq \"fax\"].value", json!("1")),
        ),
        (
            "a bare text for a chosen value",
            replace("emails[type eq \"work\"]", json!("a@b")),
        ),
        (
            "a list for a chosen value",
            replace(
                "emails[type eq \"work\"]",
                json!([{ "type": "work", "value": "a@b" }]),
            ),
        ),
        (
            "a listed removal",
            patch(json!({ "op": "remove", "path": "emails", "value": [{ "value": "x" }] })),
        ),
        (
            "a listed removal of members",
            group(json!({ "op": "remove", "path": "members", "value": [{ "value": "x" }] })),
        ),
        (
            "an empty removal of members",
            group(json!({ "op": "remove", "path": "members", "value": [] })),
        ),
        ("a bare manager", add(&manager, json!("1"))),
        (
            "a manager in a list",
            add(&manager, json!([{ "value": "1" }])),
        ),
        ("an empty manager", replace(&manager, json!(""))),
        (
            "a path without its URN",
            add("manager", json!({ "value": "1" })),
        ),
        (
            "a boolean as text in a filter",
            add("roles[primary eq \"True\"].value", json!("r")),
        ),
        (
            "an old URN in a path",
            add(
                "urn:scim:schemas:extension:enterprise:1.0:division",
                json!("d"),
            ),
        ),
    ]
}

fn in_filters() -> Vec<(&'static str, Read)> {
    vec![
        ("a boolean as text", filter("active eq \"True\"")),
        ("a value without quotes", filter("externalId eq jyoung")),
        ("a number for a text", filter("externalId eq 7")),
        ("a name without its URN", filter("department eq \"x\"")),
        (
            "an implied value",
            filter("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager eq \"x\""),
        ),
        (
            "a comparison after the brackets",
            filter("emails[type eq \"work\"].value eq \"x\""),
        ),
        (
            "an old URN",
            filter("urn:scim:schemas:core:2.0:User:userName eq \"x\""),
        ),
    ]
}

#[test]
fn every_tolerated_deviation_is_noted_and_refused_by_the_rfc() {
    let rows = [
        in_bodies(),
        in_names(),
        in_operations(),
        in_lists(),
        in_filters(),
    ];
    for (what, read) in rows.into_iter().flatten() {
        let mut notes = Coercions::new();
        let result = read(Profile::Tolerant, &mut notes);
        assert_eq!(result, Ok(()), "{what}");
        assert!(!notes.is_empty(), "{what} leaves no note");
        let mut notes = Coercions::new();
        assert!(
            read(Profile::Rfc, &mut notes).is_err(),
            "{what} is accepted by the RFC profile"
        );
    }
}

/// Where the RFCs leave the answer open, the tolerant profile says what it made of the request.
#[test]
fn what_the_rfc_leaves_open_is_noted_too() {
    let work = "emails[type eq \"work\"]";
    let manager = format!("{ENTERPRISE}:manager");
    for (what, read) in [
        (
            "a manager with an empty value",
            patch(json!({ "op": "replace", "path": manager, "value": { "value": "" } })),
        ),
        (
            "add without a match",
            patch(
                json!({ "op": "add", "path": "phoneNumbers[type eq \"fax\"].value", "value": "1" }),
            ),
        ),
        (
            "a replaced value that keeps its type",
            patch(json!({ "op": "replace", "path": work, "value": { "value": "x" } })),
        ),
    ] {
        let (mut notes, mut none) = (Coercions::new(), Coercions::new());
        assert_eq!(read(Profile::Tolerant, &mut notes), Ok(()), "{what}");
        assert!(!notes.is_empty(), "{what} leaves no note");
        assert_eq!(read(Profile::Rfc, &mut none), Ok(()), "{what}");
        assert!(none.is_empty(), "{what}: the RFC profile tolerates nothing");
    }
}

/// What the RFCs themselves allow is no deviation.
#[test]
fn what_the_rfc_allows_is_not_noted() {
    let known = json!({
        "TITLE": null, "roles": [], "groups": [], "meta": {}, "id": "x",
        "password": "secret",
    });
    for read in [
        create(known),
        patch(json!({ "op": "remove", "path": "emails[type eq \"fax\"]" })),
        patch(
            json!({ "op": "add", "path": "emails", "value": [{ "value": "b@home.example", "type": "home" }] }),
        ),
        patch(json!({ "op": "add", "value": { "title": "x" } })),
        group(json!({ "op": "remove", "path": "members[value eq \"nobody\"]" })),
        filter("emails co \"x\""),
        filter("emails.value EQ \"x\" AND NOT (title pr)"),
    ] {
        for profile in [Profile::Tolerant, Profile::Rfc] {
            let mut notes = Coercions::new();
            let result = read(profile, &mut notes);
            assert_eq!(result, Ok(()));
            assert!(notes.is_empty(), "{notes:?}");
        }
    }
}

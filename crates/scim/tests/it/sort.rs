//! Sorting (RFC 7644 §3.4.2.3, RFC 9865 §2.2; checklist G1, G2).

mod property;

use std::cmp::Ordering;

use insta::assert_snapshot;
use scim::compat::{Coercions, Profile};
use scim::filter::Unknown;
use scim::resource_type::{GROUP, USER};
use scim::sort::{ResolvedSort, SortBy, SortKey, SortOrder, resolve};
use scim::{Error, ScimType};
use serde_json::{Value, json};

const ENTERPRISE: &str = scim::urn::ENTERPRISE_USER;

fn sort(by: &str, order: &str, profile: Profile) -> (Result<Option<ResolvedSort>, Error>, usize) {
    let mut coercions = Coercions::new();
    let (by, order) = (Some(by), Some(order));
    let sort = resolve(by, order, &USER, Unknown::Reject, profile, &mut coercions);
    (sort, coercions.iter().count())
}

fn by(name: &str) -> ResolvedSort {
    let (sort, notes) = sort(name, "", Profile::Rfc);
    assert_eq!(notes, 0, "{name}");
    sort.unwrap_or_else(|error| panic!("{name}: {error}"))
        .unwrap_or_else(|| panic!("{name} is no order"))
}

fn key(sort: &ResolvedSort, resource: &Value) -> SortKey {
    sort.key(resource.as_object().unwrap())
}

/// The resources are given in ascending order; equal ones may not follow each other.
fn ascend(name: &str, resources: &[Value]) {
    let sort = by(name);
    let keys: Vec<SortKey> = resources.iter().map(|one| key(&sort, one)).collect();
    for (index, pair) in keys.windows(2).enumerate() {
        assert!(
            pair[0] < pair[1],
            "{name}: {index} of {resources:?}: {pair:?}"
        );
    }
}

fn equal(name: &str, one: &Value, other: &Value) {
    let sort = by(name);
    assert_eq!(key(&sort, one), key(&sort, other), "{name}");
}

#[test]
fn g1_text_by_case_exact() {
    let user = |name: &str| json!({ "userName": name });
    ascend(
        "userName",
        &[
            user("Ada"),
            user("bob"),
            user("Carl"),
            user("\u{e9}va"),
            json!({}),
        ],
    );
    equal("userName", &user("ADA"), &user("ada"));
    equal("userName", &user("\u{c9}va"), &user("e\u{301}VA"));
    equal("userName", &user(""), &json!({}));
    let external = |id: &str| json!({ "externalId": id });
    ascend(
        "externalId",
        &[external("B"), external("a"), external("b"), json!({})],
    );
    let photo = |url: &str| json!({ "photos": [{ "value": url }] });
    ascend("photos", &[photo("https://B"), photo("https://a")]);
}

#[test]
fn g1_every_form_of_a_name() {
    let resource = json!({
        "userName": "u",
        "name": { "familyName": "Jensen" },
        "meta": { "lastModified": "2026-01-01T00:00:00Z" },
        ENTERPRISE: { "department": "Sales", "manager": { "value": "26" } },
    });
    for name in [
        "USERNAME".to_owned(),
        "name.familyname".to_owned(),
        "meta.lastModified".to_owned(),
        "urn:ietf:params:scim:schemas:core:2.0:User:userName".to_owned(),
        format!("{ENTERPRISE}:department"),
        format!("{}:manager.value", ENTERPRISE.to_uppercase()),
    ] {
        assert_ne!(key(&by(&name), &resource), SortKey::MISSING, "{name}");
    }
}

#[test]
fn g1_by_type() {
    let at = |time: &str| json!({ "meta": { "lastModified": time } });
    ascend(
        "meta.lastModified",
        &[
            at("1969-12-31T23:59:59Z"),
            at("2026-01-01T00:00:00+01:00"),
            at("2026-01-01T00:00:00Z"),
            at("2026-01-01T00:00:00.000001Z"),
            json!({ "meta": {} }),
        ],
    );
    equal(
        "meta.lastModified",
        &at("2026-01-01T01:00:00+01:00"),
        &at("2026-01-01T00:00:00Z"),
    );
    equal("meta.lastModified", &at("no time"), &json!({}));
    ascend(
        "active",
        &[
            json!({ "active": false }),
            json!({ "active": true }),
            json!({}),
        ],
    );
    let certificate = |value: &str| json!({ "x509Certificates": [{ "value": value }] });
    ascend(
        "x509Certificates",
        &[certificate("QQ=="), certificate("qq==")],
    );
}

#[test]
fn g1_multi_valued_is_the_primary_or_the_first() {
    let emails = |list: Value| json!({ "emails": list });
    let primary = emails(json!([
        { "value": "z@x" }, { "value": "b@x", "type": "work", "primary": true },
    ]));
    let first = emails(json!([{ "value": "c@x", "primary": false }, { "value": "a@x" }]));
    ascend(
        "emails",
        &[primary.clone(), first.clone(), emails(json!([]))],
    );
    ascend("emails.value", &[primary.clone(), first]);
    // The primary value has no display, and no other value takes its place.
    let hidden = emails(json!([
        { "value": "a", "display": "A" }, { "value": "b", "primary": true },
    ]));
    assert_eq!(key(&by("emails.display"), &hidden), SortKey::MISSING);
    let urns = json!({ "schemas": ["urn:b", "urn:a"] });
    assert_eq!(key(&by("schemas"), &urns).as_str(), "=urn:b");
}

#[test]
fn g1_what_is_missing_is_last_ascending_and_first_descending() {
    let (one, missing) = (json!({ "title": "z" }), json!({ "name": {} }));
    let mut sort = by("title");
    let (one, missing) = (key(&sort, &one), key(&sort, &missing));
    assert_eq!(sort.compare(&one, &missing), Ordering::Less);
    sort.order = SortOrder::Descending;
    assert_eq!(sort.compare(&one, &missing), Ordering::Greater);
}

#[test]
fn g1_the_order() {
    for (text, order, notes) in [
        ("", SortOrder::Ascending, 0),
        ("ascending", SortOrder::Ascending, 0),
        ("descending", SortOrder::Descending, 0),
        ("Descending", SortOrder::Descending, 1),
    ] {
        let (sort, noted) = sort("title", text, Profile::Tolerant);
        assert_eq!(
            (sort.unwrap().unwrap().order, noted),
            (order, notes),
            "{text}"
        );
    }
    for (text, profile) in [
        ("DESCENDING", Profile::Rfc),
        ("Ascending", Profile::Interop),
        ("desc", Profile::Tolerant),
        ("-1", Profile::Rfc),
    ] {
        let error = sort("title", text, profile).0.unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::InvalidValue), "{text}");
    }
    assert_eq!(sort("", "descending", Profile::Rfc), (Ok(None), 0));
}

#[test]
fn g2_unknown_attributes() {
    for name in ["nonsense", "name.nonsense", "userName.value", "urn:a:b:c"] {
        assert_eq!(sort(name, "", Profile::Tolerant), (Ok(None), 1), "{name}");
        for profile in [Profile::Rfc, Profile::Interop] {
            let error = sort(name, "", profile).0.unwrap_err();
            assert_eq!(
                (error.status, error.scim_type),
                (400, Some(ScimType::InvalidValue))
            );
        }
    }
    // A query over several types (RFC 7644 §3.4.2.1).
    let by = SortBy::parse("userName").unwrap();
    let order = SortOrder::Ascending;
    let mut coercions = Coercions::new();
    let none = by.resolve(order, &GROUP, Unknown::False, Profile::Rfc, &mut coercions);
    assert_eq!(none, Ok(None));
    assert!(coercions.is_empty());
}

#[test]
fn g2_what_cannot_be_sorted_by_is_refused_by_every_profile() {
    let refusal = |name: &str| {
        let [one, other, third] = [Profile::Tolerant, Profile::Rfc, Profile::Interop]
            .map(|profile| sort(name, "", profile).0.unwrap_err());
        assert_eq!((&one, &one), (&other, &third));
        one.detail
    };
    assert_snapshot!(refusal("name"), @"sortBy is not valid: 'name' is complex; name one of its sub-attributes.");
    assert_snapshot!(refusal("addresses"), @"sortBy is not valid: 'addresses' is complex; name one of its sub-attributes.");
    assert_snapshot!(refusal("password"), @"sortBy is not valid: 'password' is never returned and cannot be sorted by.");
    assert_snapshot!(refusal("a b\n"), @r"sortBy is not valid: 'a b\n' is not an attribute name; name one as in name.familyName.");
    let manager = format!("{ENTERPRISE}:manager");
    assert!(sort(&manager, "", Profile::Rfc).0.is_err());
    let (tolerated, notes) = sort(&manager, "", Profile::Tolerant);
    let part = tolerated.unwrap().unwrap().attribute.sub_attribute;
    assert_eq!((part.as_deref(), notes), (Some("value"), 1));
}

/// A cursor carries the key, so it is text and short.
#[test]
fn keys_are_short_texts() {
    let sort = by("displayName");
    let long = |end: &str| json!({ "displayName": format!("{}{end}", "\u{e9}".repeat(5000)) });
    let key = |resource: &Value| key(&sort, resource);
    assert!(key(&long("")).as_str().len() <= 1025);
    assert_eq!(key(&long("a")), key(&long("b")));
    let one = key(&json!({ "displayName": "One" }));
    assert_eq!(serde_json::to_value(&one).unwrap(), json!("=one"));
    assert_eq!(
        serde_json::from_value::<SortKey>(json!("=one")).unwrap(),
        one
    );
    assert_eq!(SortKey::from_text(one.as_str().to_owned()), one);
    assert_eq!(
        SortKey::from_text(SortKey::MISSING.as_str().to_owned()),
        SortKey::MISSING
    );
}

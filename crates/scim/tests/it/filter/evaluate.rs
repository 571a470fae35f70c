//! Which resources a filter selects (checklist F1, F5, F9–F12, F16).

use std::sync::Arc;

use scim::attribute::{Attribute, AttributeType};
use scim::compat::{Coercions, Profile};
use scim::filter::{Filter, Limits, Unknown, evaluate, resolve};
use scim::resource_type::USER;
use serde_json::{Value, json};

fn holds(text: &str, resource: &Value) -> bool {
    let filter = Filter::parse(text, Limits::default()).unwrap();
    let mut coercions = Coercions::new();
    let filter = resolve(
        &filter,
        &USER,
        Unknown::Reject,
        Profile::Tolerant,
        &mut coercions,
    )
    .unwrap();
    evaluate(&filter, resource.as_object().unwrap())
}

fn user() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": "2819c223", "externalId": "Ext1", "userName": "BJensen@Example.com",
        "name": {"familyName": "Stra\u{df}e", "givenName": ""},
        "active": true,
        "emails": [
            {"value": "b@work.example", "type": "work", "primary": true},
            {"value": "b@home.example", "type": "home"},
            {"value": "untyped@example"}
        ],
        "groups": [{"value": "g1", "display": "Tour Guides"}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
            {"department": "Sales", "manager": {"value": "m1"}},
        "meta": {"resourceType": "User", "created": "2026-01-01T00:00:00Z",
            "lastModified": "2026-05-13T04:42:34.123+02:00", "version": "W/\"1\""}
    })
}

#[test]
fn operators_select_as_the_rfc_says() {
    let user = user();
    for (text, expected) in [
        ("userName eq \"bjensen@example.COM\"", true),
        ("userName eq \"bjensen\"", false),
        ("userName ne \"bjensen@example.com\"", false),
        ("userName co \"JENSEN\"", true),
        ("userName sw \"bj\"", true),
        ("userName sw \"jensen\"", false),
        ("userName ew \".COM\"", true),
        ("userName gt \"A\"", true),
        ("userName lt \"c\"", true),
        ("userName ge \"bjensen@example.com\"", true),
        ("userName le \"bjensen@example.com\"", true),
        ("userName gt \"bjensen@example.com\"", false),
        ("externalId eq \"Ext1\"", true),
        ("externalId eq \"ext1\"", false),
        ("externalId co \"EXT\"", false),
        ("name.familyName eq \"STRASSE\"", true),
        ("name.familyName co \"ss\"", true),
        ("name.givenName pr", false),
        ("name.givenName eq \"\"", true),
        ("name pr", true),
        ("title pr", false),
        ("title eq \"x\"", false),
        ("title ne \"x\"", true),
        ("title eq null", true),
        ("title ne null", false),
        ("title lt \"x\"", false),
        ("active eq true", true),
        ("active eq \"False\"", false),
        ("active ne false", true),
        ("id eq \"2819c223\"", true),
        ("id eq \"2819C223\"", false),
        (
            "schemas eq \"urn:ietf:params:scim:schemas:core:2.0:User\"",
            true,
        ),
        ("schemas[value sw \"urn:ietf\"]", true),
        ("schemas pr", true),
        ("groups.value eq \"g1\"", true),
        ("manager eq \"m1\"", true),
        ("department eq \"SALES\"", true),
        ("meta.resourceType eq \"User\"", true),
    ] {
        assert_eq!(holds(text, &user), expected, "{text}");
    }
}

#[test]
fn times_compare_chronologically() {
    let user = user();
    for (text, expected) in [
        ("meta.lastModified eq \"2026-05-13T02:42:34.123Z\"", true),
        ("meta.lastModified gt \"2026-05-13T04:42:34Z\"", false),
        ("meta.lastModified lt \"2026-05-13T04:42:34Z\"", true),
        ("meta.lastModified gt \"2026-05-13T02:42:34Z\"", true),
        ("meta.lastModified ge \"2026-05-13T02:42:34.123Z\"", true),
        ("meta.lastModified ne \"2026-05-13T02:42:34.123Z\"", false),
        ("meta.created le \"2026-01-01T00:00:00.000000Z\"", true),
    ] {
        assert_eq!(holds(text, &user), expected, "{text}");
    }
}

#[test]
fn brackets_bind_to_one_value() {
    let user = user();
    for (text, expected) in [
        ("emails[type eq \"work\" and value co \"home\"]", false),
        ("emails.type eq \"work\" and emails.value co \"home\"", true),
        ("emails[type eq \"WORK\" and value co \"work\"]", true),
        ("emails[type eq \"work\"].value eq \"b@work.example\"", true),
        (
            "emails[type eq \"home\"].value eq \"b@work.example\"",
            false,
        ),
        ("emails[type eq \"home\"].primary eq null", true),
        ("emails co \"HOME.example\"", true),
        ("emails.type ne \"work\"", true),
        ("emails[value sw \"b\"].type ne \"work\"", true),
        ("not (emails.type eq \"work\")", false),
        ("emails.type eq null", false),
        ("emails[type eq null]", true),
        ("emails[not (type pr)]", true),
        ("emails.display pr", false),
        ("emails.display eq null", true),
        ("emails.primary eq true", true),
        ("emails.primary eq false", false),
        ("phoneNumbers ne \"x\"", false),
        ("phoneNumbers[not (type eq \"x\")]", false),
        ("not (phoneNumbers.type eq \"x\")", true),
        ("name[familyName sw \"stras\"]", true),
    ] {
        assert_eq!(holds(text, &user), expected, "{text}");
    }
}

#[test]
fn metacharacters_are_data() {
    let user = json!({"userName": "100%_x\\"});
    for (text, expected) in [
        (r#"userName co "%""#, true),
        (r#"userName co "0_x""#, false),
        (r#"userName ew "\\""#, true),
        (r#"userName eq "100%_x\\""#, true),
        (r#"userName sw "1%x""#, false),
        (r#"userName eq "' OR 1=1 --""#, false),
    ] {
        assert_eq!(holds(text, &user), expected, "{text}");
    }
}

#[test]
fn malformed_stored_values_match_nothing() {
    let user = json!({"userName": 5, "active": "true", "emails": "x", "name": [1],
        "meta": {"created": "never"}, "title": null, "roles": [null, 5, "a", {}]});
    for text in [
        "userName eq \"5\"",
        "active eq true",
        "emails.value eq \"x\"",
        "name.givenName pr",
        "meta.created lt \"2026-01-01T00:00:00Z\"",
        "title pr",
        "roles.value eq \"a\"",
    ] {
        assert!(!holds(text, &user), "{text}");
    }
}

/// RFC 7643 §2.3.3, RFC 7644 §3.4.2.2: numbers compare by what they are, however they are written,
/// also beyond the integers that floating point can tell apart.
#[test]
fn numbers_compare_exactly() {
    let attribute = Attribute::new("n", AttributeType::Decimal, "");
    let mut kind = USER.as_ref().clone();
    Arc::make_mut(&mut kind.schema).attributes.push(attribute);
    let equal = |stored: &str, literal: &str| {
        let filter = Filter::parse(&format!("n eq {literal}"), Limits::default()).unwrap();
        let (unknown, profile) = (Unknown::Reject, Profile::Rfc);
        let filter = resolve(&filter, &kind, unknown, profile, &mut Coercions::new()).unwrap();
        let resource: Value = serde_json::from_str(&format!("{{\"n\":{stored}}}")).unwrap();
        evaluate(&filter, resource.as_object().unwrap())
    };
    for (one, other, expected) in [
        ("1", "1.0", true),
        ("0", "-0.0", true),
        ("9007199254740992", "9007199254740992.0", true),
        ("9007199254740993", "9007199254740992.0", false),
        ("18446744073709551615", "18446744073709551616.0", false),
        ("1e300", "1e300", true),
    ] {
        assert_eq!(equal(one, other), expected, "{one} {other}");
        assert_eq!(equal(other, one), expected, "{other} {one}");
    }
}

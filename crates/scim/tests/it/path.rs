//! Tests of `scim::path` (checklist M4, M5, C22, F4).

use proptest::prelude::*;
use scim::ScimType;
use scim::compat::{Coercions, Profile};
use scim::filter::Limits;
use scim::path::{AttributePath, ResolvedPath};
use scim::resource_type::{GROUP, USER};

use crate::filter::any_value_filter;
use crate::support::arbitrary_schema;

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn parse(text: &str) -> Result<AttributePath, scim::Error> {
    AttributePath::parse(text, &USER, Limits::default())
}

/// Urn, attribute, has a filter, sub-attribute: with the schema's spelling.
fn resolve(text: &str, profile: Profile) -> (Option<String>, String, bool, Option<String>) {
    let path = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    match path.resolve(&USER, profile, &mut Coercions::new()) {
        Ok(ResolvedPath::Schema(schema)) => (Some(schema.id.clone()), String::new(), false, None),
        Ok(ResolvedPath::Attribute(target)) => (
            target.urn.map(str::to_owned),
            target.attribute.name.clone(),
            target.value_filter.is_some(),
            target
                .sub_attribute
                .map(|sub_attribute| sub_attribute.name.clone()),
        ),
        Err(error) => panic!("{text}: {error}"),
    }
}

#[test]
fn every_form_of_a_path_resolves() {
    let found = |urn: Option<&str>, name: &str, filter: bool, sub: Option<&str>| {
        (
            urn.map(str::to_owned),
            name.to_owned(),
            filter,
            sub.map(str::to_owned),
        )
    };
    let department = format!("{ENTERPRISE}:DEPARTMENT");
    let manager = format!("{}:manager.VALUE", ENTERPRISE.to_uppercase());
    for (text, expected) in [
        ("USERNAME", found(None, "userName", false, None)),
        ("externalid", found(None, "externalId", false, None)),
        ("meta.Version", found(None, "meta", false, Some("version"))),
        (
            "name.familyname",
            found(None, "name", false, Some("familyName")),
        ),
        (
            "emails[type eq \"work\"]",
            found(None, "emails", true, None),
        ),
        (
            "emails[type eq \"a].b\"].VALUE",
            found(None, "emails", true, Some("value")),
        ),
        ("groups.$REF", found(None, "groups", false, Some("$ref"))),
        (
            &department,
            found(Some(ENTERPRISE), "department", false, None),
        ),
        (
            &manager,
            found(Some(ENTERPRISE), "manager", false, Some("value")),
        ),
        (
            ENTERPRISE,
            (Some(ENTERPRISE.to_owned()), String::new(), false, None),
        ),
        (
            "urn:ietf:params:scim:schemas:core:2.0:User:emails[type eq \"work\"].value",
            found(None, "emails", true, Some("value")),
        ),
    ] {
        assert_eq!(resolve(text, Profile::Rfc), expected, "{text}");
    }
    let tolerated = found(Some(ENTERPRISE), "manager", false, None);
    assert_eq!(resolve("manager", Profile::Tolerant), tolerated);
    let legacy = "urn:scim:schemas:extension:enterprise:1.0:manager";
    assert_eq!(resolve(legacy, Profile::Tolerant), tolerated);
    assert!(
        parse("manager")
            .unwrap()
            .resolve(&USER, Profile::Rfc, &mut Coercions::new())
            .is_err()
    );
}

#[test]
fn malformed_and_unknown_paths_are_refused() {
    for (text, kind) in [
        ("", ScimType::InvalidPath),
        (".", ScimType::InvalidPath),
        ("/members", ScimType::InvalidPath),
        ("name.", ScimType::InvalidPath),
        ("name.a.b", ScimType::InvalidPath),
        ("emails[0]", ScimType::InvalidFilter),
        ("emails[]", ScimType::InvalidFilter),
        ("emails[type eq \"work\"", ScimType::InvalidFilter),
        ("emails[type xx \"work\"]", ScimType::InvalidFilter),
        ("emails[type eq \"work\"]value", ScimType::InvalidPath),
        ("emails[type eq \"work\"].", ScimType::InvalidPath),
        ("emails[type eq \"work\"].a.b", ScimType::InvalidPath),
        ("emails[type eq \"work\"][a pr]", ScimType::InvalidPath),
        ("emails.value[type eq \"work\"]", ScimType::InvalidPath),
        ("emails[a[b pr]]", ScimType::InvalidFilter),
        ("nonsense", ScimType::InvalidPath),
        ("__proto__", ScimType::InvalidPath),
        ("constructor.prototype", ScimType::InvalidPath),
        ("name.nonsense", ScimType::InvalidPath),
        ("userName.value", ScimType::InvalidPath),
        ("emails[nonsense eq 1]", ScimType::InvalidFilter),
        ("name[givenName eq \"x\"]", ScimType::InvalidPath),
        ("urn:nonsense:userName", ScimType::InvalidPath),
        (
            "urn:ietf:params:scim:schemas:core:2.0:User:",
            ScimType::InvalidPath,
        ),
        (
            "urn:ietf:params:scim:schemas:core:2.0:User:a:b",
            ScimType::InvalidPath,
        ),
        (
            "urn:ietf:params:scim:schemas:core:2.0:User2",
            ScimType::InvalidPath,
        ),
    ] {
        let resolved = parse(text).and_then(|path| {
            let profile = Profile::Tolerant;
            path.resolve(&USER, profile, &mut Coercions::new())
                .map(|found| format!("{found:?}"))
        });
        match resolved {
            Ok(found) => panic!("{text} resolved to {found}"),
            Err(error) => assert_eq!(error.scim_type, Some(kind), "{text}: {error}"),
        }
    }
    assert!(
        AttributePath::parse(
            "members",
            &GROUP,
            Limits {
                length_bytes: 6,
                ..Limits::default()
            }
        )
        .is_err()
    );
}

proptest! {
    #[test]
    fn printing_and_parsing_are_inverse(
        urn in prop::option::of(prop_oneof![
            Just(ENTERPRISE.to_owned()),
            Just(ENTERPRISE.to_uppercase()),
            "[uU]rn(:[a-zA-Z0-9.~_-]{1,5}){1,4}",
        ]),
        attribute in "[$]?[a-zA-Z][a-zA-Z0-9_-]{0,6}",
        filter in prop::option::of(any_value_filter()),
        sub_attribute in prop::option::of("[$]?[a-zA-Z][a-zA-Z0-9_-]{0,6}"),
    ) {
        let path =
            AttributePath { urn, attribute: Some(attribute), value_filter: filter, sub_attribute };
        let text = path.to_string();
        prop_assert_eq!(parse(&text), Ok(path), "{}", text);
    }

    /// Whatever a schema defines can be named, printed, read and found again: with and without its
    /// URN, in any letter case.
    #[test]
    fn every_attribute_of_a_schema_is_found(
        rt in arbitrary_schema::resource_type(),
        uppercase in any::<bool>(),
    ) {
        let mut notes = Coercions::new();
        let mut find = |urn: Option<&str>, attribute: Option<&str>, part: Option<&str>| {
            let spell = |text: &str| match uppercase {
                true => text.to_ascii_uppercase(),
                false => text.to_owned(),
            };
            let path = AttributePath {
                urn: urn.map(spell),
                attribute: attribute.map(spell),
                value_filter: None,
                sub_attribute: part.map(spell),
            };
            let text = path.to_string();
            let parsed = AttributePath::parse(&text, &rt, Limits::default());
            assert_eq!(parsed.as_ref(), Ok(&path), "{text}");
            match parsed.unwrap().resolve(&rt, Profile::Rfc, &mut notes).unwrap() {
                ResolvedPath::Schema(schema) => format!("{schema:?}"),
                ResolvedPath::Attribute(target) => {
                    format!("{:?} {:?} {:?}", target.urn, target.attribute, target.sub_attribute)
                }
            }
        };
        for (urn, attribute) in rt.attributes() {
            let name = Some(attribute.name.as_str());
            let whole = format!("{urn:?} {attribute:?} None");
            prop_assert_eq!(find(urn, name, None), whole.clone());
            if urn.is_none() {
                prop_assert_eq!(find(Some(&rt.schema.id), name, None), whole);
            }
            for part in &attribute.sub_attributes {
                let found = find(urn, name, Some(&part.name));
                prop_assert_eq!(found, format!("{urn:?} {attribute:?} {:?}", Some(part)));
            }
        }
        for schema in rt.schemas() {
            prop_assert_eq!(find(Some(&schema.id), None, None), format!("{schema:?}"));
        }
        prop_assert!(notes.is_empty());
    }

    #[test]
    fn any_text_is_parsed_or_refused(text in "\\PC{0,60}") {
        let _ = parse(&text).map(|path| {
            path.resolve(&USER, Profile::Tolerant, &mut Coercions::new()).is_ok()
        });
    }

    #[test]
    fn any_words_are_parsed_or_refused(words in prop::collection::vec(prop::sample::select(vec![
        ENTERPRISE, "urn:ietf:params:scim:schemas:core:2.0:User", ":", ".", "emails", "value",
        "[", "]", "type eq \"work\"", "\"", "$ref", "é", "\u{0}", " ",
    ]), 0..10)) {
        let _ = parse(&words.concat()).map(|path| {
            path.resolve(&USER, Profile::Tolerant, &mut Coercions::new()).is_ok()
        });
    }
}

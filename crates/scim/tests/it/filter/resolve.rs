//! Names, types and operators (checklist F3–F6, F9, F10, F12–F16, E6).

use scim::compat::{Coercions, Profile};
use scim::filter::{Filter, Limits, Operand, ResolvedFilter, Unknown, resolve};
use scim::resource_type::{GROUP, USER};
use scim::{Error, ResourceType, ScimType};

fn read(
    text: &str,
    rt: &ResourceType,
    unknown: Unknown,
    profile: Profile,
) -> Result<(ResolvedFilter, usize), Error> {
    let mut coercions = Coercions::new();
    let filter = Filter::parse(text, Limits::default())?;
    let resolved = resolve(&filter, rt, unknown, profile, &mut coercions)?;
    Ok((resolved, coercions.iter().count()))
}

fn ok(text: &str, rt: &ResourceType, profile: Profile) -> ResolvedFilter {
    read(text, rt, Unknown::Reject, profile)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
        .0
}

fn refuse(text: &str, rt: &ResourceType, profile: Profile) {
    match read(text, rt, Unknown::Reject, profile) {
        Ok(resolved) => panic!("{text} was resolved to {resolved:?}"),
        Err(error) => assert_eq!(error.scim_type, Some(ScimType::InvalidFilter), "{text}"),
    }
}

#[test]
fn every_spelling_of_one_filter_resolves_alike() {
    let user = [
        ("userName eq \"Ab\"", "USERNAME EQ \"aB\""),
        (
            "userName eq \"x\"",
            "urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"x\"",
        ),
        (
            "userName eq \"x\"",
            "URN:IETF:params:scim:schemas:core:2.0:user:USERNAME eq \"x\"",
        ),
        ("emails co \"x\"", "emails.value co \"x\""),
        ("emails.value co \"x\"", "emails[value co \"x\"]"),
        ("emails.type ne \"work\"", "emails[not (type eq \"work\")]"),
        ("title ne \"x\"", "not (title eq \"x\")"),
        ("title eq null", "not (title pr)"),
        ("title ne null", "title pr"),
        ("emails.type eq null", "not (emails.type pr)"),
        ("emails eq null", "not (emails pr)"),
        (
            "meta.lastModified gt \"2026-01-01T00:00:00Z\"",
            "meta.lastModified gt \"2026-01-01T01:00:00.000+01:00\"",
        ),
    ];
    for (left, right) in user {
        assert_eq!(
            ok(left, &USER, Profile::Rfc),
            ok(right, &USER, Profile::Rfc),
            "{right}"
        );
    }
}

#[test]
fn the_tolerant_profile_reads_what_entra_sends() {
    let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    let user = [
        (
            "externalId eq jyoung",
            "externalId eq \"jyoung\"".to_owned(),
        ),
        (
            "meta.resourceType eq User",
            "meta.resourceType eq \"User\"".to_owned(),
        ),
        ("active eq \"True\"", "active eq true".to_owned()),
        (
            "emails[primary eq \"true\"]",
            "emails[primary eq true]".to_owned(),
        ),
        (
            "manager eq \"x\"",
            format!("{enterprise}:manager.value eq \"x\""),
        ),
        (
            "department eq \"x\"",
            format!("{enterprise}:department eq \"x\""),
        ),
        (
            "employeeNumber eq 701984",
            format!("{enterprise}:employeeNumber eq \"701984\""),
        ),
    ];
    for (tolerated, plain) in &user {
        let (resolved, notes) = read(tolerated, &USER, Unknown::Reject, Profile::Tolerant).unwrap();
        assert_eq!(resolved, ok(plain, &USER, Profile::Rfc), "{tolerated}");
        assert!(notes > 0, "{tolerated} leaves a note");
        refuse(tolerated, &USER, Profile::Rfc);
        refuse(tolerated, &USER, Profile::Interop);
    }
    let members = ok("members eq \"x\"", &GROUP, Profile::Tolerant);
    assert_eq!(members, ok("members[value eq \"x\"]", &GROUP, Profile::Rfc));
}

/// RFC 7644 §3.4.2.2: a text stands in double quotes. One in single quotes is no word that lacks
/// its quotes: it would match nothing, and nobody would learn why.
#[test]
fn a_text_in_single_quotes_is_refused() {
    for text in [
        "userName eq 'bjensen'",
        "emails[type eq 'work']",
        "emails.value co '@acme.example'",
    ] {
        for profile in [Profile::Tolerant, Profile::Rfc, Profile::Interop] {
            refuse(text, &USER, profile);
        }
    }
    ok("userName eq o'brien", &USER, Profile::Tolerant);
}

/// Not in the grammar of RFC 7644 §3.4.2.2 (checklist F7).
#[test]
fn f7_a_comparison_after_the_brackets_is_about_the_same_value() {
    for (entra, plain) in [
        (
            "emails[type eq \"work\"].value eq \"x\"",
            "emails[type eq \"work\" and value eq \"x\"]",
        ),
        (
            "emails[type eq \"a\" and primary eq true].value pr",
            "emails[type eq \"a\" and primary eq true and value pr]",
        ),
        (
            "emails[type pr or primary pr].value ne \"x\"",
            "emails[(type pr or primary pr) and value ne \"x\"]",
        ),
    ] {
        let expected = ok(plain, &USER, Profile::Rfc);
        // What the interoperability profile allows is no deviation there.
        for (profile, noted) in [(Profile::Tolerant, 1), (Profile::Interop, 0)] {
            let (resolved, notes) = read(entra, &USER, Unknown::Reject, profile).unwrap();
            assert_eq!((resolved, notes), (expected.clone(), noted), "{entra}");
        }
        refuse(entra, &USER, Profile::Rfc);
    }
    refuse("emails[type pr].nonsense eq 1", &USER, Profile::Tolerant);
}

#[test]
fn what_a_type_cannot_do_is_refused() {
    for text in [
        "active gt true",
        "active co \"t\"",
        "active eq \"maybe\"",
        "active eq 1",
        "x509Certificates.value gt \"AA==\"",
        "meta.created eq \"yesterday\"",
        "meta.created sw \"2026\"",
        "meta.created eq 5",
        "userName eq true",
        "userName gt null",
        "name eq \"x\"",
        "name[givenName[x pr]]",
        "userName[value eq \"x\"]",
        "addresses co \"x\"",
        "password eq \"x\"",
        "password pr",
        "not (password sw \"a\")",
        "nonsense eq \"x\"",
        "name.nonsense pr",
        "userName.x pr",
        "emails[nonsense eq 1]",
        "emails[emails.type eq \"x\"]",
        "nonsense[a pr]",
        "urn:nonsense:userName pr",
        "members.value eq \"x\"",
        "userName eq \"x\" or nonsense pr",
    ] {
        refuse(text, &USER, Profile::Tolerant);
    }
}

#[test]
fn unknown_attributes_are_false_in_queries_over_several_types() {
    for text in [
        "members.value eq \"x\"",
        "nonsense[a pr]",
        "name.nonsense pr",
        "a.b eq null",
    ] {
        let (resolved, _) = read(text, &USER, Unknown::False, Profile::Rfc).unwrap();
        assert_eq!(resolved, ResolvedFilter::Const(false), "{text}");
    }
    assert!(read("password pr", &USER, Unknown::False, Profile::Rfc).is_err());
}

#[test]
fn literals_are_ready_to_compare() {
    let ResolvedFilter::Compare {
        attribute, operand, ..
    } = ok("userName eq \"BJENSEN\"", &USER, Profile::Rfc)
    else {
        panic!("not a comparison")
    };
    assert!(!attribute.case_exact && !attribute.multi_valued && attribute.urn.is_none());
    assert_eq!(operand, Operand::Text("bjensen".to_owned()));
    let ResolvedFilter::Compare {
        attribute, operand, ..
    } = ok("externalId eq \"BJENSEN\"", &USER, Profile::Rfc)
    else {
        panic!("not a comparison")
    };
    assert!(attribute.case_exact);
    assert_eq!(operand, Operand::Text("BJENSEN".to_owned()));
}

//! `If-Match` and `If-None-Match`.

use domain::Error;
use domain::provisioning::{EntityTags, Preconditions};
use proptest::prelude::*;

fn tags(header: &str) -> Vec<String> {
    match EntityTags::parse(header).unwrap() {
        EntityTags::OneOf(tags) => tags,
        EntityTags::Any => panic!("{header} is not *"),
    }
}

#[test]
fn headers_are_read() {
    assert_eq!(EntityTags::parse("*").unwrap(), EntityTags::Any);
    assert_eq!(EntityTags::parse(" * ").unwrap(), EntityTags::Any);
    assert_eq!(tags("\"1\""), ["\"1\""]);
    assert_eq!(tags("W/\"1\""), ["W/\"1\""]);
    assert_eq!(
        tags("W/\"1\" ,\"2,3\",  \"\""),
        ["W/\"1\"", "\"2,3\"", "\"\""]
    );
    // RFC 9110 §5.6.1.2: empty elements of a list are ignored.
    assert_eq!(tags(", \"1\",, \"2\" ,"), ["\"1\"", "\"2\""]);
}

#[test]
fn what_is_no_entity_tag_is_refused_with_a_sentence() {
    for header in [
        "",
        ",",
        "1",
        "W/1",
        "w/\"1\"",
        "\"1",
        "\"1\" \"2\"",
        "*, \"1\"",
        "\"1\", *",
        "W/ \"1\"",
    ] {
        let sentence = EntityTags::parse(header).unwrap_err();
        assert!(sentence.contains("entity tag"), "{header}: {sentence}");
    }
}

#[test]
fn strength_does_not_matter_and_the_version_does() {
    for header in ["W/\"3\"", "\"3\"", "\"1\", W/\"3\"", "*"] {
        assert!(
            EntityTags::parse(header).unwrap().contains("W/\"3\""),
            "{header}"
        );
    }
    for header in ["W/\"4\"", "\"33\"", "\"W/3\"", "\"\""] {
        assert!(
            !EntityTags::parse(header).unwrap().contains("W/\"3\""),
            "{header}"
        );
    }
}

#[test]
fn preconditions_hold_or_name_the_current_version() {
    let parse = |header: Option<&str>| header.map(|header| EntityTags::parse(header).unwrap());
    let cases = [
        (None, None, true),
        (Some("*"), None, true),
        (Some("\"3\""), None, true),
        (Some("\"2\""), None, false),
        (None, Some("\"2\""), true),
        (None, Some("\"3\""), false),
        (None, Some("*"), false),
        (Some("\"3\""), Some("\"3\""), false),
    ];
    for (if_match, if_none_match, holds) in cases {
        let preconditions = Preconditions {
            if_match: parse(if_match),
            if_none_match: parse(if_none_match),
        };
        match preconditions.check("W/\"3\"") {
            Ok(()) => assert!(holds, "{preconditions:?}"),
            Err(Error::PreconditionFailed { current }) => {
                assert_eq!(
                    (current.as_str(), holds),
                    ("W/\"3\"", false),
                    "{preconditions:?}"
                );
            }
            Err(other) => panic!("{other}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_header_is_read_without_a_panic(header in "[W/\"*, 1é]{0,20}") {
        if let Ok(EntityTags::OneOf(tags)) = EntityTags::parse(&header) {
            prop_assert!(tags.iter().all(|tag| header.contains(tag.as_str()) && tag.ends_with('"')));
        }
    }
}

//! The reader of request bodies (checklist A9, A18).

use proptest::prelude::*;
use scim::ScimType;
use scim::json::{MAX_DEPTH, parse};
use serde_json::{Value, json};

#[test]
fn plain_json() {
    let text = r#" {"a": [1, -2, 1.5, true, null, "\u00e9\n"], "b": {"a": 18446744073709551615}} "#;
    let expected: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(parse(text.as_bytes()), Ok(expected));
    assert_eq!(parse(b"\xef\xbb\xbf{}"), Ok(json!({})));
}

/// A store keeps the text of what was read. The nearest double (IEEE 754 §5.12) has one shortest
/// text, which must lead back to it.
#[test]
fn a_decimal_survives_any_number_of_readings() {
    let zeros = "0".repeat(132);
    for text in [
        format!("111111111111111111111111.11{zeros}1"),
        "0.1".to_owned(),
        "2.2250738585072011e-308".to_owned(),
        "123456789012345680000000.5".to_owned(),
    ] {
        let read = parse(text.as_bytes()).expect("JSON");
        assert_eq!(read.as_f64(), text.parse().ok(), "the nearest double");
        assert_eq!(parse(read.to_string().as_bytes()), Ok(read));
    }
}

#[test]
fn duplicates_are_refused_at_any_depth() {
    for text in [
        r#"{"a":1,"a":1}"#,
        r#"{"userName":"a","USERNAME":"b"}"#,
        r#"{"x":[{"y":{"value":1,"Value":2}}]}"#,
        r#"{"a":1,"\u0061":2}"#,
    ] {
        let error = parse(text.as_bytes()).expect_err(text);
        assert_eq!(error.scim_type, Some(ScimType::InvalidSyntax));
        assert!(error.detail.contains("more than once"), "{error}");
    }
    let names: Vec<String> = (0..200).map(|n| format!("\"n{n}\":1")).collect();
    let many = format!("{{{}}}", names.join(","));
    assert!(parse(many.as_bytes()).is_ok());
    let twice = format!("{{{},\"N100\":1}}", names.join(","));
    assert!(parse(twice.as_bytes()).is_err());
}

#[test]
fn what_is_not_json_is_refused() {
    for bytes in [
        &b""[..],
        b"  ",
        b"{",
        b"{}{}",
        b"{\"a\":}",
        b"{'a':1}",
        b"nope",
        b"{\"a\":\"\xff\"}",
        b"\xff\xfe{\0}\0",
        b"{\"a\":\"\\ud800\"}",
    ] {
        let error = parse(bytes).expect_err("refused");
        assert_eq!(
            (error.status, error.scim_type),
            (400, Some(ScimType::InvalidSyntax))
        );
    }
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(parse(nested(MAX_DEPTH).as_bytes()).is_ok());
    let error = parse(nested(MAX_DEPTH + 1).as_bytes()).expect_err("refused");
    assert!(error.detail.contains("nested"), "{error}");
    assert!(parse("[".repeat(1_000_000).as_bytes()).is_err());
    assert!(parse("{\"a\":".repeat(100_000).as_bytes()).is_err());
}

proptest! {
    #[test]
    fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn agrees_with_serde_json_on_what_both_accept(text in "[\\[\\]{}:,\"a0-9.eE+-]{0,24}") {
        if let Ok(value) = parse(text.as_bytes()) {
            prop_assert_eq!(Ok(value), serde_json::from_str(&text).map_err(|_| ()));
        }
    }
}

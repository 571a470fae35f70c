use conformance::check::Level;
use conformance::judge::error;
use serde_json::json;

use super::{exchange, is_elsewhere, is_right, one, raw, wrong};

const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

#[test]
fn a_scim_error_is_right() {
    // RFC 7644 §3.12, the example of a 404.
    let body = json!({ "schemas": [ERROR], "detail": "Resource 1 not found", "status": "404" });
    let answer = exchange("GET", "/Users/1", 404, &body);
    assert!(is_right(error::body, &answer));
    assert!(is_right(error::status, &answer));
    assert!(is_right(error::detail, &answer));
    assert!(is_elsewhere(error::scim_type, &answer));
}

#[test]
fn an_error_in_html_or_without_a_body_is_none() {
    let html = raw(
        "GET",
        "/Users/1",
        500,
        &[],
        "<html>Internal Server Error</html>",
    );
    let sentence = "the body of an answer with status 500 is no JSON object";
    assert_eq!(wrong(error::body, &html), one(Level::Must, sentence));
    let empty = raw("GET", "/Users/1", 404, &[], "");
    let sentence = "an answer with status 404 has no body";
    assert_eq!(wrong(error::body, &empty), one(Level::Must, sentence));
    let head = raw("HEAD", "/Users/1", 404, &[], "");
    assert!(is_elsewhere(error::body, &head));
}

#[test]
fn the_status_is_a_string_and_the_status() {
    let number = exchange(
        "GET",
        "/Users/1",
        404,
        &json!({ "schemas": [ERROR], "status": 404 }),
    );
    let sentence = "the status of an error is 404, not a JSON string";
    assert_eq!(wrong(error::status, &number), one(Level::Must, sentence));
    let other = exchange(
        "GET",
        "/Users/1",
        404,
        &json!({ "schemas": [ERROR], "status": "400" }),
    );
    let sentence = "an error says status \"400\" in an answer with status 404";
    assert_eq!(wrong(error::status, &other), one(Level::Must, sentence));
}

#[test]
fn the_scim_type_is_a_defined_word_in_its_letter_case() {
    let with = |word: &str| {
        let body = json!({ "schemas": [ERROR], "status": "400", "scimType": word });
        exchange("GET", "/Users", 400, &body)
    };
    assert!(is_right(error::scim_type, &with("invalidFilter")));
    // RFC 9865 §2.1 adds three.
    assert!(is_right(error::scim_type, &with("expiredCursor")));
    let sentence = "the scimType \"InvalidFilter\" is not defined";
    assert_eq!(
        wrong(error::scim_type, &with("InvalidFilter")),
        one(Level::Must, sentence)
    );
}

#[test]
fn a_scim_type_on_a_404_is_only_odd() {
    let body = json!({ "schemas": [ERROR], "status": "404", "scimType": "noTarget" });
    let answer = exchange("GET", "/Users/1", 404, &body);
    let sentence = "an error with status 404 has the scimType \"noTarget\"";
    assert_eq!(
        wrong(error::scim_type_status, &answer),
        one(Level::Interop, sentence)
    );
}

#[test]
fn stack_traces_are_seen() {
    let body = "Traceback (most recent call last):\n  File \"scim.py\", line 1";
    let answer = raw("GET", "/Users", 500, &[], body);
    let sentence = "an error shows internals: \"Traceback (most recent call last)\"";
    assert_eq!(
        wrong(error::internals, &answer),
        one(Level::Should, sentence)
    );
    assert!(is_elsewhere(
        error::internals,
        &raw("GET", "/Users", 200, &[], body)
    ));
}

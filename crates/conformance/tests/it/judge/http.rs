use conformance::check::Level;
use conformance::judge::http;

use super::{is_elsewhere, is_right, one, raw, wrong};

#[test]
fn the_media_type_of_a_good_answer_is_that_of_scim() {
    let with = |status, media_type| {
        raw(
            "GET",
            "/Users",
            status,
            &[("content-type", media_type)],
            "{}",
        )
    };
    assert!(is_right(
        http::media_type,
        &with(200, "application/scim+json;charset=utf-8")
    ));
    let sentence = "an answer to Accept: application/scim+json has the media type application/json";
    assert_eq!(
        wrong(http::media_type, &with(200, "application/json")),
        one(Level::Must, sentence)
    );
    let sentence = "an error with status 400 has the media type application/json";
    assert_eq!(
        wrong(http::media_type, &with(400, "application/json")),
        one(Level::Should, sentence)
    );
    assert!(is_elsewhere(
        http::media_type,
        &raw("DELETE", "/Users/1", 204, &[], "")
    ));
}

#[test]
fn what_is_not_implemented_is_no_fault() {
    let with = |status| raw("GET", "/Me", status, &[], "");
    assert!(is_right(http::server_error, &with(501)));
    assert!(is_right(http::server_error, &with(404)));
    let sentence = "GET /Me is answered 500";
    assert_eq!(
        wrong(http::server_error, &with(500)),
        one(Level::Must, sentence)
    );
}

#[test]
fn a_401_challenges_and_a_405_says_what_is_allowed() {
    let bare = raw("GET", "/Users", 401, &[], "");
    let sentence = "an answer with status 401 has no WWW-Authenticate header";
    assert_eq!(wrong(http::challenge, &bare), one(Level::Must, sentence));
    let good = raw("GET", "/Users", 401, &[("WWW-Authenticate", "Bearer")], "");
    assert!(is_right(http::challenge, &good));
    let bare = raw("PATCH", "/Users", 405, &[], "");
    let sentence = "PATCH /Users is answered 405 without an Allow header";
    assert_eq!(wrong(http::allow, &bare), one(Level::Must, sentence));
    assert!(is_elsewhere(
        http::allow,
        &raw("PATCH", "/Users", 404, &[], "")
    ));
}

#[test]
fn redirects_are_told_but_for_that_of_me() {
    let to = [("location", "https://example.com/other")];
    assert_eq!(
        wrong(http::redirect, &raw("GET", "/Users?x=1", 302, &to, "")),
        one(
            Level::Interop,
            "GET /Users redirects to https://example.com/other"
        )
    );
    assert!(is_right(http::redirect, &raw("GET", "/Me", 308, &to, "")));
    assert!(is_right(
        http::redirect,
        &raw("GET", "/Users/1", 304, &[], "")
    ));
}

#[test]
fn the_version_is_the_entity_tag_to_the_letter() {
    let body = r#"{"meta":{"version":"W/\"1\""}}"#;
    let tag = |tag| raw("GET", "/Users/1", 200, &[("etag", tag)], body);
    assert!(is_right(http::entity_tag, &tag("W/\"1\"")));
    assert_eq!(
        wrong(http::entity_tag, &tag("\"1\"")),
        one(Level::Must, "the ETag is \"1\", meta.version is W/\"1\"")
    );
    assert!(is_elsewhere(
        http::entity_tag,
        &raw("GET", "/Users/1", 200, &[], body)
    ));
}

#[test]
fn a_429_says_seconds() {
    let with = |value| raw("GET", "/Users", 429, &[("retry-after", value)], "");
    assert!(is_right(http::retry_after, &with("30")));
    assert_eq!(
        wrong(http::retry_after, &with("Wed, 21 Oct 2026 07:28:00 GMT")),
        one(
            Level::Interop,
            "Retry-After of a 429 is \"Wed, 21 Oct 2026 07:28:00 GMT\""
        )
    );
}

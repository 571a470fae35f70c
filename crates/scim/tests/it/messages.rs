//! ListResponse, SearchRequest and Error (checklist H, J, R).

use scim::compat::{Coercions, Profile};
use scim::error::excerpt;
use scim::list_response::{ListResponse, Page};
use scim::search_request::SearchRequest;
use scim::{Error, ScimType, urn};
use serde_json::{Value, json};

#[test]
fn h2_h3_list_responses() {
    let empty = ListResponse {
        resources: Vec::<Value>::new(),
        page: Page::Index {
            start_index: 9,
            total_results: 7,
        },
    };
    let expected = json!({
        "schemas": [urn::LIST_RESPONSE],
        "totalResults": 7, "startIndex": 9, "itemsPerPage": 0, "Resources": [],
    });
    assert_eq!(json!(empty), expected);
    let whole = ListResponse::whole(vec![json!({ "id": "1" }), json!({ "id": "2" })]);
    let whole = json!(whole);
    assert_eq!(whole["totalResults"], 2);
    assert_eq!(whole["startIndex"], 1);
    assert_eq!(whole["itemsPerPage"], 2);
}

/// RFC 9865 §2: no `startIndex`; the cursors and the total only where there are any.
#[test]
fn i1_i5_pages_by_cursor() {
    let page = |next: Option<&str>, previous: Option<&str>, total_results| {
        let page = Page::Cursor {
            next: next.map(str::to_owned),
            previous: previous.map(str::to_owned),
            total_results,
        };
        let resources = vec![json!({ "id": "1" })];
        json!(ListResponse { resources, page })
    };
    let between = json!({
        "schemas": [urn::LIST_RESPONSE],
        "totalResults": 100, "itemsPerPage": 1,
        "previousCursor": "ze7L", "nextCursor": "YkU3", "Resources": [{ "id": "1" }],
    });
    assert_eq!(page(Some("YkU3"), Some("ze7L"), Some(100)), between);
    let only = json!({
        "schemas": [urn::LIST_RESPONSE], "itemsPerPage": 1, "Resources": [{ "id": "1" }],
    });
    assert_eq!(page(None, None, None), only);
    let empty = Page::Cursor {
        next: None,
        previous: None,
        total_results: Some(0),
    };
    let empty = ListResponse {
        resources: Vec::<Value>::new(),
        page: empty,
    };
    assert_eq!(empty.total_results(), Some(0));
    assert_eq!(json!(empty)["Resources"], json!([]));
}

/// RFC 9865 §3: an empty cursor asks for the first page, an absent one for none.
#[test]
fn i1_i7_a_cursor_in_the_body() {
    let schemas = json!([urn::SEARCH_REQUEST]);
    for (body, cursor) in [
        (json!({ "schemas": schemas }), None),
        (json!({ "schemas": schemas, "cursor": null }), None),
        (json!({ "schemas": schemas, "cursor": "" }), Some("")),
        (
            json!({ "schemas": schemas, "Cursor": "VZUT" }),
            Some("VZUT"),
        ),
    ] {
        let request = parse(&body, Profile::Rfc).0.unwrap();
        assert_eq!(request.cursor.as_deref(), cursor, "{body}");
    }
    let wrong = json!({ "schemas": schemas, "cursor": 1 });
    let error = parse(&wrong, Profile::Tolerant).0.unwrap_err();
    assert_eq!(error.scim_type, Some(ScimType::InvalidValue));
}

fn parse(body: &Value, profile: Profile) -> (Result<SearchRequest, Error>, bool) {
    let mut coercions = Coercions::new();
    let result = SearchRequest::parse(body, profile, &mut coercions);
    (result, !coercions.is_empty())
}

#[test]
fn j1_every_member_is_read() {
    let body = json!({
        "schemas": [urn::SEARCH_REQUEST],
        "Attributes": ["userName", "name.givenName"],
        "excludedAttributes": [],
        "filter": "userName eq \"x\"",
        "sortBy": "userName",
        "sortOrder": "descending",
        "STARTINDEX": -1,
        "count": u64::MAX,
        "unknown": {},
    });
    let expected = SearchRequest {
        attributes: vec!["userName".to_owned(), "name.givenName".to_owned()],
        excluded_attributes: Vec::new(),
        filter: Some("userName eq \"x\"".to_owned()),
        sort_by: Some("userName".to_owned()),
        sort_order: Some("descending".to_owned()),
        start_index: Some(-1),
        count: Some(i64::MAX),
        cursor: None,
    };
    assert_eq!(parse(&body, Profile::Rfc), (Ok(expected), false));
    let bare = json!({ "schemas": [urn::SEARCH_REQUEST], "filter": null });
    assert_eq!(
        parse(&bare, Profile::Rfc),
        (Ok(SearchRequest::default()), false)
    );
}

#[test]
fn j2_schemas() {
    for (body, tolerated) in [
        (json!({}), true),
        (json!({ "schemas": null }), true),
        (json!({ "schemas": [] }), false),
        (json!({ "schemas": [urn::USER] }), false),
        (json!({ "schemas": urn::SEARCH_REQUEST }), false),
        (json!([]), false),
        (
            json!({ "schemas": [urn::SEARCH_REQUEST], "count": 1, "Count": 2 }),
            false,
        ),
    ] {
        let (result, noted) = parse(&body, Profile::Tolerant);
        assert_eq!((result.is_ok(), noted), (tolerated, tolerated), "{body}");
        let error = parse(&body, Profile::Rfc).0.expect_err("refused");
        assert_eq!(error.scim_type, Some(ScimType::InvalidSyntax));
    }
}

#[test]
fn j1_wrong_types_are_refused() {
    for (name, value) in [
        ("count", json!("10")),
        ("count", json!(1.5)),
        ("startIndex", json!([1])),
        ("filter", json!(1)),
        ("sortBy", json!({})),
        ("attributes", json!([1])),
        ("attributes", json!(1)),
        ("excludedAttributes", json!({})),
    ] {
        let body = json!({ "schemas": [urn::SEARCH_REQUEST], name: value });
        let error = parse(&body, Profile::Tolerant).0.expect_err("refused");
        assert_eq!(error.scim_type, Some(ScimType::InvalidValue), "{body}");
        assert!(error.detail.contains(name), "{error}");
    }
    let body = json!({ "schemas": [urn::SEARCH_REQUEST], "attributes": "a,b" });
    let (result, noted) = parse(&body, Profile::Tolerant);
    assert_eq!(result.expect("tolerated").attributes, ["a", "b"]);
    assert!(noted);
    assert!(parse(&body, Profile::Rfc).0.is_err());
}

#[test]
fn r1_errors() {
    let error = Error::uniqueness("taken");
    let expected = json!({
        "schemas": [urn::ERROR], "status": "409", "scimType": "uniqueness", "detail": "taken",
    });
    assert_eq!(error.to_json(), expected);
    assert_eq!(Error::new(404, "gone").to_json().get("scimType"), None);
    // RFC 9865 table 3.
    for (kind, word) in [
        (ScimType::InvalidCursor, "invalidCursor"),
        (ScimType::ExpiredCursor, "expiredCursor"),
        (ScimType::InvalidCount, "invalidCount"),
    ] {
        assert_eq!(
            Error::bad_request(kind, "").to_json()["scimType"],
            json!(word)
        );
    }
}

#[test]
fn client_text_in_messages_is_short_and_harmless() {
    assert_eq!(excerpt("a\n\0b\u{202e}"), "a\\n\\0b\\u{202e}");
    assert_eq!(excerpt(&"x".repeat(120)), "x".repeat(120));
    assert_eq!(excerpt(&"x".repeat(121)), format!("{}…", "x".repeat(120)));
}

use conformance::check::Level;
use conformance::judge::list;
use serde_json::{Value, json};

use super::{exchange, is_elsewhere, is_right, one, wrong};

const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

fn page(total: u64, items: u64, start: u64, resources: usize) -> Value {
    let resources: Vec<Value> = (0..resources)
        .map(|id| json!({ "id": id.to_string() }))
        .collect();
    json!({
        "schemas": [LIST],
        "totalResults": total,
        "itemsPerPage": items,
        "startIndex": start,
        "Resources": resources,
    })
}

#[test]
fn a_list_is_identified_wherever_it_is_asked_for() {
    let bare = json!({ "totalResults": 0, "Resources": [] });
    for (method, target) in [
        ("GET", "/Users?count=1"),
        ("POST", "/Users/.search"),
        ("GET", "/Schemas"),
    ] {
        let answer = exchange(method, target, 200, &bare);
        let path = target.split('?').next().unwrap();
        let sentence =
            format!("{method} {path} is answered with something that is not identified by {LIST}");
        assert_eq!(wrong(list::schema, &answer), one(Level::Must, &sentence));
    }
    let resource = exchange("GET", "/Users/1", 200, &json!({ "id": "1" }));
    assert!(is_elsewhere(list::schema, &resource));
}

#[test]
fn resources_may_be_missing_only_when_there_are_none() {
    let with = |total: u64| json!({ "schemas": [LIST], "totalResults": total });
    assert!(is_right(
        list::members,
        &exchange("GET", "/Users", 200, &with(0))
    ));
    assert_eq!(
        wrong(list::members, &exchange("GET", "/Users", 200, &with(3))),
        one(Level::Must, "a list with results has no Resources")
    );
    // RFC 7644 table 6: count=0 asks for totalResults alone.
    assert!(is_right(
        list::members,
        &exchange("GET", "/Users?count=0", 200, &with(3))
    ));
    assert_eq!(
        wrong(list::empty, &exchange("GET", "/Users", 200, &with(0))),
        one(Level::Interop, "an empty list has no Resources")
    );
}

#[test]
fn the_total_is_a_number_and_may_be_missing_only_with_cursors() {
    let without = json!({ "schemas": [LIST], "Resources": [] });
    assert_eq!(
        wrong(list::members, &exchange("GET", "/Users", 200, &without)),
        one(Level::Must, "a list has no totalResults")
    );
    assert!(is_right(
        list::members,
        &exchange("GET", "/Users?cursor=", 200, &without)
    ));
    let text = json!({ "schemas": [LIST], "totalResults": "0", "Resources": [] });
    assert_eq!(
        wrong(list::members, &exchange("GET", "/Users", 200, &text)),
        one(
            Level::Must,
            "totalResults is \"0\", not a non-negative integer"
        )
    );
}

#[test]
fn items_per_page_counts_what_is_there() {
    assert!(is_right(
        list::page,
        &exchange("GET", "/Users", 200, &page(9, 2, 1, 2))
    ));
    // ory/polis#4054: the page size that was asked for is not what was returned.
    assert_eq!(
        wrong(
            list::page,
            &exchange("GET", "/Users", 200, &page(2, 20, 1, 2))
        ),
        one(Level::Must, "itemsPerPage is 20 in a page of 2 resources")
    );
}

#[test]
fn a_part_of_a_list_says_where_it_begins() {
    let mut body = page(9, 2, 1, 2);
    body.as_object_mut().unwrap().remove("startIndex");
    body.as_object_mut().unwrap().remove("itemsPerPage");
    let sentences: Vec<String> = wrong(list::page, &exchange("GET", "/Users", 200, &body))
        .into_iter()
        .map(|(_, sentence)| sentence)
        .collect();
    assert_eq!(
        sentences,
        [
            "a partial list has no itemsPerPage",
            "a partial list has no startIndex"
        ]
    );
    // All of it: neither is required.
    let mut body = page(2, 2, 1, 2);
    body.as_object_mut().unwrap().remove("startIndex");
    body.as_object_mut().unwrap().remove("itemsPerPage");
    assert!(is_right(list::page, &exchange("GET", "/Users", 200, &body)));
}

#[test]
fn numbers_larger_than_sixty_four_bits_are_numbers() {
    let body = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults":1,"startIndex":99999999999999999999,"itemsPerPage":0,"Resources":[]}"#;
    let answer = super::raw("GET", "/Users", 200, &[], body);
    assert!(is_right(list::page, &answer));
}

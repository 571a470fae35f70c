//! Pages by cursor (RFC 9865).

use serde_json::{Value, json};

use super::{assert_error, start};
use crate::support::{Reply, Scim};

fn page(scim: &Scim, query: &str, cursor: &str) -> Value {
    scim.get(&format!("/Users?{query}&cursor={cursor}"))
        .expect(200)
}

fn names(page: &Value) -> Vec<String> {
    let resources = page["Resources"].as_array().unwrap();
    resources
        .iter()
        .map(|user| user["userName"].as_str().unwrap().to_owned())
        .collect()
}

fn five_users(scim: &Scim) {
    for name in ["carl", "anna", "eve", "bob", "dora"] {
        scim.create_user(name);
    }
}

/// The `scimType` of a refused page.
fn refusal(reply: &Reply) -> String {
    assert_error(reply, 400).unwrap()
}

#[test]
fn cursors_lead_from_page_to_page() {
    let (_server, scim) = start();
    five_users(&scim);
    // RFC 9865 §2: a cursor without a value asks for the first page.
    let first = scim.get("/Users?cursor&count=2").expect(200);
    assert_eq!(names(&first), ["carl", "anna"]);
    assert_eq!(
        (&first["totalResults"], &first["itemsPerPage"]),
        (&json!(5), &json!(2))
    );
    assert!(first.get("startIndex").is_none(), "{first}");
    assert!(first.get("previousCursor").is_none(), "{first}");
    let next = first["nextCursor"].as_str().unwrap();
    // RFC 9865 §2: unreserved characters (RFC 3986 §2.3).
    let unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    assert!(next.chars().all(unreserved), "{next}");
    let second = page(&scim, "count=2", next);
    assert_eq!(names(&second), ["eve", "bob"]);
    let last = page(&scim, "count=2", second["nextCursor"].as_str().unwrap());
    assert_eq!(names(&last), ["dora"]);
    assert!(last.get("nextCursor").is_none(), "{last}");
    // The same page may be asked for again.
    assert_eq!(names(&page(&scim, "count=2", next)), ["eve", "bob"]);
}

#[test]
fn index_is_the_method_for_who_names_none() {
    // RFC 9865 §2.4
    let (_server, scim) = start();
    five_users(&scim);
    let list = scim.get("/Users?count=2").expect(200);
    assert_eq!(list["startIndex"], 1);
    assert!(list.get("nextCursor").is_none(), "{list}");
    let both = scim.get("/Users?count=2&cursor&startIndex=1");
    assert_eq!(refusal(&both), "invalidValue");
    let config = scim.get("/ServiceProviderConfig").expect(200);
    assert_eq!(
        config["pagination"],
        json!({
            "cursor": true, "index": true, "defaultPaginationMethod": "index",
            "defaultPageSize": 100, "maxPageSize": 1000, "cursorTimeout": 3600,
        })
    );
}

#[test]
fn cursors_keep_filter_and_order() {
    let (_server, scim) = start();
    five_users(&scim);
    let query = "filter=userName gt \"anna\"&sortBy=userName&sortOrder=descending&count=3";
    let first = page(&scim, query, "");
    assert_eq!(names(&first), ["eve", "dora", "carl"]);
    let last = page(&scim, query, first["nextCursor"].as_str().unwrap());
    assert_eq!(names(&last), ["bob"]);
}

#[test]
fn a_cursor_fits_only_the_query_that_it_came_from() {
    let (server, scim) = start();
    five_users(&scim);
    let first = page(&scim, "count=2", "");
    let cursor = first["nextCursor"].as_str().unwrap();
    for query in [
        "/Users?count=2&filter=userName pr&cursor=",
        "/Users?count=2&sortBy=userName&cursor=",
        "/Users?count=2&attributes=userName&cursor=",
        "/Groups?count=2&cursor=",
        "/?count=2&cursor=",
    ] {
        let refused = scim.get(&format!("{query}{cursor}"));
        assert_eq!(refusal(&refused), "invalidCursor", "{query}");
    }
    // RFC 9865 §2.1: count must be equal to that of the initial query.
    let refused = scim.get(&format!("/Users?count=3&cursor={cursor}"));
    assert_eq!(refusal(&refused), "invalidCount");
    // Another configuration's cursor is no more than any text.
    let other = Scim::new(&server);
    let refused = other.get(&format!("/Users?count=2&cursor={cursor}"));
    assert_eq!(refusal(&refused), "invalidCursor");
    let mut altered = cursor.to_owned();
    let end = if altered.pop() == Some('A') { 'B' } else { 'A' };
    altered.push(end);
    for wrong in [
        altered.as_str(),
        "x",
        "0",
        "AAAA",
        "%00",
        "2",
        &"A".repeat(4000),
    ] {
        let refused = scim.get(&format!("/Users?count=2&cursor={wrong}"));
        assert_eq!(refusal(&refused), "invalidCursor", "{wrong}");
    }
}

#[test]
fn a_cursor_is_no_authority() {
    let (_server, scim) = start();
    five_users(&scim);
    let first = page(&scim, "count=2", "");
    let cursor = first["nextCursor"].as_str().unwrap();
    let path = format!("/Users?count=2&cursor={cursor}");
    let unknown = scim.request("GET", &path).bearer("nobody").send();
    assert_eq!(unknown.status, 401);
}

#[test]
fn a_count_of_nothing_tells_the_total() {
    let (_server, scim) = start();
    five_users(&scim);
    for query in ["count=0", "count=-3", "count=0&filter=userName sw \"a\""] {
        let none = page(&scim, query, "");
        assert_eq!(none["Resources"], json!([]), "{query}");
        assert!(none.get("nextCursor").is_none(), "{none}");
        let total = if query.contains("filter") { 1 } else { 5 };
        assert_eq!(none["totalResults"], total, "{query}");
    }
}

#[test]
fn searches_by_post_have_cursors_too() {
    // RFC 9865 §3
    let (_server, scim) = start();
    five_users(&scim);
    let search = |path: &str, cursor: &str| {
        let body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
            "attributes": ["userName"], "cursor": cursor, "count": 4,
        });
        scim.send("POST", path, &body).expect(200)
    };
    let first = search("/Users/.search", "");
    assert_eq!(first["itemsPerPage"], 4);
    let last = search("/Users/.search", first["nextCursor"].as_str().unwrap());
    assert_eq!(names(&last), ["dora"]);
    // Over all types: users, then groups.
    scim.create_group("Staff", &[]);
    let mut cursor = Some(String::new());
    let mut seen = Vec::new();
    while let Some(text) = cursor {
        let page = search("/.search", &text);
        for resource in page["Resources"].as_array().unwrap() {
            seen.push(resource["id"].as_str().unwrap().to_owned());
        }
        cursor = page["nextCursor"].as_str().map(str::to_owned);
    }
    assert_eq!(seen.len(), 6);
    seen.dedup();
    assert_eq!(seen.len(), 6);
}

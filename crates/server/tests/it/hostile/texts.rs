//! Texts that are none: U+0000, halves of characters, bytes that are no UTF-8.

use serde_json::{Value, json};

use super::{Besieged, Case};
use crate::support::{GROUP, PATCH_OP, Request, USER};

const BULK_REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

fn case(name: &str, kind: &'static str, request: Request) -> Case {
    Case {
        name: name.to_owned(),
        status: 400,
        kind: Some(kind),
        request,
    }
}

/// RFC 8259 §7 allows U+0000 in a text, but no store of ours could keep it.
#[test]
fn nul_in_a_resource_is_refused() {
    let besieged = Besieged::start();
    let with = |name: &str, value: Value| {
        let mut body = json!({ "schemas": [USER], "userName": "u" });
        body[name] = value;
        body
    };
    let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    for body in [
        with("userName", json!("a\0")),
        with("userName", json!("\0")),
        with("displayName", json!("\0b")),
        with("externalId", json!("a\0b")),
        with("name", json!({ "givenName": "\0" })),
        with("emails", json!([{ "value": "a@\0" }])),
        with("profileUrl", json!("https://\0")),
        with(enterprise, json!({ "department": "\0" })),
        with("unknown", json!("\0")),
        with("unknown", json!([{ "deep": ["\0"] }])),
        with("un\0known", json!(1)),
        with("unknown", json!({ "na\0me": 1 })),
        with("user\0Name", json!("u")),
    ] {
        for (method, path) in [("POST", "/Users"), ("PUT", &*besieged.user)] {
            let name = format!("{method} {body}");
            let request = besieged.request(method, path, body.to_string());
            besieged.refuses(case(&name, "invalidValue", request));
        }
    }
    for body in [
        json!({ "schemas": [GROUP], "displayName": "\0" }),
        json!({ "schemas": [GROUP], "displayName": "g", "members": [{ "value": "\0" }] }),
    ] {
        let request = besieged.request("POST", "/Groups", body.to_string());
        besieged.refuses(case(&body.to_string(), "invalidValue", request));
    }
    besieged.is_unharmed();
}

#[test]
fn nul_in_a_patch_is_refused() {
    let besieged = Besieged::start();
    let add = |path: &str, value: Value| json!({ "op": "add", "path": path, "value": value });
    for (operation, kind) in [
        (add("title", json!("\0")), "invalidValue"),
        (add("\0", json!("a")), "invalidPath"),
        (add("\0:title", json!("a")), "invalidPath"),
        (
            add("emails[value eq \"\\u0000\"]", json!({})),
            "invalidFilter",
        ),
        (add("emails[value eq \0]", json!({})), "invalidFilter"),
        (add("emails[type eq \"work\"].\0", json!(1)), "invalidPath"),
        (
            json!({ "op": "add", "value": { "title": "\0" } }),
            "invalidValue",
        ),
        (
            json!({ "op": "a\0dd", "path": "title", "value": "a" }),
            "invalidSyntax",
        ),
    ] {
        let body = json!({ "schemas": [PATCH_OP], "Operations": [operation] });
        let request = besieged.request("PATCH", &besieged.user, body.to_string());
        besieged.refuses(case(&operation.to_string(), kind, request));
    }
    besieged.is_unharmed();
}

#[test]
fn nul_in_a_query_is_refused() {
    let besieged = Besieged::start();
    for (query, kind) in [
        (
            json!({ "filter": "userName eq \"\\u0000\"" }),
            "invalidFilter",
        ),
        (json!({ "filter": "userName eq \"\0\"" }), "invalidFilter"),
        (json!({ "filter": "user\0Name pr" }), "invalidFilter"),
        (json!({ "filter": "\0" }), "invalidFilter"),
        (json!({ "sortBy": "\0" }), "invalidValue"),
        (
            json!({ "sortBy": "userName", "sortOrder": "\0" }),
            "invalidValue",
        ),
        (json!({ "cursor": "\0" }), "invalidCursor"),
    ] {
        let request = besieged.request("POST", "/Users/.search", query.to_string());
        besieged.refuses(case(&query.to_string(), kind, request));
    }
    for query in ["filter=userName%20eq%20%22%00%22", "filter=%00"] {
        let request = besieged.scim.request("GET", &format!("/Users?{query}"));
        besieged.refuses(case(query, "invalidFilter", request));
    }
    for path in [
        "/Users/%00",
        "/%00",
        "/Schemas/%00",
        "/ResourceTypes/User%00",
    ] {
        let request = besieged.scim.request("GET", path);
        besieged.refuses(Case {
            status: 404,
            kind: None,
            ..case(path, "", request)
        });
    }
    besieged.is_unharmed();
}

/// A bulk request fails in those of its operations that are wrong (RFC 7644 §3.7.3).
#[test]
fn nul_in_a_bulk_request_harms_nothing() {
    let besieged = Besieged::start();
    let data = json!({ "schemas": [USER] });
    let operations = json!([
        { "method": "POST", "path": "/Users", "bulkId": "a\0", "data": data },
        { "method": "POST", "path": "/Users", "bulkId": "b", "data": { "userName": "\0" } },
        { "method": "PUT", "path": "/Users/\0", "data": { "userName": "u" } },
        { "method": "PATCH", "path": "/Users/bulkId:\0", "data": {} },
        { "method": "DELETE", "path": "/\0/x" },
        { "method": "DELETE", "path": besieged.user, "version": "\0" },
        { "method": "\0", "path": "/Users" },
    ]);
    let body = json!({ "schemas": [BULK_REQUEST], "Operations": operations });
    let request = besieged.request("POST", "/Bulk", body.to_string());
    let answer = besieged.send("NUL in a bulk request", request).expect(200);
    let results = answer["Operations"].as_array().unwrap();
    let statuses: Vec<&str> = results
        .iter()
        .map(|one| one["status"].as_str().unwrap())
        .collect();
    assert_eq!(
        statuses,
        ["400", "400", "404", "400", "404", "400", "400"],
        "{answer}"
    );
    besieged.is_unharmed();
}

/// RFC 8259 §8.1: JSON is UTF-8; §8.2: half of a surrogate pair is no character.
#[test]
fn what_is_no_unicode_is_refused() {
    let besieged = Besieged::start();
    for escape in [
        "\\ud800",
        "\\udc00",
        "\\udc00\\ud800",
        "\\ud800a",
        "\\uD83D\\u0041",
        "\\u12",
        "\\x41",
    ] {
        for body in [
            format!("{{\"userName\":\"{escape}\"}}"),
            format!("{{\"{escape}\":0}}"),
            format!("{{\"unknown\":[[\"{escape}\"]]}}"),
        ] {
            let request = besieged.request("POST", "/Users", body.clone());
            besieged.refuses(case(&body, "invalidSyntax", request));
        }
        let filter = json!({ "filter": format!("userName eq \"{escape}\"") });
        let request = besieged.request("POST", "/.search", filter.to_string());
        besieged.refuses(case(escape, "invalidFilter", request));
    }
    let wrong: [&[u8]; 8] = [
        b"\xff",
        b"\xc0\xaf",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\x80",
        b"\xe2\x82",
    ];
    for bytes in wrong {
        let name = bytes.escape_ascii().to_string();
        for body in [
            [b"{\"userName\":\"", bytes, b"\"}"].concat(),
            [b"{\"", bytes, b"\":0}"].concat(),
            [b"{} ", bytes].concat(),
            bytes.to_vec(),
        ] {
            let request = besieged.request("POST", "/Users", body);
            besieged.refuses(case(&name, "invalidSyntax", request));
        }
        let encoded: String = bytes.iter().map(|byte| format!("%{byte:02x}")).collect();
        let request = besieged
            .scim
            .request("GET", &format!("/Users?filter=userName eq \"{encoded}\""));
        besieged.refuses(case(&encoded, "invalidFilter", request));
        let request = besieged.scim.request("GET", &format!("/Users/{encoded}"));
        besieged.refuses(Case {
            status: 404,
            kind: None,
            ..case(&encoded, "", request)
        });
    }
    // UTF-16, which JSON once could be.
    let utf16: Vec<u8> = "{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let request = besieged.request("POST", "/Users", utf16);
    besieged.refuses(case("UTF-16", "invalidSyntax", request));
    besieged.is_unharmed();
}

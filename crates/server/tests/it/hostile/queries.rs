//! Queries that would cost more than they may.

use serde_json::{Value, json};

use super::{Besieged, Case};

fn search(besieged: &Besieged, name: &str, kind: &'static str, query: &Value) -> Case {
    Case {
        name: name.to_owned(),
        status: 400,
        kind: Some(kind),
        request: besieged.request("POST", "/Users/.search", query.to_string()),
    }
}

#[test]
fn filters_without_measure_are_refused() {
    let besieged = Besieged::start();
    let nested = |levels: usize| format!("{}id pr{}", "(".repeat(levels), ")".repeat(levels));
    let filters = [
        ("20,000 parentheses", nested(20_000)),
        ("parentheses that never close", "(".repeat(8_000)),
        ("one too deep", nested(17)),
        ("brackets", "emails[".repeat(1_000)),
        (
            "denials",
            format!("{}id pr{}", "not (".repeat(1_000), ")".repeat(1_000)),
        ),
        (
            "a megabyte",
            format!("userName eq \"{}\"", "x".repeat(1 << 20)),
        ),
        (
            "a long value",
            format!("userName eq \"{}\"", "x".repeat(1_025)),
        ),
        ("a long name", format!("{} pr", "x".repeat(8_000))),
        ("a long URN", format!("{}:x pr", "u:".repeat(4_000))),
        ("a long word", format!("userName eq {}", "x".repeat(8_000))),
        ("many comparisons", vec!["id pr"; 65].join(" or ")),
        ("many more", vec!["a pr"; 800].join(" and ")),
        (
            "backslashes",
            format!("userName eq \"{}", "\\".repeat(8_000)),
        ),
        ("spaces", " ".repeat(8_000)),
        (
            "a number of 4,000 digits",
            format!("userName eq {}", "9".repeat(4_000)),
        ),
    ];
    for (name, filter) in &filters {
        besieged.refuses(search(
            &besieged,
            name,
            "invalidFilter",
            &json!({ "filter": filter }),
        ));
        // A head of 32 KiB holds most of them (RFC 9110 §4.1 recommends 8,000 bytes at least).
        if filter.len() < 10_000 {
            let path = format!("/Users?filter={filter}");
            besieged.refuses(Case {
                request: besieged.scim.request("GET", &path),
                ..search(&besieged, name, "invalidFilter", &Value::Null)
            });
        }
    }
    besieged.is_unharmed();
}

/// RFC 6585 §5. The head is refused before anybody knows whose it is.
#[test]
fn filters_that_do_not_fit_into_a_head_are_answered_431() {
    let besieged = Besieged::start();
    for bytes in [33_000, 60_000, 1 << 20] {
        let path = format!("/Users?filter={}", "(".repeat(bytes));
        // The server may close the connection before all of the head is sent.
        if let Ok(reply) = besieged.scim.request("GET", &path).try_send() {
            assert!([414, 431].contains(&reply.status), "{}", reply.status);
        }
    }
    besieged.is_unharmed();
}

#[test]
fn lists_of_names_and_cursors_without_measure_are_refused() {
    let besieged = Besieged::start();
    let names = vec!["a"; 10_000];
    let joined = names.join(",");
    for (query, kind) in [
        (json!({ "attributes": names }), "invalidValue"),
        (json!({ "excludedAttributes": names }), "invalidValue"),
        (json!({ "attributes": joined }), "invalidValue"),
        (
            json!({ "attributes": vec!["x".repeat(1_000); 257] }),
            "invalidValue",
        ),
        (
            json!({ "attributes": ["a"], "excludedAttributes": ["b"] }),
            "invalidValue",
        ),
        (json!({ "sortBy": joined }), "invalidValue"),
        (json!({ "sortBy": "x.".repeat(500_000) }), "invalidValue"),
        (
            json!({ "sortBy": "userName", "sortOrder": "z".repeat(1 << 20) }),
            "invalidValue",
        ),
        (json!({ "cursor": "A".repeat(1 << 20) }), "invalidCursor"),
        (json!({ "cursor": "/".repeat(1 << 20) }), "invalidCursor"),
        (json!({ "cursor": "é" }), "invalidCursor"),
        (json!({ "cursor": "AAAA", "startIndex": 1 }), "invalidValue"),
    ] {
        let name: String = query.to_string().chars().take(40).collect();
        besieged.refuses(search(&besieged, &name, kind, &query));
    }
    for parameter in [
        "attributes",
        "excludedAttributes",
        "sortBy",
        "sortOrder",
        "cursor",
    ] {
        let kind = if parameter == "cursor" {
            "invalidCursor"
        } else {
            "invalidValue"
        };
        let sorted = if parameter == "sortOrder" {
            "sortBy=userName&"
        } else {
            ""
        };
        let path = format!("/Users?{sorted}{parameter}={joined}");
        besieged.refuses(Case {
            request: besieged.scim.request("GET", &path),
            ..search(&besieged, parameter, kind, &Value::Null)
        });
    }
    besieged.is_unharmed();
}

/// As many names as there may be, each compared with every attribute of every resource.
#[test]
fn the_longest_lists_of_names_are_answered() {
    let besieged = Besieged::start();
    let names: Vec<String> = (0..256).map(|number| format!("emails.x{number}")).collect();
    for member in ["attributes", "excludedAttributes"] {
        let query = json!({ member: names });
        let request = besieged.request("POST", "/.search", query.to_string());
        assert_eq!(
            besieged.send(member, request).expect(200)["totalResults"],
            3
        );
    }
    besieged.is_unharmed();
}

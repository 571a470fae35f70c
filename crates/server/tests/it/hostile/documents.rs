//! Bodies that are too much of what JSON can be.

use serde_json::json;

use super::{Besieged, Case};
use crate::support::{GROUP, USER};

/// A POST of a user.
fn case(besieged: &Besieged, name: &str, status: u16, kind: &'static str, body: String) -> Case {
    Case {
        name: name.to_owned(),
        status,
        kind: (!kind.is_empty()).then_some(kind),
        request: besieged.request("POST", "/Users", body),
    }
}

/// The body of a user with something more.
fn user(more: &str) -> String {
    format!("{{\"schemas\":[\"{USER}\"],\"userName\":\"u\",{more}}}")
}

/// RFC 7644 §3.12: 413 for what is too large; docs/limits.md says what is.
#[test]
fn objects_of_many_names_are_refused() {
    let besieged = Besieged::start();
    let keys = |count: usize| -> String {
        let keys: Vec<String> = (0..count).map(|key| format!("\"{key:x}\":0")).collect();
        format!("{{{}}}", keys.join(","))
    };
    for (count, status, kind) in [
        (1_000_000, 413, ""),
        (200_001, 413, ""),
        (100_000, 400, "invalidValue"),
    ] {
        let name = format!("{count} keys");
        besieged.refuses(case(&besieged, &name, status, kind, keys(count)));
    }
    besieged.is_unharmed();
}

#[test]
fn values_in_values_are_refused() {
    let besieged = Besieged::start();
    let nested = |open: &str, close: &str, levels: usize| {
        let (open, close) = (open.repeat(levels), close.repeat(levels));
        format!("{{\"userName\":{open}0{close}}}")
    };
    for (name, status, kind, body) in [
        ("lists", 400, "invalidSyntax", nested("[", "]", 100_000)),
        (
            "objects",
            400,
            "invalidSyntax",
            nested("{\"a\":", "}", 100_000),
        ),
        ("one too many", 400, "invalidSyntax", nested("[", "]", 32)),
        (
            "as many as there may be",
            400,
            "invalidValue",
            nested("[", "]", 31),
        ),
        ("without end", 400, "invalidSyntax", "[".repeat(399_999)),
        ("nothing but brackets", 413, "", "[".repeat(4_000_000)),
    ] {
        besieged.refuses(case(&besieged, name, status, kind, body));
    }
    besieged.is_unharmed();
}

#[test]
fn texts_of_four_megabytes_are_refused() {
    let besieged = Besieged::start();
    let large = "x".repeat(4 * 1024 * 1024 - 200);
    let title = |text: &str| user(&format!("\"title\":\"{text}\""));
    for (name, status, kind, body) in [
        ("a title", 400, "invalidValue", title(&large)),
        ("a longer one", 413, "", title(&large.repeat(2))),
        (
            "of escapes",
            400,
            "invalidValue",
            title(&"\\u0041".repeat(690_000)),
        ),
        (
            "a userName",
            400,
            "invalidValue",
            json!({ "schemas": [USER], "userName": large }).to_string(),
        ),
        (
            "a name",
            400,
            "invalidValue",
            json!({ large: 0 }).to_string(),
        ),
    ] {
        besieged.refuses(case(&besieged, name, status, kind, body));
    }
    besieged.is_unharmed();
}

#[test]
fn lists_of_many_values_are_refused() {
    let besieged = Besieged::start();
    let emails: Vec<String> = (0..100_000)
        .map(|number| format!("{{\"value\":\"{number}\"}}"))
        .collect();
    let emails = user(&format!("\"emails\":[{}]", emails.join(",")));
    let nulls = vec!["null"; 390_000].join(",");
    let members = vec!["{\"value\":\"1\"}"; 100_000].join(",");
    let members =
        format!("{{\"schemas\":[\"{GROUP}\"],\"displayName\":\"g\",\"members\":[{members}]}}");
    for (name, method, path, body) in [
        ("addresses", "POST", "/Users", emails.clone()),
        ("addresses by PUT", "PUT", &*besieged.user, emails),
        (
            "nulls",
            "POST",
            "/Users",
            format!("{{\"emails\":[{nulls}]}}"),
        ),
        ("members", "POST", "/Groups", members.clone()),
        ("members by PUT", "PUT", &*besieged.group, members),
    ] {
        besieged.refuses(Case {
            name: name.to_owned(),
            status: 400,
            kind: Some("invalidValue"),
            request: besieged.request(method, path, body),
        });
    }
    besieged.is_unharmed();
}

/// RFC 8259 §4: what several readers make of a name that is there twice is unpredictable.
#[test]
fn names_that_are_there_twice_are_refused_at_every_depth() {
    let besieged = Besieged::start();
    for (first, second) in [("a", "a"), ("givenName", "GIVENNAME"), ("a", "\\u0061")] {
        for depth in 1..=31 {
            for (open, close) in [("{\"x\":", "}"), ("[", "]")] {
                let (opened, closed) = (open.repeat(depth - 1), close.repeat(depth - 1));
                let twice = format!("{{\"{first}\":1,\"{second}\":2}}");
                let body = user(&format!("\"x\":{opened}{twice}{closed}"));
                let name = format!("{first} and {second} below {depth} {open}");
                let why = besieged.refuses(case(&besieged, &name, 400, "invalidSyntax", body));
                assert!(why.contains("more than once"), "{name}: {why}");
            }
        }
    }
    let keys: Vec<String> = (0..50_000).map(|key| format!("\"k{key}\":0")).collect();
    let body = format!("{{{},\"K49999\":0}}", keys.join(","));
    besieged.refuses(case(
        &besieged,
        "the last of many",
        400,
        "invalidSyntax",
        body,
    ));
    besieged.is_unharmed();
}

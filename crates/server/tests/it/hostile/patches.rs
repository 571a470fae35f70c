//! PATCH messages that would cost more than they may, on a user and on a type of the
//! organization's own.

use serde_json::{Value, json};

use super::{Besieged, Case};
use crate::support::{PATCH_OP, Request};

fn patch(besieged: &Besieged, path: &str, operations: &Value) -> Request {
    let body = json!({ "schemas": [PATCH_OP], "Operations": operations });
    besieged.request("PATCH", path, body.to_string())
}

fn case(name: &str, status: u16, kind: &'static str, request: Request) -> Case {
    Case {
        name: name.to_owned(),
        status,
        kind: (!kind.is_empty()).then_some(kind),
        request,
    }
}

/// What each resource has a thousand of, and a text in each of them.
fn lists(besieged: &Besieged) -> [(&str, &str, &str); 2] {
    [
        (&besieged.user, "emails", "display"),
        (&besieged.badge, "doors", "note"),
    ]
}

/// Filters, each tried on a thousand values, as many as may be; the last operation undoes them all.
#[test]
fn many_filters_over_a_thousand_values_end_in_time() {
    let besieged = Besieged::start();
    let last = json!({ "op": "remove", "path": "nothing" });
    // The longer the filter, the more there is to print in a message about each value.
    let long = format!("emails[value ne \"{}\"].display", "x".repeat(1_000));
    for (path, target, operation) in [
        (
            &besieged.user,
            &*long,
            json!({ "op": "replace", "value": "x" }),
        ),
        (
            &besieged.user,
            "emails[display pr and value eq \"none\"]",
            json!({ "op": "remove" }),
        ),
        (
            &besieged.badge,
            "doors[level lt 0 or note eq \"none\"]",
            json!({ "op": "remove" }),
        ),
    ] {
        let mut operation = operation;
        operation["path"] = json!(target);
        let mut operations = vec![operation; 199];
        let too_many = [&*operations, &*operations].concat();
        let request = patch(&besieged, path, &json!(too_many));
        besieged.refuses(case("too many values", 413, "", request));
        operations.push(last.clone());
        let request = patch(&besieged, path, &json!(operations));
        besieged.refuses(case(target, 400, "invalidPath", request));
    }
    besieged.is_unharmed();
}

#[test]
fn patches_of_too_much_are_refused() {
    let besieged = Besieged::start();
    let terms = vec!["value eq \"a\""; 64].join(" or ");
    for (path, list, text) in lists(&besieged) {
        let remove = |filter: &str| json!({ "op": "remove", "path": format!("{list}[{filter}]") });
        let add = |value: Value| json!({ "op": "add", "path": list, "value": value });
        let values: Vec<Value> = (0..50_000)
            .map(|number| json!({ "value": number.to_string() }))
            .collect();
        let grow: Vec<Value> = (0..1_000)
            .map(|number| add(json!([{ "value": "x".repeat(1_000), text: number.to_string() }])))
            .collect();
        for (what, status, kind, operations) in [
            ("1,001 operations", 413, "", vec![remove("value pr"); 1_001]),
            ("2,048 comparisons", 413, "", vec![remove(&terms); 32]),
            (
                "50,000 values",
                400,
                "invalidValue",
                vec![add(json!(values))],
            ),
            ("one value after the other", 400, "invalidValue", grow),
        ] {
            let request = patch(&besieged, path, &json!(operations));
            besieged.refuses(case(&format!("{what}: {list}"), status, kind, request));
        }
        let keys: Vec<String> = (0..100_000).map(|key| format!("\"k{key}\":0")).collect();
        let keys = keys.join(",");
        let body = format!(
            "{{\"schemas\":[\"{PATCH_OP}\"],\"Operations\":[{{\"op\":\"add\",\"value\":{{{keys}}}}}]}}"
        );
        let request = besieged.request("PATCH", path, body);
        besieged.refuses(case("100,000 attributes without a path", 413, "", request));
    }
    besieged.is_unharmed();
}

#[test]
fn patches_that_are_none_are_refused() {
    let besieged = Besieged::start();
    let nested = format!("{}value pr{}", "(".repeat(17), ")".repeat(17));
    let remove = |path: String| json!([{ "op": "remove", "path": path }]);
    for (path, list, _) in lists(&besieged) {
        let long_op = json!([{ "op": "x".repeat(1 << 20), "path": list }]);
        for (what, kind, operations) in [
            (
                "a filter too deep",
                "invalidFilter",
                remove(format!("{list}[{nested}]")),
            ),
            (
                "a filter without end",
                "invalidFilter",
                remove(format!("{list}[{}", "(".repeat(4_000))),
            ),
            ("a long path", "invalidPath", remove("x".repeat(1 << 20))),
            (
                "a path of many parts",
                "invalidPath",
                remove("x.".repeat(4_000)),
            ),
            ("a long op", "invalidSyntax", long_op),
            ("no list of operations", "invalidSyntax", json!({})),
            (
                "operations that are none",
                "invalidSyntax",
                json!([[], 1, "x"]),
            ),
        ] {
            let request = patch(&besieged, path, &operations);
            besieged.refuses(case(&format!("{what}: {list}"), 400, kind, request));
        }
    }
    besieged.is_unharmed();
}

#[test]
fn members_without_measure_are_refused() {
    let besieged = Besieged::start();
    let filter = "value eq \"a\" or value eq \"b\"";
    let members: Vec<Value> = (0..100_000).map(|_| json!({ "value": "1" })).collect();
    for (what, status, kind, operations) in [
        (
            "100,000 members",
            400,
            "invalidValue",
            json!([{ "op": "add", "path": "members", "value": members }]),
        ),
        (
            "100,000 members replaced",
            400,
            "invalidValue",
            json!([{ "op": "replace", "path": "members", "value": members }]),
        ),
        (
            "11 filters over all members",
            400,
            "tooMany",
            json!(vec![
                json!({ "op": "remove", "path": "members[display co \"x\"]" });
                11
            ]),
        ),
        (
            "members that are nobody",
            400,
            "invalidValue",
            json!([{ "op": "add", "path": "members", "value": [{ "value": "nobody" }] }]),
        ),
        (
            "filters that name many",
            413,
            "",
            json!(vec![
                json!({ "op": "remove", "path": format!("members[{filter}]") });
                1_001
            ]),
        ),
    ] {
        let request = patch(&besieged, &besieged.group, &operations);
        besieged.refuses(case(what, status, kind, request));
    }
    besieged.is_unharmed();
}

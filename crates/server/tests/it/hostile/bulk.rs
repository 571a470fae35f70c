//! Bulk requests that would cost more than they may (RFC 7644 §3.7.4).

use serde_json::{Value, json};

use super::{Besieged, Case};
use crate::support::{GROUP, USER};

const BULK_REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const MOST: usize = 1_000;

fn body(operations: &[Value]) -> String {
    json!({ "schemas": [BULK_REQUEST], "Operations": operations }).to_string()
}

fn group(number: usize, member: &str) -> Value {
    let data = json!({
        "schemas": [GROUP],
        "displayName": format!("group {number}"),
        "members": [{ "value": member }],
    });
    json!({ "method": "POST", "path": "/Groups", "bulkId": format!("g{number}"), "data": data })
}

/// How many of the results have which status.
fn count(answer: &Value, status: &str) -> usize {
    let results = answer["Operations"].as_array().unwrap();
    assert_eq!(results.len(), MOST);
    results.iter().filter(|one| one["status"] == status).count()
}

#[test]
fn bulk_requests_without_measure_are_refused() {
    let besieged = Besieged::start();
    let short = r#"{"method":"DELETE","path":"/Users/x"}"#;
    let many = |count: usize| {
        let operations = vec![short; count].join(",");
        format!("{{\"schemas\":[\"{BULK_REQUEST}\"],\"Operations\":[{operations}]}}")
    };
    let large = json!({ "method": "POST", "path": "/Users", "bulkId": "a", "data": {
        "schemas": [USER], "userName": "u", "title": "x".repeat(4 << 20) } });
    for (name, body) in [
        ("99,000 operations", many(99_000)),
        ("more than there may be values", many(100_000)),
        ("one operation too many", body(&vec![json!({}); MOST + 1])),
        ("one operation too large", body(&[large])),
    ] {
        besieged.refuses(Case {
            name: name.to_owned(),
            status: 413,
            kind: None,
            request: besieged.request("POST", "/Bulk", body),
        });
    }
    besieged.is_unharmed();
}

/// The first of a chain fails, and with it all that refer to it (RFC 7644 §3.7.1).
#[test]
fn a_chain_of_a_thousand_operations_fails_with_its_first_link() {
    let besieged = Besieged::start();
    let mut operations: Vec<Value> = (1..MOST)
        .map(|number| group(number, &format!("bulkId:g{}", number + 1)))
        .collect();
    operations.push(
        json!({ "method": "POST", "path": "/Users", "bulkId": format!("g{MOST}"),
        "data": { "schemas": [USER] } }),
    );
    let request = besieged.request("POST", "/Bulk", body(&operations));
    let answer = besieged.send("a chain", request).expect(200);
    assert_eq!(
        (count(&answer, "400"), count(&answer, "409")),
        (1, MOST - 1)
    );
    besieged.is_unharmed();
}

/// A circle is created as a whole or not at all.
#[test]
fn a_circle_of_a_thousand_operations_fails_as_a_whole() {
    let besieged = Besieged::start();
    let mut operations: Vec<Value> = (0..MOST)
        .map(|number| group(number, &format!("bulkId:g{}", (number + 1) % MOST)))
        .collect();
    operations[MOST / 2]["data"]["displayName"] = json!("Staff");
    let request = besieged.request("POST", "/Bulk", body(&operations));
    let answer = besieged.send("a circle", request).expect(200);
    assert_eq!(count(&answer, "409"), MOST);
    let culprit = &answer["Operations"][MOST / 2]["response"];
    assert_eq!(culprit["scimType"], "uniqueness", "{culprit}");
    besieged.is_unharmed();
}

/// Everybody refers to everybody: a million references would not fit, but many do.
#[test]
fn operations_that_all_refer_to_each_other_fail_in_time() {
    let besieged = Besieged::start();
    let members: Vec<Value> = (0..80)
        .map(|to| json!({ "value": format!("bulkId:g{to}") }))
        .collect();
    let operations: Vec<Value> = (0..MOST)
        .map(|number| {
            let mut operation = group(number, "");
            operation["data"]["members"] = json!(members);
            operation
        })
        .map(|mut operation| {
            operation["data"]["externalId"] = json!("x".repeat(1_025));
            operation
        })
        .collect();
    let request = besieged.request("POST", "/Bulk", body(&operations));
    let answer = besieged.send("a clique", request).expect(200);
    assert_eq!(
        count(&answer, "400") + count(&answer, "409"),
        MOST,
        "{answer}"
    );
    besieged.is_unharmed();
}

/// What is allowed has an end, too: a chain of groups in groups, and whoever is in the last one.
#[test]
fn a_thousand_groups_in_groups_are_created_and_read_in_time() {
    let besieged = Besieged::start();
    let user = besieged.user.strip_prefix("/Users/").unwrap();
    let mut operations: Vec<Value> = (1..MOST)
        .map(|number| group(number, &format!("bulkId:g{}", number + 1)))
        .collect();
    operations.push(group(MOST, user));
    let request = besieged.request("POST", "/Bulk", body(&operations));
    let answer = besieged.send("a chain", request).expect(200);
    assert_eq!(count(&answer, "201"), MOST);
    for path in [&besieged.user, "/Users?filter=groups.value pr"] {
        let request = besieged.scim.request("GET", path);
        let found = besieged.send(path, request).expect(200);
        let user = found["Resources"].get(0).unwrap_or(&found);
        let groups = user["groups"].as_array().unwrap();
        assert_eq!(groups.len(), MOST + 1, "those of the chain, and Staff");
    }
}

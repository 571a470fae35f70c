//! Sorting (RFC 7644 §3.4.2.3).

use serde_json::{Value, json};

use super::{assert_error, start};
use crate::support::{ENTERPRISE, Scim, USER};

fn people(scim: &Scim) {
    for (name, more) in [
        (
            "carl",
            json!({ "displayName": "älter", "title": "b", "emails": [{ "value": "z@x.example" },
                { "value": "A@x.example", "primary": true }], ENTERPRISE: { "department": "IT" } }),
        ),
        (
            "Anna",
            json!({ "displayName": "Zoe", "title": "A", "active": false }),
        ),
        (
            "bob",
            json!({ "displayName": "zoe", "emails": [{ "value": "b@x.example" }] }),
        ),
        (
            "dora",
            json!({ "title": "c", ENTERPRISE: { "department": "hr" } }),
        ),
    ] {
        let mut body = json!({ "schemas": [USER], "userName": name });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        scim.send("POST", "/Users", &body).expect(201);
    }
}

fn sorted(scim: &Scim, by: &str, order: &str) -> Vec<String> {
    let list = scim
        .get(&format!("/Users?sortBy={by}&sortOrder={order}"))
        .expect(200);
    let resources = list["Resources"].as_array().unwrap().iter();
    resources
        .map(|user| user["userName"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn letter_case_counts_only_where_the_schema_says_so() {
    let (_server, scim) = start();
    people(&scim);
    let by_name = ["Anna", "bob", "carl", "dora"];
    assert_eq!(sorted(&scim, "userName", ""), by_name);
    assert_eq!(sorted(&scim, "USERNAME", "ascending"), by_name);
    assert_eq!(
        sorted(&scim, &format!("{USER}:userName"), "ascending"),
        by_name
    );
    assert_eq!(
        sorted(&scim, "userName", "descending"),
        ["dora", "carl", "bob", "Anna"]
    );
    assert_eq!(
        sorted(&scim, "meta.created", ""),
        ["carl", "Anna", "bob", "dora"]
    );
}

#[test]
fn what_has_no_value_is_last_or_first() {
    let (_server, scim) = start();
    people(&scim);
    assert_eq!(sorted(&scim, "title", ""), ["Anna", "carl", "dora", "bob"]);
    assert_eq!(
        sorted(&scim, "title", "descending"),
        ["bob", "dora", "carl", "Anna"]
    );
    // By an index and by none the rule is the same; equal names stay in the order of their ids.
    assert_eq!(
        sorted(&scim, "displayName", ""),
        ["Anna", "bob", "carl", "dora"]
    );
    assert_eq!(
        sorted(&scim, "displayName", "descending"),
        ["dora", "carl", "bob", "Anna"]
    );
    assert_eq!(
        sorted(&scim, &format!("{ENTERPRISE}:department"), ""),
        ["dora", "carl", "Anna", "bob"]
    );
}

#[test]
fn of_several_values_the_primary_one_counts() {
    let (_server, scim) = start();
    people(&scim);
    assert_eq!(sorted(&scim, "emails", "")[..2], ["carl", "bob"]);
    assert_eq!(sorted(&scim, "emails.value", "")[..2], ["carl", "bob"]);
}

#[test]
fn what_cannot_be_sorted_by() {
    let (server, scim) = start();
    people(&scim);
    // The order of a secret would tell the secret.
    let refused = scim.get("/Users?sortBy=password");
    assert_eq!(assert_error(&refused, 400).as_deref(), Some("invalidValue"));
    let refused = scim.get("/Users?sortBy=name");
    assert_eq!(assert_error(&refused, 400).as_deref(), Some("invalidValue"));
    let refused = scim.get("/Users?sortBy=userName&sortOrder=upwards");
    assert_eq!(assert_error(&refused, 400).as_deref(), Some("invalidValue"));
    // The tolerant profile ignores an unknown name, and says so; the others do not.
    let ignored = scim.get("/Users?sortBy=colour");
    ignored.expect(200);
    assert!(ignored.header("Warning").contains("colour"), "{ignored:?}");
    scim.update_settings(&server, json!({ "profile": "SCIM_PROFILE_RFC" }));
    let refused = scim.get("/Users?sortBy=colour");
    assert_eq!(assert_error(&refused, 400).as_deref(), Some("invalidValue"));
}

#[test]
fn all_types_are_sorted_together_at_the_root() {
    let (_server, scim) = start();
    people(&scim);
    scim.create_group("Beta", &[]);
    scim.create_group("zeta", &[]);
    let list = scim
        .get("/?filter=displayName pr&sortBy=displayName")
        .expect(200);
    let names: Vec<&Value> = list["Resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["displayName"])
        .collect();
    assert_eq!(names, ["Beta", "zeta", "Zoe", "zoe", "älter"]);
}

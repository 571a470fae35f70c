//! What a PATCH may cost: each operation works on all values that its attribute has by then.

use scim::ScimType;
use scim::compat::{Coercions, Profile};
use scim::patch::{PatchLimits, parse};
use scim::resource_type::USER;
use serde_json::{Value, json};

use super::{patch, refuse_always};

fn emails(numbers: std::ops::Range<usize>) -> Value {
    numbers
        .map(|number| json!({ "value": format!("{number}@x.example") }))
        .collect()
}

fn add(value: &Value) -> Value {
    json!({ "op": "add", "path": "emails", "value": value })
}

#[test]
fn an_attribute_has_at_most_a_thousand_values() {
    let replace = |value: Value| json!([{ "op": "replace", "path": "emails", "value": value }]);
    let after = patch(replace(emails(0..1000)));
    assert_eq!(after["emails"].as_array().unwrap().len(), 1000);
    refuse_always(replace(emails(0..1001)), ScimType::InvalidValue);
    refuse_always(
        json!([{ "op": "replace", "value": { "roles": emails(0..1001) } }]),
        ScimType::InvalidValue,
    );
}

#[test]
fn the_limit_holds_after_every_operation_not_only_at_the_end() {
    let clear = json!({ "op": "remove", "path": "emails" });
    let operations = json!([add(&emails(0..600)), add(&emails(600..1200)), clear]);
    refuse_always(operations, ScimType::InvalidValue);
    let operations = json!([
        add(&emails(0..600)),
        clear,
        add(&emails(600..1200)),
        add(&emails(600..1200))
    ]);
    assert_eq!(patch(operations)["emails"].as_array().unwrap().len(), 600);
}

#[test]
fn one_attribute_does_not_outgrow_the_resource() {
    let full = "x".repeat(256 * 1024);
    let add = |path: &str, value: &str| json!({ "op": "add", "path": path, "value": value });
    let clear = json!({ "op": "remove", "path": "title" });
    patch(json!([add("title", &full), clear]));
    for path in [
        "title",
        "name.formatted",
        "emails[type eq \"work\"].display",
    ] {
        // Whatever comes after it.
        let clear = json!({ "op": "remove", "path": path });
        let operations = json!([add(path, &format!("{full}x")), clear]);
        refuse_always(operations, ScimType::InvalidValue);
    }
}

fn status(operations: &Value) -> Option<u16> {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": operations
    });
    let limits = PatchLimits::default();
    parse(
        &body,
        &USER,
        Profile::Tolerant,
        limits,
        &mut Coercions::new(),
    )
    .err()
    .map(|error| error.status)
}

#[test]
fn the_filters_of_all_paths_share_one_limit() {
    let filter = vec!["value co \"x\""; 64].join(" or ");
    let remove = |count: usize| -> Value {
        let path = format!("emails[{filter}]");
        vec![json!({ "op": "remove", "path": path }); count].into()
    };
    assert_eq!(status(&remove(31)), None);
    assert_eq!(status(&remove(32)), Some(413));
}

#[test]
fn a_value_without_path_counts_as_many_operations_as_it_has_attributes() {
    let keys = |count: usize| -> Value {
        let keys = (0..count).map(|number| {
            let key = format!("emails[type eq \"{number}\"].value");
            (key, json!(format!("{number}@x.example")))
        });
        json!([{ "op": "add", "value": Value::Object(keys.collect()) }])
    };
    assert_eq!(status(&keys(1000)), None);
    assert_eq!(status(&keys(1001)), Some(413));
}

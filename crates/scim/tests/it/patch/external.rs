//! Membership as changes of a list that is stored apart (checklist M8, M15, M17, M18, §4.1).

use scim::compat::{Coercions, Profile};
use scim::filter::ResolvedFilter;
use scim::patch::{ListChange, Operation, PatchContext, PatchLimits, parse, split};
use scim::resource::SizeLimits;
use scim::resource_type::GROUP;
use scim::{Error, ScimType};
use serde_json::{Value, json};

fn read(operations: &Value, profile: Profile) -> Result<(Vec<Operation>, Vec<ListChange>), Error> {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": operations
    });
    let mut coercions = Coercions::new();
    let operations = parse(
        &body,
        &GROUP,
        profile,
        PatchLimits::default(),
        &mut coercions,
    )?;
    let context = PatchContext {
        id: "g",
        resource_type: &GROUP,
        profile,
        size: SizeLimits::default(),
    };
    split(operations, "members", &context, &mut coercions)
}

fn changes(operation: Value) -> Vec<ListChange> {
    let (others, changes) = read(&json!([operation]), Profile::Tolerant)
        .unwrap_or_else(|error| panic!("{operation}: {error}"));
    assert_eq!(others, [], "{operation}");
    changes
}

fn ids(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

#[test]
fn members_are_added() {
    let members = [json!({"value": "a"}), json!({"value": "b", "type": "User"})];
    for operation in [
        json!({"op": "add", "path": "members", "value": members}),
        json!({"op": "Add", "path": "MEMBERS", "value": [
            {"$ref": null, "value": "a"}, {"value": "b", "type": "User", "display": "B"},
            {"value": "a", "type": "User"}]}),
        json!({"op": "add", "value": {"members": members}}),
        json!({"op": "add", "path": "urn:ietf:params:scim:schemas:core:2.0:Group:members",
            "value": members}),
    ] {
        assert_eq!(changes(operation), [ListChange::Add(members.to_vec())]);
    }
    let one = [ListChange::Add(vec![json!({"value": "a"})])];
    assert_eq!(
        changes(json!({"op": "add", "path": "members", "value": {"value": "a"}})),
        one
    );
    assert_eq!(
        changes(json!({"op": "add", "path": "members", "value": ["a"]})),
        one
    );
    let filtered =
        json!({"op": "add", "path": "members[value eq \"a\"]", "value": {"display": "x"}});
    assert_eq!(changes(filtered), one);
    for nothing in [json!(null), json!([])] {
        assert_eq!(
            changes(json!({"op": "add", "path": "members", "value": nothing})),
            []
        );
    }
}

#[test]
fn only_listed_members_are_removed() {
    let removed = [ListChange::Remove(ids(&["a", "b"]))];
    for operation in [
        json!({"op": "Remove", "path": "members", "value": [
            {"$ref": null, "value": "a"}, {"value": "b"}, {"value": "a"}]}),
        json!({"op": "remove", "path": "members", "value": ["a", "b"]}),
        json!({"op": "remove", "path": "members[value eq \"a\" or value eq \"b\"]"}),
        json!({"op": "remove", "path": "members[value eq\"a\" or (value eq \"b\" or value eq \"a\")]"}),
    ] {
        assert_eq!(changes(operation), removed);
    }
    assert_eq!(
        changes(json!({"op": "remove", "path": "members", "value": []})),
        []
    );
    for value in [
        json!(null),
        json!([{}]),
        json!([""]),
        json!([{"display": "x"}]),
        json!(5),
    ] {
        let operation = json!([{"op": "remove", "path": "members", "value": value}]);
        let error = read(&operation, Profile::Tolerant).expect_err(&operation.to_string());
        assert_eq!(error.scim_type, Some(ScimType::InvalidValue), "{operation}");
    }
    let strict = json!([{"op": "remove", "path": "members", "value": [{"value": "a"}]}]);
    assert_eq!(
        read(&strict, Profile::Rfc).unwrap_err().scim_type,
        Some(ScimType::InvalidValue)
    );
}

#[test]
fn an_absent_value_removes_all() {
    assert_eq!(
        changes(json!({"op": "remove", "path": "members"})),
        [ListChange::RemoveAll]
    );
    for filter in [
        "type eq \"User\"",
        "value eq \"a\" and type eq \"User\"",
        "not (value eq \"a\")",
    ] {
        let operation = json!({"op": "remove", "path": format!("members[{filter}]")});
        assert!(
            matches!(changes(operation).as_slice(), [ListChange::RemoveWhere(_)]),
            "{filter}"
        );
    }
}

#[test]
fn members_are_replaced() {
    let members = vec![json!({"value": "a"})];
    for operation in [
        json!({"op": "replace", "path": "members", "value": members}),
        json!({"op": "replace", "value": {"members": members}}),
    ] {
        assert_eq!(
            changes(operation),
            [ListChange::ReplaceAll(members.clone())]
        );
    }
    for nothing in [json!(null), json!([])] {
        let operation = json!({"op": "replace", "path": "members", "value": nothing});
        assert_eq!(changes(operation), [ListChange::ReplaceAll(Vec::new())]);
    }
    let operation =
        json!([{"op": "replace", "path": "members[value eq \"a\"]", "value": {"value": "b"}}]);
    for (profile, expected) in [(Profile::Tolerant, false), (Profile::Rfc, true)] {
        let (_, changes) = read(&operation, profile).unwrap();
        let [
            ListChange::ReplaceWhere {
                filter,
                element,
                must_match,
            },
        ] = changes.as_slice()
        else {
            panic!("{changes:?}")
        };
        assert!(matches!(filter, ResolvedFilter::Compare { .. }));
        assert_eq!((element, *must_match), (&json!({"value": "b"}), expected));
    }
}

#[test]
fn the_order_of_changes_and_the_other_operations_stay() {
    let (others, changes) = read(
        &json!([
            {"op": "remove", "path": "members[value eq \"a\"]"},
            {"op": "replace", "value": {"id": "g", "displayName": "x", "members": [{"value": "b"}]}},
            {"op": "add", "path": "externalId", "value": "e"},
            {"op": "add", "path": "members", "value": [{"value": "c"}]}
        ]),
        Profile::Tolerant,
    )
    .unwrap();
    assert_eq!(
        changes,
        [
            ListChange::Remove(ids(&["a"])),
            ListChange::ReplaceAll(vec![json!({"value": "b"})]),
            ListChange::Add(vec![json!({"value": "c"})]),
        ]
    );
    let paths: Vec<String> = others
        .iter()
        .map(|operation| operation.path.to_string())
        .collect();
    assert_eq!(paths, ["id", "displayName", "externalId"]);
}

#[test]
fn bad_operations_are_refused() {
    for (operation, kind) in [
        (
            json!({"op": "add", "path": "members", "value": [{"display": "x"}]}),
            ScimType::InvalidValue,
        ),
        (
            json!({"op": "add", "path": "members", "value": [{"value": ""}]}),
            ScimType::InvalidValue,
        ),
        (
            json!({"op": "add", "path": "members", "value": [{"value": 5}]}),
            ScimType::InvalidValue,
        ),
        (
            json!({"op": "add", "path": "members", "value": 5}),
            ScimType::InvalidValue,
        ),
        (
            json!({"op": "replace", "path": "members[value eq \"a\"].value", "value": "b"}),
            ScimType::Mutability,
        ),
        (
            json!({"op": "remove", "path": "members.display"}),
            ScimType::Mutability,
        ),
        (
            json!({"op": "remove", "path": "members[nope eq \"a\"]"}),
            ScimType::InvalidFilter,
        ),
        (
            json!({"op": "remove", "path": "members.nope"}),
            ScimType::InvalidPath,
        ),
        (
            json!({"op": "add", "path": "members[type ne \"a\"]", "value": {"display": "x"}}),
            ScimType::InvalidValue,
        ),
    ] {
        let error = read(&json!([operation]), Profile::Tolerant).expect_err(&operation.to_string());
        assert_eq!(error.scim_type, Some(kind), "{operation}: {error}");
        assert!(error.detail.starts_with("Operation 1: "), "{error}");
    }
}

#[test]
fn hundreds_of_operations_are_accepted() {
    let operations: Vec<Value> = (0..900)
        .map(|number| {
            json!({"op": "add", "path": "members", "value": [{"value": format!("u{number}")}]})
        })
        .collect();
    assert_eq!(
        read(&Value::Array(operations), Profile::Rfc)
            .unwrap()
            .1
            .len(),
        900
    );
}

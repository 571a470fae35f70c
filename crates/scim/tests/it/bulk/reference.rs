//! References by `bulkId` (RFC 7644 §3.7.2; checklist P3).

use scim::ScimType;
use scim::bulk::{BulkIds, BulkOperation, BulkTarget};
use serde_json::{Value, json};

use super::operations;

fn one(operation: Value) -> BulkOperation {
    operations(&json!([operation])).remove(0)
}

fn post(data: Value) -> BulkOperation {
    one(json!({ "method": "POST", "path": "/Users", "bulkId": "me", "data": data }))
}

fn patch(operations: Value) -> BulkOperation {
    let data = json!({ "schemas": [scim::urn::PATCH_OP], "operations": operations });
    one(json!({ "method": "PATCH", "path": "/Groups/1", "data": data }))
}

/// The operation with `id-x` in the place of `bulkId:x`.
fn resolved(operation: &BulkOperation) -> BulkOperation {
    let resolve = &mut |bulk_id: &str| Ok(format!("id-{bulk_id}"));
    let resolved = operation.clone().substitute(resolve).unwrap();
    assert_eq!(resolved.references(), Vec::<String>::new());
    resolved
}

#[test]
fn p3_wherever_an_id_may_stand() {
    let manager = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    let user = post(json!({
        "userName": "Bob",
        "displayName": "about bulkId:x",
        manager: { "manager": { "value": "bulkId:boss", "$ref": "../Users/bulkId:boss" } },
        "photos": [{ "value": "https://x/bulkId:y" }],
        "friends": ["bulkId:a", "bulkId:boss"],
        "bulkId:key": 1,
    }));
    assert_eq!(user.references(), ["boss", "a"]);
    let expected = json!({
        "userName": "Bob",
        "displayName": "about bulkId:x",
        manager: { "manager": { "value": "id-boss", "$ref": "../Users/id-boss" } },
        "photos": [{ "value": "https://x/bulkId:y" }],
        "friends": ["id-a", "id-boss"],
        "bulkId:key": 1,
    });
    assert_eq!(resolved(&user).data, expected);
    let itself = post(json!({ "members": [{ "value": "bulkId:me" }] }));
    assert_eq!(itself.references(), ["me"]);
}

#[test]
fn p3_in_values_and_paths_of_a_patch() {
    let operation = patch(json!([
        { "op": "add", "path": "members", "value": [{ "value": "bulkId:a" }] },
        { "op": "remove", "PATH": "members[value eq \"bulkId:b\" or value eq \"x\\\"y\"]" },
        { "op": "replace", "path": "manager", "value": "bulkId:c" },
        { "op": "remove", "path": "members[display eq \"no bulkId:d\"]" },
        { "op": "remove", "path": "members[value eq \"bulkId:\\u0065\"]" },
        { "op": "remove", "path": "broken[value eq \"bulkId:f" },
    ]));
    let mut references = operation.references();
    references.sort_unstable();
    assert_eq!(references, ["a", "b", "c", "e"]);
    let expected = json!([
        { "op": "add", "path": "members", "value": [{ "value": "id-a" }] },
        { "op": "remove", "PATH": "members[value eq \"id-b\" or value eq \"x\\\"y\"]" },
        { "op": "replace", "path": "manager", "value": "id-c" },
        { "op": "remove", "path": "members[display eq \"no bulkId:d\"]" },
        { "op": "remove", "path": "members[value eq \"id-e\"]" },
        { "op": "remove", "path": "broken[value eq \"bulkId:f" },
    ]);
    assert_eq!(resolved(&operation).data["operations"], expected);
    // Elsewhere a path is a text like others.
    let put = one(json!({
        "method": "PUT", "path": "/Things/1",
        "data": { "Operations": [{ "path": "a[b eq \"bulkId:x\"]" }] },
    }));
    assert_eq!(put.references(), Vec::<String>::new());
}

#[test]
fn p3_in_the_path_of_the_operation() {
    let delete = one(json!({ "method": "DELETE", "path": "/Groups/bulkId:a/b c" }));
    assert_eq!(delete.references(), ["a/b c"]);
    assert_eq!(
        resolved(&delete).target,
        Some(BulkTarget::Id("id-a/b c".to_owned()))
    );
}

/// RFC 7644 §3.7.1, §3.7.2.
#[test]
fn p5_references_that_lead_nowhere() {
    let operations = json!([
        { "method": "POST", "path": "/Users", "bulkId": "unreadable" },
    ]);
    let request = super::read(&operations, scim::compat::Profile::Rfc);
    let mut ids = BulkIds::new(&request);
    ids.create("a", "2819");
    ids.fail("b");
    let refer = |bulk_id: &str| {
        ids.resolve(post(
            json!({ "manager": { "value": format!("bulkId:{bulk_id}") } }),
        ))
    };
    assert_eq!(refer("a").unwrap().data["manager"]["value"], "2819");
    for failed in ["b", "unreadable"] {
        let error = refer(failed).unwrap_err();
        assert_eq!((error.status, error.scim_type), (409, None));
        assert!(error.detail.contains(failed), "{error}");
    }
    for unknown in ["A", "nobody", ""] {
        let error = refer(unknown).unwrap_err();
        assert_eq!(
            (error.status, error.scim_type),
            (400, Some(ScimType::InvalidValue))
        );
    }
    assert_eq!(BulkIds::circle_failed("a").status, 409);
}

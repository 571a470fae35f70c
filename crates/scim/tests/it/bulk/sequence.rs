//! The order of the operations, and the response (RFC 7644 §3.7, §3.7.1, §3.7.3).

use scim::bulk::{BulkIds, BulkRequest, BulkResponse, BulkResult, plan};
use scim::compat::Profile;
use scim::{Error, urn};
use serde_json::{Value, json};

use super::{group, read};

fn steps(operations: &Value) -> Vec<Vec<usize>> {
    let request = read(operations, Profile::Rfc);
    let steps = plan(&request.operations).into_iter();
    steps.map(|step| step.operations).collect()
}

fn patch(id: &str, member: &str) -> Value {
    let add = json!({ "op": "add", "path": "members", "value": [{ "value": member }] });
    json!({
        "method": "PATCH", "path": format!("/Groups/{id}"),
        "data": { "schemas": [urn::PATCH_OP], "Operations": [add] },
    })
}

#[test]
fn p7_without_references_the_order_is_that_of_the_request() {
    let operations = json!([
        group("a", &[]),
        patch("1", "2"),
        group("b", &["3"]),
        patch("1", "4")
    ]);
    assert_eq!(steps(&operations), [[0], [1], [2], [3]]);
    assert_eq!(plan(&[]), []);
}

#[test]
fn p3_what_is_referred_to_comes_first() {
    let forward = json!([
        group("a", &["bulkId:c"]),
        group("b", &[]),
        group("c", &["bulkId:d"]),
        group("d", &[])
    ]);
    assert_eq!(steps(&forward), [[3], [2], [0], [1]]);
    // What others write keeps its order; only what a PATCH needs comes before it.
    let patches = json!([
        patch("1", "bulkId:a"),
        patch("1", "2"),
        patch("bulkId:a", "3"),
        group("a", &[])
    ]);
    assert_eq!(steps(&patches), [[3], [0], [1], [2]]);
    let unknown = json!([group("a", &["bulkId:nobody"]), patch("bulkId:nobody", "1")]);
    assert_eq!(steps(&unknown), [[0], [1]]);
}

/// RFC 7644 §3.7.1: the service provider MUST try to resolve circular references.
#[test]
fn p3_a_circle_is_one_step() {
    let circle = json!([
        group("qwerty", &["bulkId:ytrewq"]),
        patch("1", "bulkId:ytrewq"),
        group("ytrewq", &["bulkId:qwerty", "bulkId:other"]),
        group("other", &[]),
        group("itself", &["bulkId:itself"]),
    ]);
    assert_eq!(steps(&circle), [vec![3], vec![0, 2], vec![1], vec![4]]);
}

/// A chain as long as a request may be needs no deep stack.
#[test]
fn a_long_chain() {
    let count = 1000;
    let next = |n: usize| group(&n.to_string(), &[&format!("bulkId:{}", n + 1)]);
    let chain: Vec<Value> = (0..count).map(next).collect();
    let expected: Vec<Vec<usize>> = (0..count).rev().map(|n| vec![n]).collect();
    assert_eq!(steps(&chain.into()), expected);
    let circle: Vec<Value> = (0..count)
        .map(|n| group(&n.to_string(), &[&format!("bulkId:{}", (n + 1) % count)]))
        .collect();
    assert_eq!(steps(&circle.into()), [(0..count).collect::<Vec<_>>()]);
}

/// Carries a request out: everything succeeds but what is named here.
fn carry_out(request: &BulkRequest, broken: &[&str]) -> Value {
    let mut ids = BulkIds::new(request);
    let mut response = BulkResponse::new(request);
    for step in plan(&request.operations) {
        for position in step.operations {
            if response.is_over() {
                return response.into_json();
            }
            let operation = match &request.operations[position] {
                Ok(operation) => operation.clone(),
                Err(refused) => {
                    response.record(position, BulkResult::refusal(refused, None));
                    continue;
                }
            };
            let location = format!("https://muster.example{}/{position}", operation.endpoint);
            let bulk_id = operation.bulk_id.clone().unwrap_or_default();
            let outcome = match broken.contains(&bulk_id.as_str()) {
                true => Err(Error::uniqueness("taken")),
                false => ids.resolve(operation.clone()),
            };
            let result = match outcome {
                Ok(_) => {
                    ids.create(&bulk_id, &position.to_string());
                    BulkResult::success(&operation, 201, location, Some("W/\"1\"".to_owned()))
                }
                Err(error) => {
                    ids.fail(&bulk_id);
                    BulkResult::failure(&operation, Some(location), &error)
                }
            };
            response.record(position, result);
        }
    }
    response.into_json()
}

#[test]
fn p1_p2_the_response() {
    let operations = json!([
        group("a", &["bulkId:b"]),
        group("b", &[]),
        patch("1", "bulkId:b"),
        { "method": "PUT", "path": "/Groups" },
        group("c", &[]),
    ]);
    let response = carry_out(&read(&operations, Profile::Rfc), &["b"]);
    assert_eq!(response["schemas"], json!([urn::BULK_RESPONSE]));
    let results = response["Operations"].as_array().unwrap();
    let brief: Vec<Value> = results
        .iter()
        .map(|one| json!([one["method"], one["bulkId"], one["status"], one["location"]]))
        .collect();
    assert_eq!(
        brief,
        [
            // A failed POST has no location.
            json!(["POST", "a", "409", null]),
            json!(["POST", "b", "409", null]),
            json!(["PATCH", null, "409", "https://muster.example/Groups/2"]),
            json!(["PUT", null, "400", null]),
            json!(["POST", "c", "201", "https://muster.example/Groups/4"]),
        ]
    );
    assert_eq!(results[1]["response"], Error::uniqueness("taken").to_json());
    assert_eq!(results[4]["version"], "W/\"1\"");
    assert_eq!(results[4].get("response"), None);
    assert_eq!(results[1].get("version"), None);
}

/// RFC 7644 §3.7.3: what comes after the last tolerated error is neither carried out nor listed.
#[test]
fn p2_fail_on_errors() {
    let operations = json!([
        group("a", &[]),
        group("b", &[]),
        group("c", &[]),
        group("d", &[])
    ]);
    let mut request = read(&operations, Profile::Rfc);
    let listed = |request: &BulkRequest| {
        carry_out(request, &["a", "c"])["Operations"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(listed(&request), 4);
    for (limit, expected) in [(1, 1), (2, 3), (3, 4)] {
        request.fail_on_errors = Some(limit);
        assert_eq!(listed(&request), expected, "failOnErrors {limit}");
    }
}

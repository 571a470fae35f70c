//! Bulk operations (RFC 7644 §3.7).

pub(crate) mod limits;
pub(crate) mod operations;
pub(crate) mod references;

use serde_json::{Value, json};

use crate::json;
use crate::probe::{Answer, Probe, Stop};
use crate::sample::merge;
use crate::server::Feature;

const BULK_REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const BULK_RESPONSE: &str = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

pub(super) async fn bulk(p: &mut Probe, operations: Value, more: Value) -> Result<Answer, Stop> {
    p.needs(Feature::Bulk)?;
    let mut body = json!({ "schemas": [BULK_REQUEST], "Operations": operations });
    merge(&mut body, more);
    p.post("/Bulk", &body).await
}

/// A bulk request that must be processed, and the operations of its answer.
pub(super) async fn processed(
    p: &mut Probe,
    operations: Value,
) -> Result<(Answer, Vec<Value>), Stop> {
    let answer = bulk(p, operations, json!({})).await?;
    p.status(&answer, &[200])?;
    let listed = json::list(answer.json(), &["Operations"]).to_vec();
    let named = json::list(answer.json(), &["schemas"])
        .iter()
        .any(|one| one == BULK_RESPONSE);
    p.demand(named, &answer, format!("schemas lacks {}", BULK_RESPONSE))?;
    Ok((answer, listed))
}

pub(super) async fn user_operation(p: &mut Probe, bulk_id: &str) -> Result<Value, Stop> {
    p.needs(Feature::Bulk)?;
    let kind = p.user_type()?;
    let data = p.new_body(&kind).await?;
    Ok(json!({ "method": "POST", "path": kind.endpoint, "bulkId": bulk_id, "data": data }))
}

pub(super) async fn group_operation(
    p: &mut Probe,
    bulk_id: &str,
    members: &[&str],
) -> Result<Value, Stop> {
    p.needs(Feature::Bulk)?;
    let kind = p.group_type()?;
    let mut data = p.new_body(&kind).await?;
    let members: Vec<Value> = members
        .iter()
        .map(|member| json!({ "value": format!("bulkId:{member}") }))
        .collect();
    merge(&mut data, json!({ "members": members }));
    Ok(json!({ "method": "POST", "path": kind.endpoint, "bulkId": bulk_id, "data": data }))
}

/// The status of an operation: the examples of the RFC say `"201"`, its text says `{"code": …}`.
pub(super) fn code(operation: &Value) -> Option<u16> {
    let status = json::at(operation, &["status"])?;
    let status = json::at(status, &["code"]).unwrap_or(status);
    match status {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64().and_then(|number| u16::try_from(number).ok()),
    }
}

pub(super) fn of<'a>(operations: &'a [Value], bulk_id: &str) -> Option<&'a Value> {
    let same = |one: &&Value| json::text(one, &["bulkId"]) == Some(bulk_id);
    operations.iter().find(same)
}

/// The path below the base URL of what an operation created; the check ends if it failed.
pub(super) fn created(
    p: &mut Probe,
    answer: &Answer,
    operations: &[Value],
    id: &str,
) -> Result<String, Stop> {
    let operation = of(operations, id);
    let done = operation.and_then(code) == Some(201);
    p.demand(
        done,
        answer,
        format!("the operation {id} was not carried out"),
    )?;
    let location = operation.and_then(|one| json::text(one, &["location"]));
    p.demand(
        location.is_some(),
        answer,
        format!("the operation {id} has no location"),
    )?;
    let mut segments = location
        .unwrap_or_default()
        .trim_end_matches('/')
        .rsplit('/');
    let (id, endpoint) = (segments.next(), segments.next());
    Ok(format!(
        "/{}/{}",
        endpoint.unwrap_or_default(),
        id.unwrap_or_default()
    ))
}

pub(super) fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// Whether the whole, or the operation with that bulkId, was refused.
pub(super) fn is_refused(answer: &Answer, bulk_id: &str) -> bool {
    let listed = json::list(answer.json(), &["Operations"]);
    let operation = of(listed, bulk_id).or_else(|| listed.first());
    let failed = operation
        .and_then(code)
        .is_some_and(|code| (400..500).contains(&code));
    answer.is_client_error() || failed
}

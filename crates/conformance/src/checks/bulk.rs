//! Bulk operations (RFC 7644 §3.7).

use scim::urn;
use serde_json::{Value, json};

use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Answer, Probe, Stop};
use crate::request::{Request, encode};
use crate::sample::merge;
use crate::server::Feature;

const BULK_REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const BULK_RESPONSE: &str = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

checks![
    "7644-3.7-create", Must, "A bulk request creates a resource and tells where it is",
    "If a bulk job is processed successfully, HTTP response code 200 OK MUST be returned …"
        => create;
    "7644-3.7-bulk-id", Must, "The answer repeats the bulkId",
    "The service provider MUST return the same \"bulkId\" together with the newly created resource."
        => bulk_id;
    "7644-3.7-status", Interop, "The status of an operation is a string",
    "The HTTP response status code for the requested operation."
        => status;
    "7644-3.7-methods", Must, "PUT, PATCH and DELETE work in a bulk request",
    "The HTTP method of the current operation. Possible values are \"POST\", \"PUT\", \"PATCH\", or \"DELETE\"."
        => methods;
    "7644-3.7-partial-failure", Must, "What fails does not stop the rest",
    "The service provider MUST continue performing as many changes as possible and disregard partial failures."
        => partial_failure;
    "7644-3.7-error-response", Must, "An operation that fails says why in response",
    "When indicating a response with an HTTP status other than a 200-series response, the response body MUST be included."
        => error_response;
    "7644-3.7-fail-on-errors", Must, "failOnErrors stops after that many errors",
    "The \"failOnErrors\" attribute defines the number of errors that the service provider should accept before failing the remaining operations returning the response."
        => fail_on_errors;
    "7644-3.7.2-reference", Must, "A member can be named by its bulkId",
    "In order to add the new \"User\" to the \"Group\", the client must use the surrogate id attribute, \"bulkId\", to reference the User."
        => reference(false);
    "7644-3.7.2-forward-reference", Must, "A member can be named by its bulkId before it is created",
    "… the service provider MUST ensure that the client's intent is preserved and the same stateful result is achieved as for non-optimized processing."
        => reference(true);
    "7644-3.7.2-manager", Must, "A manager can be named by their bulkId",
    "Extensions that include references to other resources MUST be handled in the same way by the service provider."
        => manager;
    "7644-3.7.1-circular", Must, "Groups that name each other are resolved, or refused with 409",
    "The service provider MUST try to resolve circular cross-references between resources in a single bulk job but MAY stop after a failed attempt and instead return HTTP status code 409 (Conflict)."
        => circular;
    "7644-3.7.2-unknown-reference", Should, "A bulkId that nothing has is refused",
    "… the value specified was not compatible with the operation or attribute type …"
        => unknown_reference;
    "7644-3.7-missing-bulk-id", Should, "A POST without a bulkId is refused",
    "REQUIRED when \"method\" is \"POST\"."
        => missing_bulk_id;
    "7644-3.7.4-too-many", Must, "More operations than maxOperations are refused with 413",
    "If either limit is exceeded, the service provider MUST return HTTP response code 413 (Payload Too Large)."
        => too_many;
    "7644-3.7.4-too-large", Must, "More bytes than maxPayloadSize are refused with 413",
    "If either limit is exceeded, the service provider MUST return HTTP response code 413 (Payload Too Large)."
        => too_large;
    "7644-3.7-version", Must, "version makes an operation conditional",
    "The current resource version. Version MAY be used if the service provider supports entity-tags (ETags) (Section 2.3 of [RFC7232]) and \"method\" is \"PUT\", \"PATCH\", or \"DELETE\"."
        => version;
    "7644-3.7-unsupported", Should, "/Bulk is 501 or 404 where bulk is not supported",
    "Service provider does not support the request operation, e.g., PATCH."
        => unsupported;
];

async fn bulk(p: &mut Probe, operations: Value, more: Value) -> Result<Answer, Stop> {
    p.needs(Feature::Bulk)?;
    let mut body = json!({ "schemas": [BULK_REQUEST], "Operations": operations });
    merge(&mut body, more);
    p.post("/Bulk", &body).await
}

/// A bulk request that must be processed, and the operations of its answer.
async fn processed(p: &mut Probe, operations: Value) -> Result<(Answer, Vec<Value>), Stop> {
    let answer = bulk(p, operations, json!({})).await?;
    p.status(&answer, &[200])?;
    let listed = json::list(answer.json(), &["Operations"]).to_vec();
    let named = json::list(answer.json(), &["schemas"])
        .iter()
        .any(|one| one == BULK_RESPONSE);
    p.demand(named, &answer, format!("schemas lacks {}", BULK_RESPONSE))?;
    Ok((answer, listed))
}

async fn user_operation(p: &mut Probe, bulk_id: &str) -> Result<Value, Stop> {
    p.needs(Feature::Bulk)?;
    let kind = p.user_type()?;
    let data = p.new_body(&kind).await?;
    Ok(json!({ "method": "POST", "path": kind.endpoint, "bulkId": bulk_id, "data": data }))
}

async fn group_operation(p: &mut Probe, bulk_id: &str, members: &[&str]) -> Result<Value, Stop> {
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
fn code(operation: &Value) -> Option<u16> {
    let status = json::at(operation, &["status"])?;
    let status = json::at(status, &["code"]).unwrap_or(status);
    match status {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64().and_then(|number| u16::try_from(number).ok()),
    }
}

fn of<'a>(operations: &'a [Value], bulk_id: &str) -> Option<&'a Value> {
    let same = |one: &&Value| json::text(one, &["bulkId"]) == Some(bulk_id);
    operations.iter().find(same)
}

/// The path below the base URL of what an operation created; the check ends if it failed.
fn created(p: &mut Probe, answer: &Answer, operations: &[Value], id: &str) -> Result<String, Stop> {
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

fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

async fn create(p: &mut Probe) -> Verdict {
    let operation = user_operation(p, "one").await?;
    let (answer, operations) = processed(p, json!([operation])).await?;
    let path = created(p, &answer, &operations, "one")?;
    let method = operations
        .first()
        .and_then(|one| json::text(one, &["method"]));
    p.advise(
        method == Some("POST"),
        &answer,
        "the answer does not repeat the method",
    );
    let there = p.get(&path).await?;
    let sentence = format!("what was created is answered {}", there.status());
    p.ensure(there.status() == 200, &[&answer, &there], sentence);
    Ok(())
}

async fn bulk_id(p: &mut Probe) -> Verdict {
    let operation = user_operation(p, "qwerty").await?;
    let (answer, operations) = processed(p, json!([operation])).await?;
    let found = of(&operations, "qwerty").is_some();
    p.ensure(found, &answer, "the bulkId qwerty is missing");
    Ok(())
}

async fn status(p: &mut Probe) -> Verdict {
    let operation = user_operation(p, "one").await?;
    let (answer, operations) = processed(p, json!([operation])).await?;
    let found = operations
        .first()
        .and_then(|one| json::at(one, &["status"]));
    let right = found.is_some_and(Value::is_string);
    let shown = found.map_or("missing".to_owned(), ToString::to_string);
    p.ensure(right, &answer, format!("the status is {shown}"));
    Ok(())
}

async fn methods(p: &mut Probe) -> Verdict {
    p.needs(Feature::Bulk)?;
    let kind = p.user_type()?;
    let field = super::attributes::first(kind.plain_fields())?;
    let [put, patch, delete] = [
        p.create(&kind, json!({})).await?,
        p.create(&kind, json!({})).await?,
        p.create(&kind, json!({})).await?,
    ];
    let mut replaced = p.read(&put).await?.json().clone();
    crate::sample::set(&mut replaced, &field, json!("Director"));
    let mut operations = vec![
        json!({ "method": "PUT", "path": put.path, "data": replaced }),
        json!({ "method": "DELETE", "path": delete.path }),
    ];
    if p.needs(Feature::Patch).is_ok() {
        let change = json!([{ "op": "add", "path": field.path(), "value": "Director" }]);
        let data = json!({ "schemas": [urn::PATCH_OP], "Operations": change });
        operations.push(json!({ "method": "PATCH", "path": patch.path, "data": data }));
    }
    let number = operations.len();
    let (answer, listed) = processed(p, json!(operations)).await?;
    let done = listed
        .iter()
        .filter(|one| matches!(code(one), Some(200 | 204)))
        .count();
    p.ensure(
        done == number,
        &answer,
        format!("{done} of {number} operations were carried out"),
    );
    for resource in [&put, &patch].into_iter().take(number - 1) {
        let now = p.read(resource).await?;
        let changed = field.find(now.json()) == Some(&json!("Director"));
        p.ensure(
            changed,
            &[&answer, &now],
            format!("{} was not changed", resource.path),
        );
    }
    let gone = p.get(&delete.path).await?;
    p.ensure(
        gone.status() == 404,
        &[&answer, &gone],
        "what was deleted is there",
    );
    // A DELETE inside a bulk request is known to nobody else.
    p.session.created.remove(&delete.path);
    for one in &listed {
        let location = json::text(one, &["location"]).is_some();
        let method = json::text(one, &["method"]).unwrap_or("an operation");
        p.ensure(location, &answer, format!("{method} has no location"));
    }
    Ok(())
}

/// Three operations, of which the second names a user who does not exist.
async fn one_fails(p: &mut Probe) -> Result<Value, Stop> {
    let kind = p.user_type()?;
    let first = user_operation(p, "first").await?;
    let last = user_operation(p, "last").await?;
    let path = format!("{}/no-such-id", kind.endpoint);
    Ok(json!([first, { "method": "DELETE", "path": path }, last]))
}

async fn partial_failure(p: &mut Probe) -> Verdict {
    let operations = one_fails(p).await?;
    let (answer, listed) = processed(p, operations).await?;
    created(p, &answer, &listed, "first")?;
    created(p, &answer, &listed, "last")?;
    let number = listed.len();
    p.ensure(
        number == 3,
        &answer,
        format!("the answer tells of {number} of 3 operations"),
    );
    Ok(())
}

async fn error_response(p: &mut Probe) -> Verdict {
    let operations = one_fails(p).await?;
    let (answer, listed) = processed(p, operations).await?;
    let failed = listed
        .iter()
        .find(|one| code(one).is_some_and(|code| code >= 400));
    p.demand(failed.is_some(), &answer, "no operation has failed")?;
    let response = failed.and_then(|one| json::at(one, &["response"]));
    let right = response.is_some_and(|body| {
        json::list(body, &["schemas"])
            .iter()
            .any(|one| one == urn::ERROR)
    });
    p.ensure(
        right,
        &answer,
        "the operation that failed has no error as its response",
    );
    Ok(())
}

async fn fail_on_errors(p: &mut Probe) -> Verdict {
    let operations = one_fails(p).await?;
    let answer = bulk(p, operations, json!({ "failOnErrors": 1 })).await?;
    p.status(&answer, &[200])?;
    let listed = json::list(answer.json(), &["Operations"]);
    let last = of(listed, "last").and_then(code) == Some(201);
    p.ensure(
        !last,
        &answer,
        "the operation after the error was carried out",
    );
    Ok(())
}

async fn reference(p: &mut Probe, forward: bool) -> Verdict {
    let user = user_operation(p, "user").await?;
    let group = group_operation(p, "group", &["user"]).await?;
    let operations = if forward {
        json!([group, user])
    } else {
        json!([user, group])
    };
    let (answer, listed) = processed(p, operations).await?;
    let user = created(p, &answer, &listed, "user")?;
    let group = created(p, &answer, &listed, "group")?;
    has_member(p, &answer, &group, id_of(&user)).await
}

async fn has_member(p: &mut Probe, bulk: &Answer, group: &str, user: &str) -> Verdict {
    let now = p.get(group).await?;
    let found = json::list(now.json(), &["members"])
        .iter()
        .filter_map(|member| json::text(member, &["value"]))
        .any(|value| encode(value) == user || value == user);
    p.ensure(
        found,
        &[bulk, &now],
        format!("{group} has not the member {user}"),
    );
    Ok(())
}

async fn manager(p: &mut Probe) -> Verdict {
    p.needs(Feature::Bulk)?;
    let kind = p.user_type()?;
    let field = kind.fields().find(|field| {
        field.urn.is_some() && field.attribute.name == "manager" && field.is_writable()
    });
    let field = field.ok_or_else(|| Stop::skip("there is no manager in an extension"))?;
    let boss = user_operation(p, "boss").await?;
    let mut user = user_operation(p, "user").await?;
    if let Some(data) = user.get_mut("data") {
        crate::sample::set(data, &field, json!({ "value": "bulkId:boss" }));
    }
    let (answer, listed) = processed(p, json!([boss, user])).await?;
    let boss = created(p, &answer, &listed, "boss")?;
    let user = created(p, &answer, &listed, "user")?;
    let now = p.get(&user).await?;
    let found = field
        .find(now.json())
        .and_then(|value| json::text(value, &["value"]));
    let right = found.is_some_and(|found| encode(found) == id_of(&boss) || found == id_of(&boss));
    p.ensure(
        right,
        &[&answer, &now],
        format!("{}.value is {found:?}", field.path()),
    );
    Ok(())
}

async fn circular(p: &mut Probe) -> Verdict {
    let one = group_operation(p, "one", &["two"]).await?;
    let two = group_operation(p, "two", &["one"]).await?;
    let answer = bulk(p, json!([one, two]), json!({})).await?;
    if answer.status() == 409 {
        return Ok(());
    }
    p.status(&answer, &[200])?;
    let listed = json::list(answer.json(), &["Operations"]).to_vec();
    if listed.iter().any(|one| code(one) == Some(409)) {
        return Ok(());
    }
    let one = created(p, &answer, &listed, "one")?;
    let two = created(p, &answer, &listed, "two")?;
    has_member(p, &answer, &one, id_of(&two)).await?;
    has_member(p, &answer, &two, id_of(&one)).await
}

/// Whether the whole, or the operation with that bulkId, was refused.
fn is_refused(answer: &Answer, bulk_id: &str) -> bool {
    let listed = json::list(answer.json(), &["Operations"]);
    let operation = of(listed, bulk_id).or_else(|| listed.first());
    let failed = operation
        .and_then(code)
        .is_some_and(|code| (400..500).contains(&code));
    answer.is_client_error() || failed
}

async fn unknown_reference(p: &mut Probe) -> Verdict {
    let group = group_operation(p, "group", &["nobody"]).await?;
    let answer = bulk(p, json!([group]), json!({})).await?;
    p.ensure(is_refused(&answer, "group"), &answer, "it was carried out");
    Ok(())
}

async fn missing_bulk_id(p: &mut Probe) -> Verdict {
    let mut user = user_operation(p, "none").await?;
    if let Some(operation) = user.as_object_mut() {
        operation.remove("bulkId");
    }
    let answer = bulk(p, json!([user]), json!({})).await?;
    p.ensure(is_refused(&answer, ""), &answer, "it was carried out");
    Ok(())
}

async fn too_many(p: &mut Probe) -> Verdict {
    p.needs(Feature::Bulk)?;
    let most = p.session.server.config.number(&["bulk", "maxOperations"]);
    let most = most.ok_or_else(|| Stop::skip("bulk.maxOperations is not published"))?;
    if most > 5_000 {
        return Err(Stop::Skip(format!(
            "bulk.maxOperations is {most}, too many to try"
        )));
    }
    let kind = p.user_type()?;
    let path = format!("{}/no-such-id", kind.endpoint);
    let operations: Vec<Value> = (0..=most)
        .map(|_| json!({ "method": "DELETE", "path": path }))
        .collect();
    let answer = bulk(p, json!(operations), json!({})).await?;
    p.refused(&answer, &[413])
}

async fn too_large(p: &mut Probe) -> Verdict {
    p.needs(Feature::Bulk)?;
    let most = p.session.server.config.number(&["bulk", "maxPayloadSize"]);
    let most = most.ok_or_else(|| Stop::skip("bulk.maxPayloadSize is not published"))?;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    if most > 16 << 20 {
        return Err(Stop::Skip(format!(
            "bulk.maxPayloadSize is {most}, too much to try"
        )));
    }
    let user = user_operation(p, "one").await?;
    let body = json!({ "schemas": [BULK_REQUEST], "Operations": [user] }).to_string();
    // White space behind the object is as good as any other byte.
    let padding = most.saturating_sub(body.len()) + 1;
    let body = format!("{body}{}", " ".repeat(padding));
    let answer = p.send(&Request::new("POST", "/Bulk").raw(body)).await?;
    p.refused(&answer, &[413])
}

async fn version(p: &mut Probe) -> Verdict {
    p.needs(Feature::Bulk)?;
    p.needs(Feature::Etag)?;
    let user = p.new_user(json!({})).await?;
    let operation = json!({ "method": "DELETE", "path": user.path, "version": "W/\"other\"" });
    let (answer, listed) = processed(p, json!([operation])).await?;
    let refused = listed
        .first()
        .and_then(code)
        .is_some_and(|code| matches!(code, 409 | 412));
    p.ensure(
        refused,
        &answer,
        "the operation with another version was carried out",
    );
    p.read(&user).await?;
    Ok(())
}

async fn unsupported(p: &mut Probe) -> Verdict {
    if p.needs(Feature::Bulk).is_ok() {
        return Err(Stop::skip("bulk is supported"));
    }
    let body = json!({ "schemas": [BULK_REQUEST], "Operations": [] });
    let answer = p.post("/Bulk", &body).await?;
    let usual = matches!(answer.status(), 403 | 404 | 405 | 501);
    let sentence = format!("the status is {}; 501 is due", answer.status());
    p.ensure(usual, &answer, sentence);
    if answer.is_success() {
        p.record(Level::Interop, &answer, "bulk works, but is not advertised");
    }
    Ok(())
}

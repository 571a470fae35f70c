//! What a bulk request does (RFC 7644 §3.7, §3.7.3).

use scim::urn;
use serde_json::{Value, json};

use super::{bulk, code, created, of, processed, user_operation};
use crate::check::{Verdict, checks};
use crate::json;
use crate::probe::{Probe, Stop};
use crate::server::Feature;

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
    "7644-3.7-fail-on-errors", Should, "failOnErrors stops after that many errors",
    "The \"failOnErrors\" attribute defines the number of errors that the service provider should accept before failing the remaining operations returning the response."
        => fail_on_errors;
];

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
    let field = crate::checks::attributes::first(kind.plain_fields())?;
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

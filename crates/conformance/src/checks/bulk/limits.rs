//! What a bulk request may not do (RFC 7644 §3.7, §3.7.4).

use serde_json::{Value, json};

use super::{BULK_REQUEST, bulk, code, is_refused, processed, user_operation};
use crate::check::{Level, Verdict, checks};
use crate::probe::{Probe, Stop};
use crate::request::Request;
use crate::server::Feature;

checks![
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

async fn missing_bulk_id(p: &mut Probe) -> Verdict {
    let mut user = user_operation(p, "none").await?;
    if let Some(operation) = user.as_object_mut() {
        operation.remove("bulkId");
    }
    let answer = bulk(p, json!([user]), json!({})).await?;
    p.ensure(is_refused(&answer, ""), &answer, "it was carried out");
    Ok(())
}

//! Requests that are wrong, large or strange: they must be answered, and not with a fault.

use serde_json::json;

use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::{Probe, Stop};
use crate::request::Request;
use crate::server::Feature;

checks![
    "7644-3.12-deep-body", Must, "A body that is nested deep is no fault of the server",
    "Request is unparsable, syntactically incorrect, or violates schema."
        => deep_body;
    "7644-3.12-duplicate-names", Must, "A name that appears twice in an object is no fault of the server",
    "Request is unparsable, syntactically incorrect, or violates schema."
        => duplicate_names;
    "7644-3.12-invalid-utf-8", Interop, "A body that is not UTF-8 is refused",
    "Servers MUST accept requests and be able to return JSON-structured responses using UTF-8 encoding [RFC3629]."
        => invalid_utf_8;
    "7643-2.3.1-strange-text", Must, "Strange characters in a value are no fault of the server",
    "A sequence of zero or more Unicode characters encoded using UTF-8 as per [RFC2277] and [RFC3629]."
        => strange_text;
    "7644-3.12-long-text", Must, "A value of a megabyte is no fault of the server",
    "Request is unparsable, syntactically incorrect, or violates schema."
        => long_text;
    "7644-3.12-numbers", Must, "Numbers that nothing can hold are no fault of the server",
    "Request is unparsable, syntactically incorrect, or violates schema."
        => numbers;
    "7644-3.12-long-filter", Must, "A filter that is long or nested deep is no fault of the server",
    "The specified filter yields many more results than the server is willing to calculate or process."
        => long_filter;
    "7644-3.12-strange-paths", Must, "Strange identifiers are no fault of the server",
    "Specified resource (e.g., User) or endpoint does not exist."
        => strange_paths;
    "7644-3.12-other-media-type", Must, "A body of another media type is no fault of the server",
    "Other media types MAY be supported by service providers but are beyond the scope of this specification."
        => other_media_type;
    "7644-3.12-strange-patches", Must, "PATCH messages of the wrong shape are no fault of the server",
    "Request is unparsable, syntactically incorrect, or violates schema."
        => strange_patches;
    "7644-3.12-many-values", Must, "A list of ten thousand values is no fault of the server",
    "Request is unparsable, syntactically incorrect, or violates schema."
        => many_values;
];

/// There must be an answer, and it must not be a fault.
async fn survives(p: &mut Probe, request: &Request, what: &str) -> Verdict {
    let answer = match p.send(request).await {
        Ok(answer) => answer,
        Err(Stop::NoAnswer(sentence)) => {
            p.ensure(false, &[], format!("{what}: {sentence}"));
            return Ok(());
        }
        Err(other) => return Err(other),
    };
    let fault = answer.status() >= 500 && answer.status() != 501;
    p.ensure(
        !fault,
        &answer,
        format!("{what} is answered {}", answer.status()),
    );
    Ok(())
}

async fn deep_body(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(5_000), close.repeat(5_000));
        let body = format!(
            "{{\"schemas\":[\"{}\"],\"userName\":{deep}}}",
            kind.schema.id
        );
        let request = Request::new("POST", &kind.endpoint).raw(body);
        survives(p, &request, "a body of 5,000 levels").await?;
    }
    Ok(())
}

async fn duplicate_names(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let (one, two) = (p.session.unique(), p.session.unique());
    let body = format!(
        "{{\"schemas\":[\"{}\"],\"userName\":\"{one}@example.com\",\"userName\":\"{two}@example.com\"}}",
        kind.schema.id
    );
    let answer = p
        .send(&Request::new("POST", &kind.endpoint).raw(body))
        .await?;
    let fault = answer.status() >= 500;
    p.ensure(
        !fault,
        &answer,
        format!("the status is {}", answer.status()),
    );
    if answer.is_success() {
        // RFC 8259 §4: what software makes of it is unpredictable.
        let sentence = "one of the two values was taken".to_owned();
        p.record(Level::Interop, &answer, sentence);
    }
    Ok(())
}

async fn invalid_utf_8(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let name = p.session.unique();
    let mut body = format!(
        "{{\"schemas\":[\"{}\"],\"userName\":\"{name}",
        kind.schema.id
    )
    .into_bytes();
    body.extend_from_slice(b"\xff\xfe\"}");
    let answer = p
        .send(&Request::new("POST", &kind.endpoint).raw(body))
        .await?;
    p.refused(&answer, &[400])
}

async fn strange_text(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let field = super::attributes::first(kind.plain_fields())?;
    for text in [
        "\\u0000",
        "\\ud800",
        "\\u202e\\u200b",
        "'; DROP TABLE users; --",
        "${jndi:x}",
    ] {
        let name = p.session.unique();
        let body = format!(
            "{{\"schemas\":[\"{}\"],\"userName\":\"{name}@example.com\",\"{}\":\"{text}\"}}",
            kind.schema.id,
            field.path()
        );
        let request = Request::new("POST", &kind.endpoint).raw(body);
        survives(p, &request, text).await?;
    }
    Ok(())
}

async fn long_text(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let field = super::attributes::first(kind.plain_fields())?;
    let mut body = p.new_body(&kind).await?;
    crate::sample::set(&mut body, &field, json!("x".repeat(1 << 20)));
    let request = Request::new("POST", &kind.endpoint).json(&body);
    survives(p, &request, "a text of a megabyte").await
}

async fn numbers(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    for number in [
        "1e400",
        "-1e-400",
        "123456789012345678901234567890",
        "0.1e+1000000",
    ] {
        let name = p.session.unique();
        let body = format!(
            "{{\"schemas\":[\"{}\"],\"userName\":\"{name}@example.com\",\"active\":{number}}}",
            kind.schema.id
        );
        let request = Request::new("POST", &kind.endpoint).raw(body);
        survives(p, &request, number).await?;
    }
    let target = format!("{}?startIndex=99999999999999999999&count=1", kind.endpoint);
    survives(p, &Request::get(&target), "a startIndex of twenty digits").await
}

async fn long_filter(p: &mut Probe) -> Verdict {
    p.needs(Feature::Filter)?;
    let kind = p.user_type()?;
    let many = vec!["userName eq \"nobody\""; 200].join(" or ");
    let deep = format!("{}userName pr{}", "(".repeat(300), ")".repeat(300));
    let long = format!("userName eq \"{}\"", "x".repeat(6_000));
    for (filter, what) in [
        (many, "a filter of 200 terms"),
        (deep, "a filter of 300 brackets"),
        (long, "a filter with a value of 6,000 letters"),
    ] {
        let request = Request::get(&kind.endpoint)
            .query("filter", &filter)
            .query("count", "1");
        survives(p, &request, what).await?;
    }
    Ok(())
}

async fn strange_paths(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let long = "x".repeat(4_000);
    for id in [
        "%00",
        "..%2f..%2fetc%2fpasswd",
        "%F0%9F",
        "%27%20or%201=1",
        "%20",
        &long,
    ] {
        let request = Request::get(&format!("{}/{id}", kind.endpoint));
        survives(p, &request, "an identifier that is none").await?;
    }
    Ok(())
}

async fn other_media_type(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    for media_type in ["text/plain", "application/xml", "nonsense"] {
        let request = Request::new("POST", &kind.endpoint)
            .header("Content-Type", media_type)
            .raw("<user/>");
        let answer = p.send(&request).await?;
        let sentence = format!("a body of {media_type} is answered {}", answer.status());
        p.ensure(answer.is_client_error(), &answer, sentence);
    }
    Ok(())
}

async fn strange_patches(p: &mut Probe) -> Verdict {
    p.needs(Feature::Patch)?;
    let user = p.new_user(json!({})).await?;
    for body in [
        json!([]),
        json!({ "schemas": [scim::urn::PATCH_OP], "Operations": [42, null, "x"] }),
        json!({ "schemas": [scim::urn::PATCH_OP], "Operations": [{ "op": 1, "path": 2 }] }),
        json!({ "schemas": [scim::urn::PATCH_OP], "Operations": [{ "op": "add", "path": "emails", "value": 42 }] }),
        json!({ "schemas": [scim::urn::PATCH_OP], "Operations": [{ "op": "add", "value": "text" }] }),
        json!({ "schemas": [scim::urn::PATCH_OP], "Operations": [{ "op": "replace", "path": "", "value": {} }] }),
    ] {
        let request = Request::new("PATCH", &user.path).json(&body);
        survives(p, &request, &body.to_string()).await?;
    }
    let now = p.read(&user).await?;
    let same = json::text(now.json(), &["id"]) == Some(&user.id);
    p.ensure(same, &now, "the user is another one");
    Ok(())
}

async fn many_values(p: &mut Probe) -> Verdict {
    let kind = p.user_type()?;
    let field = kind.labelled_fields().into_iter().next();
    let field = field.ok_or_else(|| Stop::skip("needs a multi-valued attribute"))?;
    let values: Vec<_> = (0..10_000)
        .map(|number| json!({ "value": format!("{number}@example.com"), "type": "other" }))
        .collect();
    let mut body = p.new_body(&kind).await?;
    crate::sample::set(&mut body, &field, json!(values));
    let request = Request::new("POST", &kind.endpoint).json(&body);
    survives(p, &request, "a list of 10,000 values").await
}

use bytes::{Bytes, BytesMut};
use domain::Error;
use domain::limits::{BODY_READ_TIME, SCIM_BODY_BYTES, SCIM_BODY_VALUES, SCIM_VALUE_BYTES};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http_body::Body as _;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use scim::ScimType;
use serde_json::Value;

use crate::http::body_budget::{BodyBudget, BodyShare};

/// Reads the JSON body of a request. The share of the budget covers the value too: hold it for as
/// long.
///
/// # Errors
/// 415 for another media type, 413 for too many bytes or values, 408 for too long a wait, 503 when the
/// bodies of all requests together take too much memory, 400 `invalidSyntax` for what is no JSON.
pub(super) async fn read(
    headers: &HeaderMap,
    body: &mut Incoming,
    budget: &BodyBudget,
) -> Result<(Value, BodyShare), Error> {
    read_or_refuse(headers, body, budget, too_large).await
}

/// As [`read`], with another refusal of too many bytes.
pub(super) async fn read_or_refuse(
    headers: &HeaderMap,
    body: &mut Incoming,
    budget: &BodyBudget,
    too_large: fn() -> scim::Error,
) -> Result<(Value, BodyShare), Error> {
    check_media_type(headers)?;
    // A declared length is refused before the first byte.
    if body.size_hint().lower() > SCIM_BODY_BYTES as u64 {
        return Err(too_large().into());
    }
    let mut share = budget.share();
    let collected = tokio::time::timeout(BODY_READ_TIME, async {
        let mut first = Bytes::new();
        let mut all = BytesMut::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| incomplete())?;
            let Ok(data) = frame.into_data() else {
                continue;
            };
            if first.len() + all.len() + data.len() > SCIM_BODY_BYTES {
                return Err(Error::from(too_large()));
            }
            take(&mut share, data.len())?;
            // Nearly every body comes in one piece, which then need not be copied.
            if first.is_empty() && all.is_empty() {
                first = data;
            } else {
                all.extend_from_slice(&std::mem::take(&mut first));
                all.extend_from_slice(&data);
            }
        }
        Ok(if all.is_empty() { first } else { all.freeze() })
    });
    let bytes = collected.await.map_err(|_| {
        Error::from(scim::Error::new(
            408,
            format!(
                "The body did not arrive within {} seconds.",
                BODY_READ_TIME.as_secs()
            ),
        ))
    })??;
    take(&mut share, value_bytes(&bytes)?)?;
    Ok((scim::json::parse(&bytes)?, share))
}

fn take(share: &mut BodyShare, bytes: usize) -> Result<(), Error> {
    if share.grow(bytes) {
        return Ok(());
    }
    Err(Error::Unavailable(
        "too many large requests at once".to_owned(),
    ))
}

/// What the parsed body takes at most: `[{},{},…]` is in memory a hundred times as large as it is
/// on the wire. What begins or separates values tells how many there are.
fn value_bytes(body: &[u8]) -> Result<usize, Error> {
    let separates = |byte: &&u8| matches!(**byte, b'{' | b'[' | b',' | b':');
    let values = body.iter().filter(separates).count();
    if values > SCIM_BODY_VALUES {
        return Err(scim::Error::new(
            413,
            format!(
                "The body has more than {SCIM_BODY_VALUES} names and values; split the request \
                 into smaller ones."
            ),
        )
        .into());
    }
    Ok(values * SCIM_VALUE_BYTES)
}

/// RFC 7644 §3.1: `application/scim+json`, and `application/json` as many clients send it. A
/// client that names no type sends JSON, or fails at the parser.
fn check_media_type(headers: &HeaderMap) -> Result<(), Error> {
    let named = headers
        .get(CONTENT_TYPE)
        .map(|value| String::from_utf8_lossy(value.as_bytes()));
    if let Some(named) = named {
        let essence = named.split(';').next().unwrap_or_default().trim();
        let known = ["application/scim+json", "application/json"];
        if !known
            .iter()
            .any(|known| essence.eq_ignore_ascii_case(known))
        {
            return Err(unsupported(&format!(
                "The Content-Type {:?} is not supported; send application/scim+json.",
                scim::error::excerpt(essence)
            )));
        }
    }
    let encoding = headers
        .get(CONTENT_ENCODING)
        .map_or(&b"identity"[..], |value| value.as_bytes());
    if !encoding.eq_ignore_ascii_case(b"identity") {
        return Err(unsupported(
            "Compressed bodies are not supported; send the body as it is, without Content-Encoding.",
        ));
    }
    Ok(())
}

fn unsupported(detail: &str) -> Error {
    scim::Error::new(415, detail).into()
}

fn too_large() -> scim::Error {
    let limit = SCIM_BODY_BYTES;
    scim::Error::new(
        413,
        format!("The body is larger than {limit} bytes; split the request into smaller ones."),
    )
}

fn incomplete() -> Error {
    scim::Error::bad_request(
        ScimType::InvalidSyntax,
        "The body ended before it was complete.",
    )
    .into()
}

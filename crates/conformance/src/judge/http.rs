//! What HTTP wants of every answer.

use super::{elsewhere, interop, must, right, should};
use crate::check::Judgement;
use crate::exchange::Exchange;
use crate::json;
use crate::request::SCIM_JSON;
use crate::server::Server;

/// The media type is that of SCIM when that was asked for.
pub fn media_type(exchange: &Exchange, _: &Server) -> Judgement {
    let asked = exchange.sent.headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("accept") && value.eq_ignore_ascii_case(SCIM_JSON)
    });
    let found = exchange.media_type();
    if !asked || exchange.received.body.trim().is_empty() {
        return elsewhere();
    }
    if found == SCIM_JSON {
        return right();
    }
    let found = if found.is_empty() { "none" } else { &found };
    if exchange.is_success() {
        return must(format!(
            "an answer to Accept: {SCIM_JSON} has the media type {found}"
        ));
    }
    should(format!(
        "an error with status {} has the media type {found}",
        exchange.status()
    ))
}

/// A body that says it is JSON is JSON.
pub fn json(exchange: &Exchange, _: &Server) -> Judgement {
    let body = exchange.received.body.trim();
    let claims = exchange.media_type().ends_with("json");
    if !claims || body.is_empty() || exchange.received.truncated {
        return elsewhere();
    }
    if exchange.json().is_null() && body != "null" {
        return must(format!(
            "the body of the answer to {} is no JSON",
            without_query(exchange)
        ));
    }
    right()
}

/// The service provider has not failed, by its own word.
pub fn server_error(exchange: &Exchange, _: &Server) -> Judgement {
    match exchange.status() {
        501 => right(),
        status @ 500.. => must(format!("{} is answered {status}", without_query(exchange))),
        _ => right(),
    }
}

/// No redirect, but for `/Me`.
pub fn redirect(exchange: &Exchange, _: &Server) -> Judgement {
    let status = exchange.status();
    let to_self = exchange.path().eq_ignore_ascii_case("/Me") && matches!(status, 307 | 308);
    if !(300..400).contains(&status) || status == 304 || to_self {
        return right();
    }
    let to = exchange.header("location").unwrap_or("nowhere");
    let sentence = format!("{} redirects to {to}", without_query(exchange));
    interop(sentence)
}

/// The `ETag` header and `meta.version` are the same.
pub fn entity_tag(exchange: &Exchange, _: &Server) -> Judgement {
    let version = json::text(exchange.json(), &["meta", "version"]);
    match (exchange.header("etag"), version) {
        (Some(tag), Some(version)) if exchange.is_success() => {
            if tag == version {
                return right();
            }
            must(format!("the ETag is {tag}, meta.version is {version}"))
        }
        _ => elsewhere(),
    }
}

/// A `Content-Location` header is the same as `meta.location`.
pub fn content_location(exchange: &Exchange, _: &Server) -> Judgement {
    let location = json::text(exchange.json(), &["meta", "location"]);
    match (exchange.header("content-location"), location) {
        (Some(header), Some(location)) if exchange.is_success() => {
            if header == location {
                return right();
            }
            must(format!(
                "Content-Location is {header}, meta.location is {location}"
            ))
        }
        _ => elsewhere(),
    }
}

/// A 405 says what is allowed.
pub fn allow(exchange: &Exchange, _: &Server) -> Judgement {
    if exchange.status() != 405 {
        return elsewhere();
    }
    if exchange.header("allow").is_some() {
        return right();
    }
    must(format!(
        "{} is answered 405 without an Allow header",
        without_query(exchange)
    ))
}

/// A 401 says how to authenticate.
pub fn challenge(exchange: &Exchange, _: &Server) -> Judgement {
    if exchange.status() != 401 {
        return elsewhere();
    }
    if exchange.header("www-authenticate").is_some() {
        return right();
    }
    must("an answer with status 401 has no WWW-Authenticate header")
}

/// A 429 says in whole seconds when to come back.
pub fn retry_after(exchange: &Exchange, _: &Server) -> Judgement {
    if exchange.status() != 429 {
        return elsewhere();
    }
    match exchange.header("retry-after") {
        Some(value) if value.trim().parse::<u64>().is_ok() => right(),
        Some(value) => interop(format!("Retry-After of a 429 is {value:?}")),
        None => interop("a 429 has no Retry-After"),
    }
}

fn without_query(exchange: &Exchange) -> String {
    format!("{} {}", exchange.sent.method, exchange.path())
}

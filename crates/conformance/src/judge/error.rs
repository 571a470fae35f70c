//! The bodies of errors (RFC 7644 §3.12).

use scim::urn;
use serde_json::Value;

use super::{elsewhere, interop, must, right, should};
use crate::check::Judgement;
use crate::exchange::Exchange;
use crate::json;
use crate::server::Server;

/// RFC 7644 table 9, RFC 9865 table 3.
const SCIM_TYPES: [&str; 13] = [
    "invalidFilter",
    "tooMany",
    "uniqueness",
    "mutability",
    "invalidSyntax",
    "invalidPath",
    "noTarget",
    "invalidValue",
    "invalidVers",
    "sensitive",
    "invalidCursor",
    "expiredCursor",
    "invalidCount",
];

/// What programs print when they fail, and clients should not see.
const INTERNALS: [&str; 8] = [
    "Traceback (most recent call last)",
    "java.lang.",
    "org.springframework.",
    "Exception in thread",
    "SQLSTATE",
    "SQLITE_",
    "    at Object.",
    "node_modules/",
];

/// The body is a SCIM error.
pub fn body(exchange: &Exchange, _: &Server) -> Judgement {
    if !is_error(exchange) {
        return elsewhere();
    }
    let status = exchange.status();
    if exchange.received.body.trim().is_empty() {
        return must(format!("an answer with status {status} has no body"));
    }
    if !exchange.json().is_object() {
        return must(format!(
            "the body of an answer with status {status} is no JSON object"
        ));
    }
    let schemas = json::list(exchange.json(), &["schemas"]);
    if !schemas.iter().any(|schema| schema == urn::ERROR) {
        return must(format!(
            "the body of an answer with status {status} is not identified by {}",
            urn::ERROR
        ));
    }
    right()
}

/// `status` is there, is a string, and says what the answer says.
pub fn status(exchange: &Exchange, _: &Server) -> Judgement {
    if !is_scim_error(exchange) {
        return elsewhere();
    }
    match json::at(exchange.json(), &["status"]) {
        None => must("an error has no status"),
        Some(Value::String(text)) if text == &exchange.status().to_string() => right(),
        Some(Value::String(text)) => must(format!(
            "an error says status {text:?} in an answer with status {}",
            exchange.status()
        )),
        Some(other) => must(format!(
            "the status of an error is {other}, not a JSON string"
        )),
    }
}

/// `scimType` is one of the words that are defined.
pub fn scim_type(exchange: &Exchange, _: &Server) -> Judgement {
    if !is_scim_error(exchange) {
        return elsewhere();
    }
    match json::at(exchange.json(), &["scimType"]) {
        None | Some(Value::Null) => elsewhere(),
        Some(Value::String(word)) if SCIM_TYPES.contains(&word.as_str()) => right(),
        Some(other) => must(format!("the scimType {other} is not defined")),
    }
}

/// `scimType` comes with a status that it is defined for.
pub fn scim_type_status(exchange: &Exchange, _: &Server) -> Judgement {
    if !is_scim_error(exchange) || exchange.scim_type().is_empty() {
        return elsewhere();
    }
    // 413 and 412 carry none in the RFC, but nothing there is misread.
    match exchange.status() {
        status @ (401 | 404 | 405 | 500..) => interop(format!(
            "an error with status {status} has the scimType {:?}",
            exchange.scim_type()
        )),
        _ => right(),
    }
}

/// `detail` says something.
pub fn detail(exchange: &Exchange, _: &Server) -> Judgement {
    if !is_scim_error(exchange) {
        return elsewhere();
    }
    match json::text(exchange.json(), &["detail"]) {
        Some(text) if !text.trim().is_empty() => right(),
        _ => should(format!(
            "an error with status {} has no detail",
            exchange.status()
        )),
    }
}

/// No stack traces, no SQL.
pub fn internals(exchange: &Exchange, _: &Server) -> Judgement {
    if exchange.status() < 400 {
        return elsewhere();
    }
    let body = &exchange.received.body;
    match INTERNALS.iter().find(|mark| body.contains(**mark)) {
        Some(mark) => should(format!("an error shows internals: {:?}", mark.trim())),
        None => right(),
    }
}

fn is_error(exchange: &Exchange) -> bool {
    exchange.status() >= 400 && exchange.sent.method != "HEAD"
}

fn is_scim_error(exchange: &Exchange) -> bool {
    is_error(exchange)
        && json::list(exchange.json(), &["schemas"])
            .iter()
            .any(|schema| schema == urn::ERROR)
}

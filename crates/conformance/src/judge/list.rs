//! Lists (RFC 7644 §3.4.2).

use scim::urn;
use serde_json::Value;

use super::{elsewhere, interop, is_list, must, right};
use crate::check::{Judgement, Level};
use crate::exchange::Exchange;
use crate::json;
use crate::server::Server;

/// A list is identified as one.
pub fn schema(exchange: &Exchange, server: &Server) -> Judgement {
    if !should_list(exchange, server) {
        return elsewhere();
    }
    let schemas = json::list(exchange.json(), &["schemas"]);
    if schemas.iter().any(|schema| schema == urn::LIST_RESPONSE) {
        return right();
    }
    must(format!(
        "{} {} is answered with something that is not identified by {}",
        exchange.sent.method,
        exchange.path(),
        urn::LIST_RESPONSE
    ))
}

/// `totalResults` and `Resources` are there.
pub fn members(exchange: &Exchange, server: &Server) -> Judgement {
    if !should_list(exchange, server) {
        return elsewhere();
    }
    let body = exchange.json();
    let total = json::at(body, &["totalResults"]);
    let resources = json::at(body, &["Resources"]);
    match total {
        // RFC 9865 §2: it may be omitted with cursors.
        None if is_cursor(exchange) => {}
        None => return must("a list has no totalResults"),
        Some(total) if !is_count(total) => {
            return must(format!(
                "totalResults is {total}, not a non-negative integer"
            ));
        }
        Some(_) => {}
    }
    match resources {
        Some(Value::Array(_)) => right(),
        Some(other) => must(format!("Resources is {}, not a list", kind(other))),
        None if total.and_then(Value::as_u64) == Some(0) => right(),
        None if asks_for_none(exchange) => right(),
        None => must("a list with results has no Resources"),
    }
}

/// `Resources` is there even when it is empty: Okta, Entra ID and JumpCloud look for it.
pub fn empty(exchange: &Exchange, server: &Server) -> Judgement {
    let body = exchange.json();
    let total = json::at(body, &["totalResults"]).and_then(Value::as_u64);
    if !should_list(exchange, server) || total != Some(0) || asks_for_none(exchange) {
        return elsewhere();
    }
    if json::at(body, &["Resources"]).is_some() {
        return right();
    }
    interop("an empty list has no Resources")
}

/// `itemsPerPage` is the number of resources that are there, and both it and `startIndex` are there
/// when that is not all.
pub fn page(exchange: &Exchange, server: &Server) -> Judgement {
    if !should_list(exchange, server) {
        return elsewhere();
    }
    let body = exchange.json();
    let found = json::list(body, &["Resources"]).len() as u64;
    let total = json::at(body, &["totalResults"]).and_then(Value::as_u64);
    let items = json::at(body, &["itemsPerPage"]);
    let start = json::at(body, &["startIndex"]);
    let partial = total.is_some_and(|total| total > found) && found > 0;
    let mut wrong = Vec::new();
    match items {
        None if partial => wrong.push("a partial list has no itemsPerPage".to_owned()),
        None => {}
        Some(items) if items.as_u64() == Some(found) => {}
        Some(items) => wrong.push(format!(
            "itemsPerPage is {items} in a page of {found} resources"
        )),
    }
    if start.is_none() && partial && !is_cursor(exchange) {
        wrong.push("a partial list has no startIndex".to_owned());
    }
    if start.is_some_and(|start| !is_count(start)) {
        wrong.push(format!(
            "startIndex is {}, not a positive integer",
            text(start)
        ));
    }
    if total.is_some_and(|total| total < found) {
        wrong.push(format!(
            "totalResults is {} for {found} resources",
            text(total)
        ));
    }
    let wrong = wrong.into_iter();
    Some(wrong.map(|sentence| (Level::Must, sentence)).collect())
}

/// Whether the answer ought to be a list: a good answer to a query of an endpoint.
fn should_list(exchange: &Exchange, server: &Server) -> bool {
    let path = exchange.path().trim_end_matches('/');
    if exchange.status() != 200 {
        return false;
    }
    match exchange.sent.method.as_str() {
        "POST" => path.ends_with("/.search"),
        "GET" => {
            let endpoint = server.types.iter().any(|kind| kind.endpoint == path);
            endpoint || matches!(path, "/Schemas" | "/ResourceTypes") || is_list(exchange)
        }
        _ => false,
    }
}

fn is_cursor(exchange: &Exchange) -> bool {
    let body = exchange.sent.body.as_deref().unwrap_or_default();
    exchange.sent.target.contains("cursor")
        || body.contains("\"cursor\"")
        || json::at(exchange.json(), &["nextCursor"]).is_some()
}

/// RFC 7644 table 6: a count of zero, or below, asks for `totalResults` alone.
fn asks_for_none(exchange: &Exchange) -> bool {
    let target = &exchange.sent.target;
    let body = exchange.sent.body.as_deref().unwrap_or_default();
    target.contains("count=0") || target.contains("count=-") || body.contains("\"count\":0")
}

/// A number that is no larger than JSON allows may be larger than a `u64`.
fn is_count(value: &Value) -> bool {
    value
        .as_f64()
        .is_some_and(|number| number >= 0.0 && number.fract() == 0.0)
}

fn text(value: impl serde::Serialize) -> String {
    serde_json::to_string(&value).unwrap_or_default()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

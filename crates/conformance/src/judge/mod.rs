//! Judging an exchange by itself, without sending anything: pure functions, so that a recorded
//! exchange is judged as a fresh one.

pub mod error;
pub mod http;
pub mod list;
pub mod representation;
pub mod values;

use serde_json::Value;

use crate::check::{Judgement, Level};
use crate::exchange::Exchange;
use crate::json;
use crate::server::{ResourceType, Server};

fn must(sentence: impl Into<String>) -> Judgement {
    Some(vec![(Level::Must, sentence.into())])
}

fn should(sentence: impl Into<String>) -> Judgement {
    Some(vec![(Level::Should, sentence.into())])
}

fn interop(sentence: impl Into<String>) -> Judgement {
    Some(vec![(Level::Interop, sentence.into())])
}

fn right() -> Judgement {
    Some(Vec::new())
}

/// The exchange has nothing of what is judged.
fn elsewhere() -> Judgement {
    None
}

/// The resources that an answer carries, each with its type: the one that was asked for, the one
/// that was created or changed, or those of a list.
fn resources<'a>(exchange: &'a Exchange, server: &'a Server) -> Vec<(&'a ResourceType, &'a Value)> {
    let Some(kind) = server.type_at(exchange.path()) else {
        return Vec::new();
    };
    if !exchange.is_success() || !exchange.json().is_object() {
        return Vec::new();
    }
    if is_list(exchange) {
        let listed = json::list(exchange.json(), &["Resources"]);
        return listed
            .iter()
            .map(|resource| (kind.as_ref(), resource))
            .collect();
    }
    vec![(kind.as_ref(), exchange.json())]
}

/// As [`resources`], but only where the request did not choose attributes.
fn full_resources<'a>(
    exchange: &'a Exchange,
    server: &'a Server,
) -> Vec<(&'a ResourceType, &'a Value)> {
    let sent = &exchange.sent;
    let text = format!(
        "{}{}",
        sent.target,
        sent.body.as_deref().unwrap_or_default()
    );
    let chooses = [
        "attributes=",
        "excludedAttributes=",
        "\"attributes\"",
        "\"excludedAttributes\"",
    ]
    .iter()
    .any(|word| {
        text.to_ascii_lowercase()
            .contains(&word.to_ascii_lowercase())
    });
    if chooses {
        return Vec::new();
    }
    resources(exchange, server)
}

/// Whether an answer is a list: by its own word, or because it was asked of an endpoint.
fn is_list(exchange: &Exchange) -> bool {
    let body = exchange.json();
    json::at(body, &["Resources"]).is_some() || json::at(body, &["totalResults"]).is_some()
}

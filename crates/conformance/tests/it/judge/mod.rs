//! Judging recorded exchanges.

mod error;
mod http;
mod list;
mod representation;
mod values;

use conformance::check::{Judgement, Level};
use conformance::exchange::{Exchange, Received, Sent};
use conformance::server::Server;
use serde_json::{Value, json};

/// An exchange with a JSON answer.
fn exchange(method: &str, target: &str, status: u16, body: &Value) -> Exchange {
    raw(method, target, status, &[], &body.to_string())
}

fn raw(method: &str, target: &str, status: u16, headers: &[(&str, &str)], body: &str) -> Exchange {
    Exchange::new(
        Sent {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: vec![("Accept".to_owned(), "application/scim+json".to_owned())],
            body: None,
        },
        Received {
            status,
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: body.to_owned(),
            truncated: false,
        },
    )
}

/// A service provider with users and groups, as the RFC describes them, and the enterprise
/// extension.
fn server() -> Server {
    let types = json!({ "Resources": [
        {
            "name": "User", "endpoint": "/Users", "schema": scim::urn::USER,
            "schemaExtensions": [{ "schema": scim::urn::ENTERPRISE_USER, "required": false }],
        },
        { "name": "Group", "endpoint": "/Groups", "schema": scim::urn::GROUP },
    ]});
    let schemas: Vec<Value> = [
        scim::user::schema(),
        scim::group::schema(),
        scim::enterprise_user::schema(),
    ]
    .iter()
    .map(|schema| schema.to_json("https://example.com"))
    .collect();
    let schemas = json!({ "Resources": schemas });
    Server::new("https://example.com", None, Some(&types), Some(&schemas))
}

type Judge = fn(&Exchange, &Server) -> Judgement;

fn wrong(judge: Judge, exchange: &Exchange) -> Vec<(Level, String)> {
    judge(exchange, &server()).expect("it is the judge's business")
}

fn is_right(judge: Judge, exchange: &Exchange) -> bool {
    wrong(judge, exchange).is_empty()
}

/// The judge has nothing to say about it.
fn is_elsewhere(judge: Judge, exchange: &Exchange) -> bool {
    judge(exchange, &server()).is_none()
}

fn one(level: Level, sentence: &str) -> Vec<(Level, String)> {
    vec![(level, sentence.to_owned())]
}

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use http::{Request, StatusCode};
use http_body::Frame;
use serde_json::json;

use super::fixture::{CREATE, LIST, WHO, post_json, send};

/// A body that must not be touched.
struct Untouchable;

impl http_body::Body for Untouchable {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        panic!("the body was read before the caller was known");
    }
}

fn anonymous(uri: &str, content_type: &str, authorization: &[&str]) -> Request<Body> {
    let mut request = Request::builder().method("POST").uri(uri);
    request = request.header("content-type", content_type);
    for value in authorization {
        request = request.header("authorization", *value);
    }
    request.body(Body::new(Untouchable)).unwrap()
}

#[tokio::test]
async fn the_handler_learns_who_calls() {
    let reply = post_json(WHO, "{}").await;
    assert_eq!(reply.json(), json!({"organizationId": "me"}));
}

#[tokio::test]
async fn nobody_makes_the_server_read_a_body_without_a_credential() {
    let bad: [&[&str]; 6] = [
        &[],
        &["Bearer"],
        &["Bearer "],
        &["Basic bWU6"],
        &["me"],
        &["Bearer a", "Bearer b"],
    ];
    for authorization in bad {
        for content_type in ["application/json", "application/proto", "text/plain"] {
            let reply = send(anonymous(CREATE, content_type, authorization)).await;
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{authorization:?}");
            assert_eq!(reply.json()["code"], "unauthenticated");
            assert_eq!(reply.header("www-authenticate"), "Bearer realm=\"muster\"");
        }
    }
}

#[tokio::test]
async fn an_invalid_token_is_refused_on_lists_and_unknown_methods_too() {
    for uri in [
        LIST,
        "/api/no.such.Service/Method",
        "/muster.v1.OperatorService/Nope",
    ] {
        let reply = send(anonymous(uri, "application/json", &["Bearer expired"])).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{uri}");
        assert_eq!(
            reply.json()["message"],
            "the token has expired: create a new one"
        );
    }
}

#[tokio::test]
async fn the_refusal_speaks_the_protocol_of_the_caller() {
    let reply = send(anonymous(CREATE, "application/grpc", &[])).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.header("grpc-status"), "16");
    let reply = send(anonymous(CREATE, "application/grpc-web+proto", &[])).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(String::from_utf8_lossy(&reply.body).contains("grpc-status: 16"));
}

#[tokio::test]
async fn the_authenticator_knows_whether_a_call_has_side_effects() {
    let with = |uri: &str| {
        Request::post(uri)
            .header("content-type", "application/json")
            .header("authorization", "bearer read-only")
            .body(Body::from("{}"))
            .unwrap()
    };
    assert_eq!(send(with(CREATE)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(send(with(LIST)).await.status, StatusCode::OK);
}

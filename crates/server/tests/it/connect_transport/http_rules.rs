use api::Message as _;
use api::gitpod::v1::GetAuthenticatedIdentityResponse;
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use serde_json::json;

use super::fixture::{CREATE, LIST, WHO, gunzip, gzip, post_json, request, send};

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn the_prefix_api_is_optional() {
    for uri in [WHO, WHO.strip_prefix("/api").unwrap()] {
        assert_eq!(post_json(uri, "{}").await.status, StatusCode::OK, "{uri}");
    }
}

#[tokio::test]
async fn unknown_methods_are_unimplemented() {
    for uri in [
        "/api/muster.v1.OperatorService/Nope",
        "/muster.v1.OperatorService/Nope",
        "/api/gitpod.v1.GroupService/ListGroups",
        "/api/x",
    ] {
        let reply = post_json(uri, "{}").await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{uri}");
        assert_eq!(reply.json()["code"], "unimplemented", "{uri}");
    }
}

#[tokio::test]
async fn other_methods_are_refused_with_allow() {
    for (method, uri, allow) in [
        ("PUT", CREATE, "POST"),
        ("GET", CREATE, "POST"),
        ("DELETE", LIST, "GET, POST"),
    ] {
        let reply = send(request(method, uri, &[], Body::empty())).await;
        assert_eq!(
            reply.status,
            StatusCode::METHOD_NOT_ALLOWED,
            "{method} {uri}"
        );
        assert_eq!(reply.header("allow"), allow, "{method} {uri}");
        assert_eq!(reply.json()["code"], "unknown");
    }
}

#[tokio::test]
async fn other_content_types_are_refused_with_accept_post() {
    for headers in [&[("content-type", "text/xml")][..], &[]] {
        let reply = send(request("POST", CREATE, headers, "{}")).await;
        assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert!(reply.header("accept-post").contains("application/json"));
        assert_eq!(reply.json()["code"], "unknown");
    }
}

#[tokio::test]
async fn content_types_may_have_parameters_and_capitals() {
    let headers = [("content-type", "Application/JSON; charset=UTF-8")];
    let reply = send(request("POST", CREATE, &headers, r#"{"name":"Acme"}"#)).await;
    assert_eq!(reply.json()["token"], "Acme");
}

#[tokio::test]
async fn an_empty_request_is_an_empty_message() {
    // No body and no type is what npm 0.6.0 sends for a method without arguments.
    for headers in [&[][..], &[JSON]] {
        let reply = send(request("POST", WHO, headers, Body::empty())).await;
        assert_eq!(reply.json(), json!({"organizationId": "me"}), "{headers:?}");
    }
    let chunked = Body::from_stream(tokio_stream());
    let reply = send(request("POST", WHO, &[JSON], chunked)).await;
    assert_eq!(reply.json(), json!({"organizationId": "me"}));
    let headers = [("content-type", "application/proto")];
    let reply = send(request("POST", WHO, &headers, Body::empty())).await;
    assert_eq!(reply.header("content-type"), "application/proto");
    let message = GetAuthenticatedIdentityResponse::decode_from_slice(&reply.body).unwrap();
    assert_eq!(message.organization_id, "me");
}

/// A body of no bytes whose length is not known in advance.
fn tokio_stream() -> impl futures::Stream<Item = Result<axum::body::Bytes, std::io::Error>> {
    futures::stream::iter([Ok(axum::body::Bytes::new())])
}

#[tokio::test]
async fn the_protocol_version_is_optional_but_must_be_1() {
    for (version, status) in [("1", 200), ("2", 400)] {
        let headers = [JSON, ("connect-protocol-version", version)];
        let reply = send(request("POST", WHO, &headers, "{}")).await;
        assert_eq!(reply.status.as_u16(), status, "{version}");
    }
}

#[tokio::test]
async fn connect_get_answers_in_the_encoding_of_the_query() {
    let message = URL_SAFE_NO_PAD.encode([]);
    let proto = format!("{WHO}?connect=v1&encoding=proto&base64=1&message={message}");
    // py 1.2.0 sends these two headers with a GET.
    let stray = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("content-length", "0"),
    ];
    let reply = send(request("GET", &proto, &stray, Body::empty())).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.header("content-type"), "application/proto");
    let json = format!("{WHO}?connect=v1&encoding=json&message=%7B%7D");
    let reply = send(request("GET", &json, &stray, Body::empty())).await;
    assert_eq!(reply.json(), json!({"organizationId": "me"}));
    let reply = send(request(
        "GET",
        &format!("{WHO}?encoding=json"),
        &[],
        Body::empty(),
    ))
    .await;
    assert_eq!(reply.json(), json!({"organizationId": "me"}));
}

#[tokio::test]
async fn gzip_works_both_ways() {
    let headers = [
        JSON,
        ("content-encoding", "gzip"),
        ("accept-encoding", "gzip, deflate"),
    ];
    let body = gzip(br#"{"name":"large"}"#);
    let reply = send(request("POST", CREATE, &headers, body)).await;
    assert_eq!(reply.header("content-encoding"), "gzip");
    let plain: serde_json::Value = serde_json::from_slice(&gunzip(&reply.body)).unwrap();
    assert_eq!(plain["token"].as_str().unwrap().len(), 4096);
    let reply = send(request("POST", CREATE, &[JSON], r#"{"name":"large"}"#)).await;
    assert_eq!(reply.header("content-encoding"), "");
    assert_eq!(reply.header("vary"), "accept-encoding");
}

#[tokio::test]
async fn a_small_request_cannot_become_a_large_one() {
    let bomb = gzip(&vec![b' '; 64 * 1024 * 1024]);
    assert!(bomb.len() < 128 * 1024);
    let headers = [JSON, ("content-encoding", "gzip")];
    let reply = send(request("POST", CREATE, &headers, bomb)).await;
    assert_eq!(reply.json()["code"], "resource_exhausted");
}

#[tokio::test]
async fn unknown_compression_is_unimplemented() {
    let headers = [JSON, ("content-encoding", "br")];
    let reply = send(request("POST", CREATE, &headers, "{}")).await;
    assert_eq!(reply.status, StatusCode::NOT_IMPLEMENTED);
    assert_eq!(reply.json()["code"], "unimplemented");
    assert_eq!(reply.header("x-should-retry"), "false");
    let headers = [JSON, ("content-encoding", "identity")];
    let reply = send(request("POST", CREATE, &headers, r#"{"name":"Acme"}"#)).await;
    assert_eq!(reply.json()["token"], "Acme");
}

use api::Message as _;
use api::muster::v1::{CreateOrganizationRequest, CreateOrganizationResponse};
use axum::body::{Body, Bytes};
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};

use super::fixture::{CREATE, app, request, send};

fn envelope(name: &str) -> Vec<u8> {
    let message = CreateOrganizationRequest {
        name: name.into(),
        ..Default::default()
    };
    let bytes = message.encode_to_vec();
    let mut envelope = vec![0];
    envelope.extend(u32::try_from(bytes.len()).unwrap().to_be_bytes());
    envelope.extend(bytes);
    envelope
}

fn grpc(content_type: &str, name: &str) -> http::Request<Body> {
    request(
        "POST",
        CREATE,
        &[("content-type", content_type), ("te", "trailers")],
        envelope(name),
    )
}

#[tokio::test]
async fn grpc_answers_with_a_message_and_trailers() {
    let reply = send(grpc("application/grpc", "Acme")).await;
    assert_eq!(reply.header("content-type"), "application/grpc+proto");
    assert_eq!(reply.trailers["grpc-status"], "0");
    let message = CreateOrganizationResponse::decode_from_slice(&reply.body[5..]).unwrap();
    assert_eq!(message.token, "Acme");
}

#[tokio::test]
async fn grpc_errors_are_trailers() {
    let reply = send(grpc("application/grpc+proto", "exists")).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.trailers["grpc-status"], "6");
    assert_eq!(
        reply.trailers["grpc-message"],
        "an organization of that name exists"
    );
}

#[tokio::test]
async fn grpc_requests_are_validated() {
    let reply = send(grpc("application/grpc", "ab")).await;
    assert_eq!(reply.trailers["grpc-status"], "3");
    assert!(reply.trailers.contains_key("grpc-status-details-bin"));
}

#[tokio::test]
async fn grpc_web_puts_its_trailers_into_the_body() {
    let reply = send(grpc("application/grpc-web+proto", "Acme")).await;
    assert_eq!(reply.header("content-type"), "application/grpc-web+proto");
    let length = u32::from_be_bytes(reply.body[1..5].try_into().unwrap()) as usize;
    let (message, trailers) = reply.body[5..].split_at(length);
    assert_eq!(
        CreateOrganizationResponse::decode_from_slice(message)
            .unwrap()
            .token,
        "Acme"
    );
    assert_eq!(trailers[0], 0x80);
    assert!(String::from_utf8_lossy(trailers).contains("grpc-status: 0"));
}

/// Both versions of HTTP are spoken on one plain port; gRPC needs HTTP/2 with prior knowledge.
#[tokio::test]
async fn one_port_speaks_http_1_and_http_2() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app()).await });

    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (mut h2, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    tokio::spawn(connection);
    let (mut parts, _) = grpc("application/grpc", "Acme").into_parts();
    parts.uri = format!("http://{address}{CREATE}").parse().unwrap();
    let body = Full::new(Bytes::from(envelope("Acme")));
    let response = h2
        .send_request(http::Request::from_parts(parts, body))
        .await
        .unwrap();
    let collected = response.into_body().collect().await.unwrap();
    assert_eq!(collected.trailers().unwrap()["grpc-status"], "0");

    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (mut h1, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .unwrap();
    tokio::spawn(connection);
    let (mut parts, _) =
        request("POST", CREATE, &[("content-type", "application/json")], "").into_parts();
    parts
        .headers
        .insert("host", address.to_string().parse().unwrap());
    let body = Full::new(Bytes::from_static(br#"{"name":"Acme"}"#));
    let response = h1
        .send_request(http::Request::from_parts(parts, body))
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
}

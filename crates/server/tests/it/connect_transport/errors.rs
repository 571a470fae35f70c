use api::Message as _;
use api::google::rpc::RetryInfo;
use api::muster::v1::CreateOrganizationRequest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use http::StatusCode;

use super::fixture::{CREATE, Reply, post_json, post_proto, request, send};

async fn create(name: &str) -> Reply {
    post_json(CREATE, &format!("{{\"name\":\"{name}\"}}")).await
}

#[tokio::test]
async fn errors_are_json_for_binary_callers_too() {
    let request = CreateOrganizationRequest {
        name: "exists".into(),
        ..Default::default()
    };
    let reply = post_proto(CREATE, &request).await;
    assert_eq!(reply.status, StatusCode::CONFLICT);
    assert_eq!(reply.json()["code"], "already_exists");
    assert_eq!(
        reply.json()["message"],
        "an organization of that name exists"
    );
}

#[tokio::test]
async fn clients_are_told_not_to_repeat_what_repeating_cannot_help() {
    let cases = [
        ("exists", 409, "false"),
        ("raced", 409, ""),
        ("broken", 500, "false"),
        ("unknown", 503, "false"),
        ("draining", 503, "true"),
        ("busy", 429, ""),
    ];
    for (name, status, should_retry) in cases {
        let reply = create(name).await;
        assert_eq!(reply.status.as_u16(), status, "{name}");
        assert_eq!(reply.header("x-should-retry"), should_retry, "{name}");
    }
    assert_eq!(create("draining").await.header("retry-after"), "2");
}

#[tokio::test]
async fn a_rate_limit_says_three_times_when_to_come_back() {
    let reply = create("busy").await;
    assert_eq!(reply.header("retry-after"), "2");
    assert_eq!(reply.header("ratelimit-retryafter"), "2");
    let error = reply.json();
    assert_eq!(error["code"], "resource_exhausted");
    assert_eq!(error["details"][0]["type"], "google.rpc.RetryInfo");
    let value = STANDARD_NO_PAD
        .decode(error["details"][0]["value"].as_str().unwrap())
        .unwrap();
    let info = RetryInfo::decode_from_slice(&value).unwrap();
    let delay = info.retry_delay.as_option().unwrap();
    assert_eq!((delay.seconds, delay.nanos), (1, 500_000_000));
}

#[tokio::test]
async fn an_oversized_request_is_not_repeated() {
    let body = format!("{{\"name\":\"{}\"}}", "x".repeat(1024 * 1024));
    let reply = post_json(CREATE, &body).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(reply.json()["code"], "resource_exhausted");
    assert_eq!(reply.header("x-should-retry"), "false");
}

#[tokio::test]
async fn the_timeout_of_the_client_is_honoured() {
    let headers = [
        ("content-type", "application/json"),
        ("connect-timeout-ms", "30"),
    ];
    let reply = send(request("POST", CREATE, &headers, r#"{"name":"slow"}"#)).await;
    assert_eq!(reply.status, StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(reply.json()["code"], "deadline_exceeded");
    assert_eq!(reply.header("x-should-retry"), "false");
}

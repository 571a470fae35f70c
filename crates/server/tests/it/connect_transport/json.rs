use http::StatusCode;
use serde_json::json;

use super::fixture::{CREATE, LIST, post_json};

#[tokio::test]
async fn null_and_unknown_fields_are_absent() {
    let body = r#"{"name":"Acme","administratorName":null,"tokenExpiresIn":null,"new":[{}]}"#;
    assert_eq!(post_json(CREATE, body).await.json()["token"], "Acme");
}

#[tokio::test]
async fn snake_case_is_understood() {
    let body = r#"{"name":"Acme","token_expires_in":"59s"}"#;
    let reply = post_json(CREATE, body).await;
    let message = reply.json()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("token_expires_in: value must be greater than or equal to 60s"));
}

#[tokio::test]
async fn empty_lists_are_shown() {
    let reply = post_json(LIST, "{}").await;
    assert_eq!(
        reply.json(),
        json!({"pagination": {"nextToken": "0/"}, "organizations": []})
    );
}

#[tokio::test]
async fn what_is_not_a_message_is_an_invalid_argument() {
    for body in [
        "nonsense",
        "[]",
        "null",
        "\"x\"",
        "{",
        "{\"name\":1}",
        "\u{feff}{}",
        "{}{}",
    ] {
        let reply = post_json(CREATE, body).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(reply.json()["code"], "invalid_argument", "{body}");
    }
}

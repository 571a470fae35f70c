use api::muster::v1::CreateOrganizationRequest;
use axum::body::Body;
use http::StatusCode;
use serde_json::json;

use super::fixture::{CREATE, LIST, post_json, post_proto, request, send};

#[tokio::test]
async fn the_handler_never_sees_a_request_that_breaks_a_rule() {
    let reply = post_json(CREATE, r#"{"name":"ab","administratorEmail":"x"}"#).await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    let error = reply.json();
    assert_eq!(error["code"], "invalid_argument");
    assert_eq!(
        error["message"],
        "validation error:\n \
         - name: value length must be at least 3 characters [string.min_len]\n \
         - administrator_email: value must be a valid email address [string.email]"
    );
    assert_eq!(error["details"][0]["type"], "buf.validate.Violations");
    let binary = post_proto(CREATE, &CreateOrganizationRequest::default()).await;
    assert_eq!(
        binary.json()["message"],
        json!("validation error:\n - name: value is required [required]")
    );
}

#[tokio::test]
async fn connect_get_is_validated_too() {
    let message = "%7B%22pagination%22%3A%7B%22pageSize%22%3A101%7D%7D";
    let uri = format!("{LIST}?connect=v1&encoding=json&message={message}");
    let reply = send(request("GET", &uri, &[], Body::empty())).await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    assert!(
        reply.json()["message"]
            .as_str()
            .unwrap()
            .contains("pagination.page_size")
    );
}

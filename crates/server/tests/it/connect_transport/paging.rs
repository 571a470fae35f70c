use api::Message as _;
use api::gitpod::v1::PaginationRequest;
use api::muster::v1::{ListOrganizationsRequest, ListOrganizationsResponse};
use http::StatusCode;

use super::fixture::{CREATE, LIST, post_json, post_proto};

/// What the handler saw, as `<page size>/<token>`.
async fn seen(query: &str, body: &str) -> String {
    let reply = post_json(&format!("{LIST}{query}"), body).await;
    reply.json()["pagination"]["nextToken"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn the_query_string_of_a_post_wins_over_the_body() {
    let body = r#"{"pagination":{"pageSize":1,"token":"B"}}"#;
    assert_eq!(seen("", body).await, "1/B");
    assert_eq!(seen("?token=T", body).await, "1/T");
    assert_eq!(seen("?pageSize=7&token=T%2B%3D", "{}").await, "7/T+=");
    assert_eq!(seen("?page_size=7", "{}").await, "7/");
    assert_eq!(seen("?pageSize=&other=x", body).await, "1/B");
    assert_eq!(seen("?token=T", "").await, "0/T");
}

#[tokio::test]
async fn it_does_so_for_binary_messages_too() {
    let request = ListOrganizationsRequest {
        pagination: PaginationRequest {
            page_size: 1,
            ..Default::default()
        }
        .into(),
        ..Default::default()
    };
    let reply = post_proto(&format!("{LIST}?token=T"), &request).await;
    let list = ListOrganizationsResponse::decode_from_slice(&reply.body).unwrap();
    assert_eq!(list.pagination.as_option().unwrap().next_token, "1/T");
}

#[tokio::test]
async fn bad_paging_is_an_invalid_argument() {
    for query in [
        "?pageSize=x",
        "?pageSize=101",
        "?pageSize=-1",
        "?page_size=99999999999",
    ] {
        let reply = post_json(&format!("{LIST}{query}"), "{}").await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(reply.json()["code"], "invalid_argument", "{query}");
    }
}

#[tokio::test]
async fn other_methods_ignore_the_query_string() {
    let reply = post_json(&format!("{CREATE}?pageSize=x"), r#"{"name":"Acme"}"#).await;
    assert_eq!(reply.status, StatusCode::OK);
}

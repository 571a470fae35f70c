use api::PageOverride;
use axum::extract::{Query, Request};
use connectrpc::ConnectError;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method};
use http_body::Body as _;

use super::error::invalid_argument;

/// Makes what real clients send loosely into what the protocol says, without touching the body.
///
/// # Errors
/// `invalid_argument` if the paging in the query string is no paging.
pub(super) fn normalize(request: &mut Request) -> Result<(), ConnectError> {
    if request.method() != Method::POST {
        return Ok(());
    }
    content_type(request);
    if is_list(request.uri().path()) {
        let page = page_from_query(request)?;
        request.extensions_mut().insert(page);
    }
    Ok(())
}

/// Media types are case-insensitive (RFC 9110 §8.3.1), but the library compares them as they are.
/// A request without body and type is what npm 0.6.0 sends for "no argument".
fn content_type(request: &mut Request) {
    match request.headers().get(CONTENT_TYPE) {
        None if request.body().size_hint().exact() == Some(0) => {
            let json = HeaderValue::from_static("application/json");
            request.headers_mut().insert(CONTENT_TYPE, json);
        }
        Some(value) if value.as_bytes().iter().any(u8::is_ascii_uppercase) => {
            let lower = value.as_bytes().to_ascii_lowercase();
            if let Ok(lower) = HeaderValue::from_bytes(&lower) {
                request.headers_mut().insert(CONTENT_TYPE, lower);
            }
        }
        _ => {}
    }
}

fn is_list(path: &str) -> bool {
    path.rsplit('/')
        .next()
        .is_some_and(|method| method.starts_with("List"))
}

/// Older SDKs page with `POST …/List…?pageSize=1&token=T`.
fn page_from_query(request: &Request) -> Result<PageOverride, ConnectError> {
    let query = Query::<Vec<(String, String)>>::try_from_uri(request.uri()).map_err(|_| {
        invalid_argument("the query string is not `name=value` pairs joined by `&`")
    })?;
    let mut page = PageOverride::default();
    for (name, value) in query.0 {
        match name.as_str() {
            "token" => page.token = Some(value),
            "pageSize" | "page_size" if !value.is_empty() => {
                page.page_size = Some(value.parse().map_err(|_| {
                    invalid_argument(format!(
                        "{name} in the query string must be a whole number from 0 to 100"
                    ))
                })?);
            }
            _ => {}
        }
    }
    Ok(page)
}

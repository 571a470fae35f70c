use bytes::BytesMut;
use domain::limits::{BODY_READ_TIME, TOKEN_REQUEST_BYTES};
use domain::oauth::TokenError;
use domain::secret::Secret;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use http_body::Body as _;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;

use crate::http::body_budget::BodyBudget;

/// The parameters of a token request that have a meaning here (RFC 6749 §4.4.2, RFC 7521 §4.2).
/// Others are ignored, and an empty one counts as absent (RFC 6749 §3.2).
#[derive(Debug, Default)]
pub(super) struct Form {
    pub(super) grant_type: Option<String>,
    pub(super) scope: Option<String>,
    pub(super) client_id: Option<String>,
    pub(super) client_secret: Option<Secret>,
    pub(super) client_assertion_type: Option<String>,
    pub(super) client_assertion: Option<Secret>,
}

impl Form {
    /// Reads the body of a token request.
    ///
    /// # Errors
    /// `InvalidRequest`; `Failed` when the bodies of all requests together take too much memory.
    pub(super) async fn read(
        headers: &HeaderMap,
        body: &mut Incoming,
        budget: &BodyBudget,
    ) -> Result<Self, TokenError> {
        check_media_type(headers)?;
        if body.size_hint().lower() > TOKEN_REQUEST_BYTES as u64 {
            return Err(too_large());
        }
        let mut share = budget.share();
        let collected = tokio::time::timeout(BODY_READ_TIME, async {
            let mut bytes = BytesMut::new();
            while let Some(frame) = body.frame().await {
                let frame = frame.map_err(|_| invalid("the body ended before it was complete"))?;
                let Ok(data) = frame.into_data() else {
                    continue;
                };
                if bytes.len() + data.len() > TOKEN_REQUEST_BYTES {
                    return Err(too_large());
                }
                if !share.grow(data.len()) {
                    let why = "too many token requests at once".to_owned();
                    return Err(TokenError::Failed(domain::Error::Unavailable(why)));
                }
                bytes.extend_from_slice(&data);
            }
            Ok(bytes)
        });
        let bytes = collected
            .await
            .map_err(|_| invalid("the body did not arrive in time"))??;
        Self::parse(&bytes)
    }

    fn parse(bytes: &[u8]) -> Result<Self, TokenError> {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(bytes) {
            if value.is_empty() {
                continue;
            }
            let is_repeated = match &*name {
                "grant_type" => form.grant_type.replace(value.into_owned()).is_some(),
                "scope" => form.scope.replace(value.into_owned()).is_some(),
                "client_id" => form.client_id.replace(value.into_owned()).is_some(),
                "client_secret" => form.client_secret.replace(Secret::new(value)).is_some(),
                "client_assertion_type" => form
                    .client_assertion_type
                    .replace(value.into_owned())
                    .is_some(),
                "client_assertion" => form.client_assertion.replace(Secret::new(value)).is_some(),
                _ => false,
            };
            if is_repeated {
                return Err(invalid(&format!("the parameter {name} is there twice")));
            }
        }
        Ok(form)
    }
}

fn check_media_type(headers: &HeaderMap) -> Result<(), TokenError> {
    let named = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = named.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Ok(());
    }
    Err(invalid(
        "the body must be application/x-www-form-urlencoded, and the Content-Type must say so",
    ))
}

fn too_large() -> TokenError {
    invalid(&format!(
        "the body is larger than {TOKEN_REQUEST_BYTES} bytes"
    ))
}

/// A request that cannot be understood.
pub(super) fn invalid(sentence: &str) -> TokenError {
    TokenError::InvalidRequest(sentence.to_owned())
}

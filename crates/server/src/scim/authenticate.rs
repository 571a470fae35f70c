use domain::id::ScimConfigurationId;
use domain::provisioning::Access;
use domain::{Error, Muster};
use http::HeaderMap;
use http::header::AUTHORIZATION;

use crate::http::RequestId;

/// What the request's token gives access to. A base URL that is none of a configuration is
/// answered as a wrong token is, so that nobody can probe for configurations.
pub(super) async fn authenticate(
    muster: &Muster,
    headers: &HeaderMap,
    configuration: &str,
    id: &RequestId,
) -> Result<Access, Error> {
    let token = bearer_token(headers).ok_or(Error::Unauthenticated)?;
    let configuration = ScimConfigurationId::parse(configuration).ok_or(Error::Unauthenticated)?;
    muster
        .authenticate_scim(token, configuration, id.as_str())
        .await
}

/// The bearer token (RFC 6750 §2.1); the name of the scheme has no letter case (RFC 9110 §11.1).
/// With several headers, proxies and we might disagree about which one counts.
fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    let (scheme, token) = value.to_str().ok()?.trim().split_once(' ')?;
    let token = token.trim_start();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

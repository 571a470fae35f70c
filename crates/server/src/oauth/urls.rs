//! The URLs of a SCIM configuration, all from the configured public URL.

use domain::id::ScimConfigurationId;

/// The SCIM base URL, which is the issuer too.
pub(super) fn base_url(public_url: &str, configuration: ScimConfigurationId) -> String {
    format!("{public_url}/scim/v2/{configuration}")
}

/// Where the clients of a SCIM configuration fetch their tokens.
pub fn token_endpoint(public_url: &str, configuration: ScimConfigurationId) -> String {
    format!("{}/oauth2/token", base_url(public_url, configuration))
}

/// Where a document about a SCIM configuration is: its name comes between the host and the path
/// (RFC 8414 §3.1, RFC 9728 §3.1).
pub(super) fn well_known(
    public_url: &str,
    name: &str,
    configuration: ScimConfigurationId,
) -> String {
    let (origin, path) = split(public_url);
    format!("{origin}{name}{path}/scim/v2/{configuration}")
}

/// The path of the public URL; mostly there is none.
pub fn path(public_url: &str) -> &str {
    split(public_url).1
}

fn split(public_url: &str) -> (&str, &str) {
    let host = public_url.find("://").map_or(0, |scheme| scheme + 3);
    let path = public_url
        .get(host..)
        .and_then(|rest| rest.find('/'))
        .map_or(public_url.len(), |path| host + path);
    public_url
        .split_at_checked(path)
        .unwrap_or((public_url, ""))
}

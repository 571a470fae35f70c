use crate::error::Error;
use crate::limits;

/// Checks that a URL can be an issuer: `http` or `https` with a host, and no user, query or
/// fragment (OpenID Connect Discovery 1.0 §3). Plain `http` is for identity providers beside
/// Muster.
///
/// # Errors
/// `InvalidArgument`.
pub(crate) fn check_issuer(url: &str) -> Result<(), Error> {
    let refuse = |problem: &str| {
        Err(Error::InvalidArgument {
            field: "issuer_url",
            message: format!(
                "{problem}; send the issuer as the identity provider names it, such as \
                 https://idp.example.com"
            ),
        })
    };
    if url.len() > limits::ISSUER_URL_BYTES {
        return refuse("the URL is too long");
    }
    // What an application shows as a link must not run as a script.
    let rest = match url.split_once("://") {
        Some((scheme, rest))
            if scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http") =>
        {
            rest
        }
        _ => return refuse("the URL does not begin with https://"),
    };
    if rest.contains(['?', '#']) {
        return refuse("an issuer has no query and no fragment");
    }
    let authority = rest.split('/').next().unwrap_or_default();
    if authority.contains('@') {
        return refuse("an issuer names no user");
    }
    if authority.is_empty() || authority.starts_with(':') {
        return refuse("the URL has no host");
    }
    Ok(())
}

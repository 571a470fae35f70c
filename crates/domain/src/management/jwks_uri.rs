use crate::error::Error;
use crate::limits;

/// Checks that a URI can be asked for keys: `https` with a host, and no user or fragment. Where it
/// leads is checked with every request, for names change their addresses.
///
/// # Errors
/// `InvalidArgument`.
pub(super) fn check(uri: &str) -> Result<(), Error> {
    let refuse = |problem: &str| {
        Err(Error::InvalidArgument {
            field: "jwks_uri",
            message: format!(
                "{problem}; send the URL of the key set, such as https://idp.example.com/keys"
            ),
        })
    };
    if uri.len() > limits::JWKS_URI_BYTES {
        return refuse("the URL is too long");
    }
    let Some(rest) = uri.strip_prefix("https://") else {
        return refuse("the URL does not begin with https://");
    };
    if !uri.bytes().all(|byte| byte.is_ascii_graphic()) {
        return refuse("the URL holds a space or a character beyond ASCII");
    }
    if rest.contains('#') {
        return refuse("the URL has a fragment");
    }
    let authority = rest.split(['/', '?', '\\']).next().unwrap_or_default();
    if authority.contains('@') {
        return refuse("the URL names a user");
    }
    if authority.is_empty() || authority.starts_with(':') {
        return refuse("the URL has no host");
    }
    Ok(())
}

//! JSON Web Tokens of others: their form, their claims, their signatures.

mod claims;
mod key_set;
mod signature;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A token with this header and these claims, and a signature that nobody has made.
fn unsigned(header: &str, claims: &str) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.c2lnbmF0dXJl", part(header), part(claims))
}

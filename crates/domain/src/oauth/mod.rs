//! How a SCIM client comes by a short-lived token: the client credentials grant (RFC 6749 §4.4)
//! with a secret, or with a JWT that the client signs (RFC 7523 §2.2).
//!
//! The tokens are credentials like those that administrators hand out; [`crate::provisioning`]
//! does not tell them apart.

mod client_assertion;
mod issue;
mod token_error;
mod token_request;

pub use issue::AccessToken;
pub use token_error::TokenError;
pub use token_request::{CLIENT_CREDENTIALS, ClientProof, SCOPE, TokenRequest};

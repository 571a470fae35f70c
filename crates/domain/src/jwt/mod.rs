//! JSON Web Tokens that somebody else has signed (RFC 7519), and the keys that prove it
//! (RFC 7517).
//!
//! [`Jwt::parse`] reads a token and believes nothing of it; [`Jwt::verify`] checks the signature;
//! the methods of [`Claims`] say what is wrong with what it claims. A library does the
//! cryptography and nothing else: the time is [`crate::time::Clock`]'s, and a claim of the wrong
//! type is an error here, never a claim that is not there.

mod algorithm;
mod claims;
mod key_set;
mod key_source;
mod refusal;
mod strict;
mod token;

pub use algorithm::SignatureAlgorithm;
pub use claims::{Audience, Claims};
pub use key_set::{KeySet, KeySetError};
pub use key_source::{KeyProblem, KeySource, NoKeySource};
pub use refusal::Refusal;
pub use token::{Jwt, is_jwt};

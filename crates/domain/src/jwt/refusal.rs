use super::KeyProblem;

/// Why a JWT proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not three base64url parts with a JSON header and JSON claims of the right types.
    #[error("the JWT cannot be read: a part is malformed, or a claim has the wrong type")]
    Malformed,
    /// An algorithm that is not accepted, or a header that must be understood and is not.
    #[error(
        "the algorithm of the JWT is not accepted; sign it with RS256, PS256, ES256, ES384 or EdDSA"
    )]
    Algorithm,
    /// The keys could not be had.
    #[error("the keys cannot be fetched: {0}")]
    Keys(KeyProblem),
    /// No key of the set fits.
    #[error("no key of the key set fits the JWT's kid and algorithm")]
    UnknownKey,
    /// The signature is another one.
    #[error("the signature of the JWT is wrong")]
    Signature,
    /// A claim is missing.
    #[error("the claim {0} is missing from the JWT")]
    Missing(&'static str),
    /// A claim has another value than the one that is accepted.
    #[error("the claim {0} of the JWT has a value that is not accepted")]
    Wrong(&'static str),
    /// `exp` is in the past.
    #[error("the JWT has expired")]
    Expired,
    /// `nbf` or `iat` is in the future.
    #[error("the JWT is not valid yet; compare the clocks")]
    NotYetValid,
    /// `exp` is too far in the future.
    #[error("the claim exp of the JWT is more than an hour ahead; sign a shorter one")]
    TooLong,
    /// The token was used before.
    #[error("the JWT was used before; sign a new one, with a jti of its own, for every request")]
    Replayed,
}

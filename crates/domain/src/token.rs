//! The text of a token: `mst_<kind>_<public id>_<secret><checksum>`.
//!
//! The public id finds the credential, the secret proves it, and the checksum lets a mistyped or
//! truncated token be refused without asking the store.

use crate::random::{Random, RandomError};
use crate::secret::Secret;

/// Length of the public id, in base-62 characters (95 bits).
const PUBLIC_ID_LENGTH: usize = 16;
/// Length of the secret, in base-62 characters (256 bits).
const SECRET_LENGTH: usize = 43;
/// Length of the CRC-32, in base-62 characters.
const CHECKSUM_LENGTH: usize = 6;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A person's token for the management API.
    PersonalAccessToken,
    /// A service account's token for the management API.
    ServiceAccountToken,
    /// A token for the same with which an administrator acts as the service account.
    ServiceAccountAccessToken,
    /// An identity provider's token for one SCIM configuration.
    Scim,
    /// The secret of an OAuth client, which fetches tokens for one SCIM configuration with it.
    ClientSecret,
    /// The application backend's key for every organization.
    OperatorKey,
}

impl TokenKind {
    /// The word inside the token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PersonalAccessToken => "pat",
            Self::ServiceAccountToken => "sat",
            Self::ServiceAccountAccessToken => "saa",
            Self::Scim => "scim",
            Self::ClientSecret => "client",
            Self::OperatorKey => "op",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [
            Self::PersonalAccessToken,
            Self::ServiceAccountToken,
            Self::ServiceAccountAccessToken,
            Self::Scim,
            Self::ClientSecret,
            Self::OperatorKey,
        ]
        .into_iter()
        .find(|kind| kind.as_str() == word)
    }
}

/// A token in the clear. It exists in the request that presents it and in the one response that
/// shows it.
#[derive(Clone, Debug)]
pub struct Token {
    kind: TokenKind,
    public_id: String,
    text: Secret,
}

impl Token {
    /// Issues a new token.
    ///
    /// # Errors
    /// When the random source has failed.
    pub fn issue(kind: TokenKind, random: &dyn Random) -> Result<Self, RandomError> {
        let public_id = base62(random, PUBLIC_ID_LENGTH)?;
        let secret = base62(random, SECRET_LENGTH)?;
        let body = format!("mst_{}_{public_id}_{secret}", kind.as_str());
        let text = format!("{body}{}", checksum(&body));
        Ok(Self {
            kind,
            public_id,
            text: Secret::new(text),
        })
    }

    /// Reads a presented token; `None` when it cannot be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('_');
        let (vendor, kind, public_id, rest) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let kind = TokenKind::parse(kind)?;
        let well_formed = parts.next().is_none()
            && vendor == "mst"
            && public_id.len() == PUBLIC_ID_LENGTH
            && rest.len() == SECRET_LENGTH + CHECKSUM_LENGTH
            && text
                .bytes()
                .all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
        if !well_formed {
            return None;
        }
        let (body, given) = text.split_at_checked(text.len() - CHECKSUM_LENGTH)?;
        if checksum(body) != given {
            return None;
        }
        Some(Self {
            kind,
            public_id: public_id.to_owned(),
            text: Secret::new(text),
        })
    }

    /// What the token is for.
    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    /// The part that is not secret and finds the credential.
    pub fn public_id(&self) -> &str {
        &self.public_id
    }

    /// The whole text: to be shown once, or hashed.
    pub fn text(&self) -> &Secret {
        &self.text
    }
}

fn base62(random: &dyn Random, length: usize) -> Result<String, RandomError> {
    let mut text = String::with_capacity(length);
    let mut bytes = [0; 64];
    while text.len() < length {
        random.fill(&mut bytes)?;
        for byte in bytes {
            // 248 is the largest multiple of 62 that a byte can hold: the rest would favour the
            // first letters.
            let letter = ALPHABET.get(usize::from(byte % 62)).filter(|_| byte < 248);
            if let Some(letter) = letter.filter(|_| text.len() < length) {
                text.push(char::from(*letter));
            }
        }
    }
    Ok(text)
}

fn checksum(body: &str) -> String {
    let mut rest = crc32fast::hash(body.as_bytes());
    let mut letters = [b'0'; CHECKSUM_LENGTH];
    for letter in letters.iter_mut().rev() {
        let digit = usize::try_from(rest % 62).unwrap_or(0);
        *letter = ALPHABET.get(digit).copied().unwrap_or(b'0');
        rest /= 62;
    }
    letters.iter().copied().map(char::from).collect()
}

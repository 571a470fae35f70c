//! The instance key, kept outside the store: it keys the token hashes and seals the secrets that
//! must be replayed (OIDC client secrets).

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::organization_invite::InviteSecret;
use crate::random::{Random, RandomError};
use crate::secret::Secret;
use crate::token::Token;

/// Length of the instance key, in bytes.
pub const KEY_LENGTH: usize = 32;
const NONCE_LENGTH: usize = 12;

/// The keyed hash of a token, as it is stored.
pub type TokenHash = [u8; 32];

/// The keys derived from the instance key, one per purpose.
pub struct InstanceKey {
    token_hash: Zeroizing<[u8; 32]>,
    sealing: Zeroizing<[u8; 32]>,
    fingerprint: [u8; 8],
}

impl std::fmt::Debug for InstanceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InstanceKey(…)")
    }
}

/// A sealed secret does not open: the key is another one, or the store was altered.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a sealed secret does not open with this instance key")]
pub struct SealError;

impl InstanceKey {
    /// Derives the keys of each purpose.
    pub fn new(key: &[u8; KEY_LENGTH]) -> Self {
        let derived = Hkdf::<Sha256>::new(None, key);
        let expand = |purpose: &[u8]| {
            let mut output = Zeroizing::new([0; 32]);
            // 32 bytes is far below HKDF's limit of 255 hash lengths, the only way to fail.
            let _ = derived.expand(purpose, output.as_mut_slice());
            output
        };
        let mut fingerprint = [0; 8];
        fingerprint.copy_from_slice(
            expand(b"muster key fingerprint")
                .first_chunk()
                .unwrap_or(&[0; 8]),
        );
        Self {
            token_hash: expand(b"muster token hash"),
            sealing: expand(b"muster sealing"),
            fingerprint,
        }
    }

    /// Tells keys apart without revealing them; the store remembers it.
    pub fn fingerprint(&self) -> [u8; 8] {
        self.fingerprint
    }

    /// The hash under which a token is stored.
    pub fn hash(&self, token: &Token) -> TokenHash {
        self.mac(token.text().expose().as_bytes())
    }

    /// The hash under which the secret of an invite is stored. No token begins as this text does.
    pub fn hash_invite(&self, secret: &InviteSecret) -> TokenHash {
        self.mac(format!("invite {}", secret.expose()).as_bytes())
    }

    /// Whether the presented token has the stored hash, in constant time.
    pub fn verify(&self, token: &Token, stored: &TokenHash) -> bool {
        self.hash(token).ct_eq(stored).into()
    }

    /// Encrypts a secret, bound to its place (`context`), so that it cannot be moved to another row.
    ///
    /// # Errors
    /// When the random source has failed.
    pub fn seal(
        &self,
        secret: &Secret,
        context: &[u8],
        random: &dyn Random,
    ) -> Result<Vec<u8>, RandomError> {
        let mut nonce = [0; NONCE_LENGTH];
        random.fill(&mut nonce)?;
        let payload = Payload {
            msg: secret.expose().as_bytes(),
            aad: context,
        };
        let sealed = self
            .cipher()
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| RandomError)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Decrypts what [`InstanceKey::seal`] made.
    ///
    /// # Errors
    /// When the key, the context or the sealed bytes are not those of the sealing.
    pub fn open(&self, sealed: &[u8], context: &[u8]) -> Result<Secret, SealError> {
        let (nonce, ciphertext) = sealed
            .split_first_chunk::<NONCE_LENGTH>()
            .ok_or(SealError)?;
        let payload = Payload {
            msg: ciphertext,
            aad: context,
        };
        let plain = self
            .cipher()
            .decrypt(&Nonce::from(*nonce), payload)
            .map_err(|_| SealError)?;
        String::from_utf8(plain)
            .map(Secret::new)
            .map_err(|_| SealError)
    }

    fn mac(&self, text: &[u8]) -> TokenHash {
        let Ok(mut mac) =
            <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(self.token_hash.as_slice())
        else {
            return [0; 32];
        };
        mac.update(text);
        mac.finalize().into_bytes().into()
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&Key::<Aes256Gcm>::from(*self.sealing))
    }
}

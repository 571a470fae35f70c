//! The instance key: token hashes and sealed secrets.

use domain::key::InstanceKey;
use domain::random::{Random, RandomError, SystemRandom};
use domain::secret::Secret;
use domain::token::{Token, TokenKind};

#[test]
fn a_token_is_verified_by_its_own_hash_under_its_own_key() {
    let (key, other_key) = (InstanceKey::new(&[1; 32]), InstanceKey::new(&[2; 32]));
    let issue = || Token::issue(TokenKind::Scim, &SystemRandom).unwrap();
    let (token, other) = (issue(), issue());
    let hash = key.hash(&token);
    assert!(key.verify(&token, &hash));
    assert!(!key.verify(&other, &hash));
    assert!(!other_key.verify(&token, &hash));
    for bit in 0..256 {
        let mut flipped = hash;
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(!key.verify(&token, &flipped));
    }
    let same = InstanceKey::new(&[1; 32]);
    assert!(same.verify(&token, &hash), "the hash survives a restart");
    assert_eq!(same.fingerprint(), key.fingerprint());
    assert_ne!(other_key.fingerprint(), key.fingerprint());
    assert_eq!(format!("{key:?}"), "InstanceKey(…)");
}

#[test]
fn a_sealed_secret_opens_in_its_place_alone() {
    let (key, other_key) = (InstanceKey::new(&[1; 32]), InstanceKey::new(&[2; 32]));
    for text in ["", "secret", "gehäim\u{0}", &"long".repeat(1000)] {
        let seal = || {
            key.seal(&Secret::new(text), b"row 1", &SystemRandom)
                .unwrap()
        };
        let sealed = seal();
        assert_eq!(key.open(&sealed, b"row 1").unwrap().expose(), text);
        assert!(key.open(&sealed, b"row 2").is_err());
        assert!(key.open(&sealed, b"").is_err());
        assert!(other_key.open(&sealed, b"row 1").is_err());
        assert_ne!(seal(), sealed, "each sealing has a nonce of its own");
        if text.len() > 3 {
            assert!(
                !sealed
                    .windows(text.len())
                    .any(|part| part == text.as_bytes())
            );
        }
        for place in 0..sealed.len().min(64) {
            let mut altered = sealed.clone();
            altered[place] ^= 1;
            assert!(key.open(&altered, b"row 1").is_err());
            assert!(key.open(&sealed[..place], b"row 1").is_err());
        }
    }
}

/// A source that has failed.
struct Broken;

impl Random for Broken {
    fn fill(&self, _: &mut [u8]) -> Result<(), RandomError> {
        Err(RandomError)
    }
}

#[test]
fn nothing_is_issued_without_randomness() {
    let key = InstanceKey::new(&[1; 32]);
    assert!(key.seal(&Secret::new("x"), b"", &Broken).is_err());
    assert!(Token::issue(TokenKind::Scim, &Broken).is_err());
}

#[test]
fn a_secret_is_not_shown() {
    assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(…)");
}

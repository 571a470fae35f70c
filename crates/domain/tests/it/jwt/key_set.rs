use domain::jwt::{KeySet, KeySetError};
use domain::limits::JWKS_KEYS;

use super::signature::{EC_KEY, RSA_KEY};

fn error(text: &str) -> Option<KeySetError> {
    KeySet::parse(text.as_bytes()).err()
}

fn set(keys: &[&str]) -> String {
    format!(r#"{{"keys":[{}]}}"#, keys.join(","))
}

/// RFC 7517 §5.
#[test]
fn what_is_no_key_set_is_refused() {
    for text in [
        "",
        "[]",
        "{}",
        "null",
        r#"{"keys":{}}"#,
        r#"{"keys":[1]}"#,
        RSA_KEY,
    ] {
        assert_eq!(error(text), Some(KeySetError::Malformed), "{text}");
    }
    assert_eq!(error(&set(&[])), Some(KeySetError::Unusable));
    assert_eq!(error(&set(&[RSA_KEY, EC_KEY])), None);
    let many = vec![EC_KEY; JWKS_KEYS];
    assert_eq!(error(&set(&many)), None);
    let more = vec![EC_KEY; JWKS_KEYS + 1];
    assert_eq!(error(&set(&more)), Some(KeySetError::TooMany));
}

/// RFC 7517 §9.2: whoever holds the private part of a key can sign with it.
#[test]
fn private_and_symmetric_keys_are_refused() {
    let private = EC_KEY.replace("}", r#","d":"AAAA"}"#);
    assert_eq!(error(&set(&[RSA_KEY, &private])), Some(KeySetError::Secret));
    let symmetric = r#"{"kty":"oct","kid":"1","k":"AAAA"}"#;
    assert_eq!(error(&set(&[symmetric])), Some(KeySetError::Secret));
}

/// RFC 7517 §5: a key that is not understood is passed over.
#[test]
fn keys_that_cannot_check_signatures_are_passed_over() {
    let with = |member: &str| EC_KEY.replace("}", &format!(",{member}}}"));
    let short = RSA_KEY.replace("ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_", "");
    let unusable = [
        with(r#""use":"enc""#),
        with(r#""key_ops":["sign"]"#),
        with(r#""alg":"ES384""#),
        with(r#""alg":"HS256""#),
        with(r#""alg":"unheard-of""#),
        EC_KEY.replace("P-256", "P-521"),
        EC_KEY.replace("P-256", "secp256k1"),
        EC_KEY.replace("EC", "unheard-of"),
        short,
        "{}".to_owned(),
    ];
    for key in &unusable {
        assert_eq!(error(&set(&[key])), Some(KeySetError::Unusable), "{key}");
        let beside = KeySet::parse(set(&[key, RSA_KEY]).as_bytes()).unwrap();
        assert!(beside.has("rsa") && !beside.has("ec"), "{key}");
    }
    for key in [
        with(r#""use":"sig""#),
        with(r#""key_ops":["verify","sign"]"#),
        with(r#""alg":"ES256","x5c":["AAAA"],"issuer":"x""#),
    ] {
        assert_eq!(error(&set(&[&key])), None, "{key}");
    }
}

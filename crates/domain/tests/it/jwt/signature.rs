//! The examples of RFC 7515, signed by its authors.

use domain::jwt::{Jwt, KeySet, Refusal};

/// RFC 7515 A.2.1, with a name.
pub(super) const RSA_KEY: &str = r#"{"kty":"RSA","kid":"rsa","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}"#;
/// RFC 7515 A.3.1, with a name.
pub(super) const EC_KEY: &str = r#"{"kty":"EC","kid":"ec","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
/// RFC 7515 A.2.1.
const RS256: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
/// RFC 7515 A.3.1.
const ES256: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

fn verify(token: &str, keys: &[&str]) -> Result<(), Refusal> {
    let text = format!(r#"{{"keys":[{}]}}"#, keys.join(","));
    let keys = KeySet::parse(text.as_bytes()).unwrap();
    Jwt::parse(token)?.verify(&keys)
}

#[test]
fn the_examples_of_rfc_7515_are_verified() {
    assert_eq!(verify(RS256, &[RSA_KEY]), Ok(()));
    assert_eq!(verify(ES256, &[EC_KEY]), Ok(()));
    assert_eq!(verify(RS256, &[EC_KEY, RSA_KEY]), Ok(()));
    let jwt = Jwt::parse(RS256).unwrap();
    assert_eq!(jwt.claims().iss.as_deref(), Some("joe"));
}

#[test]
fn every_changed_letter_is_noticed() {
    for (token, key) in [(RS256, RSA_KEY), (ES256, EC_KEY)] {
        let (signed, signature) = token.rsplit_once('.').unwrap();
        for place in 0..signature.len() - 1 {
            let mut letters: Vec<char> = signature.chars().collect();
            letters[place] = if letters[place] == 'A' { 'B' } else { 'A' };
            let changed: String = letters.iter().collect();
            let refused = verify(&format!("{signed}.{changed}"), &[key]);
            assert_eq!(refused, Err(Refusal::Signature), "{place}");
        }
        let other = signed.replace("am9l", "am9m");
        let changed = other.replacen("eyJpc3MiOiJqb2UiL", "eyJpc3MiOiJqb2YiL", 1);
        assert_ne!(changed, signed);
        let refused = verify(&format!("{changed}.{signature}"), &[key]);
        assert_eq!(refused, Err(Refusal::Signature));
        let empty = verify(&format!("{signed}.AA"), &[key]);
        assert_eq!(empty, Err(Refusal::Signature));
    }
}

/// RFC 8725 §3.1: the key says which algorithm it is for.
#[test]
fn a_key_checks_only_what_it_is_for() {
    assert_eq!(verify(RS256, &[EC_KEY]), Err(Refusal::UnknownKey));
    assert_eq!(verify(ES256, &[RSA_KEY]), Err(Refusal::UnknownKey));
    let pss = RSA_KEY.replace("}", r#","alg":"PS256"}"#);
    assert_eq!(verify(RS256, &[&pss]), Err(Refusal::UnknownKey));
}

/// RFC 7515 §4.1.4: a token that names no key is taken only where there is no choice.
#[test]
fn a_token_without_a_kid_needs_the_only_key_of_its_kind() {
    let second = RSA_KEY.replace("\"rsa\"", "\"second\"");
    assert_eq!(verify(RS256, &[RSA_KEY, &second]), Err(Refusal::UnknownKey));
    // The token that names it finds it among many, and no other.
    let keys = format!(r#"{{"keys":[{RSA_KEY},{second}]}}"#);
    let keys = KeySet::parse(keys.as_bytes()).unwrap();
    let named = |kid: &str| {
        let header = format!(r#"{{"alg":"RS256","kid":"{kid}"}}"#);
        let text = super::unsigned(&header, "{}");
        Jwt::parse(&text).unwrap().verify(&keys)
    };
    assert_eq!(named("second"), Err(Refusal::Signature));
    assert_eq!(named("third"), Err(Refusal::UnknownKey));
}

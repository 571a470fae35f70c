use domain::jwt::{Jwt, Refusal, is_jwt};
use domain::limits::JWT_BYTES;
use domain::time::Timestamp;
use domain::trusted_issuer::RequiredClaims;

use super::unsigned;

const HEADER: &str = r#"{"alg":"RS256","kid":"1"}"#;

fn now() -> Timestamp {
    Timestamp::from_micros(1_000_000 * 1_000_000)
}

fn times(claims: &str) -> Result<Timestamp, Refusal> {
    let text = unsigned(HEADER, claims);
    Jwt::parse(&text)?.claims().check_times(now())
}

/// RFC 7515 §3.1, §7.1.
#[test]
fn a_jwt_has_three_parts_of_base64url() {
    let text = unsigned(HEADER, "{}");
    assert!(is_jwt(&text));
    let [header, claims, signature] =
        <[&str; 3]>::try_from(text.split('.').collect::<Vec<_>>()).unwrap();
    for other in [
        String::new(),
        "mst_scim_0123456789abcdef_0".to_owned(),
        format!("{header}.{claims}"),
        format!("{header}.{claims}."),
        format!(".{claims}.{signature}"),
        format!("{text}.{signature}"),
        format!("{header}.{claims}=.{signature}"),
        format!("{header}.{claims}.{signature}+"),
        format!("{header}.{claims}.{}", "a".repeat(JWT_BYTES)),
    ] {
        assert!(!is_jwt(&other), "{other}");
        assert_eq!(Jwt::parse(&other).err(), Some(Refusal::Malformed));
    }
}

/// RFC 7519 §4.1.4 to §4.1.6, with a leeway of a minute.
#[test]
fn times_are_compared_with_a_leeway() {
    let (exp, leeway) = (1_000_000, 60);
    let expiry = Timestamp::from_micros((exp + leeway) * 1_000_000);
    assert_eq!(times(r#"{"exp":1000000}"#), Ok(expiry));
    assert_eq!(times(r#"{"exp":1000000.5}"#), Ok(expiry));
    assert!(times(r#"{"exp":999941}"#).is_ok());
    assert_eq!(times(r#"{"exp":999940}"#), Err(Refusal::Expired));
    assert_eq!(times(r#"{"exp":0}"#), Err(Refusal::Expired));
    for begin in ["nbf", "iat"] {
        let at = |second: i64| times(&format!(r#"{{"exp":2000000,"{begin}":{second}}}"#));
        assert!(at(1_000_060).is_ok());
        assert_eq!(at(1_000_061), Err(Refusal::NotYetValid));
    }
    assert_eq!(times(r#"{"iat":1}"#), Err(Refusal::Missing("exp")));
}

/// A claim of the wrong type is never taken for one that is not there (CVE-2026-25537).
#[test]
fn a_claim_of_the_wrong_type_is_an_error() {
    for claims in [
        r#"{"exp":"2000000"}"#,
        r#"{"exp":null}"#,
        r#"{"exp":true}"#,
        r#"{"exp":[2000000]}"#,
        r#"{"exp":-1}"#,
        r#"{"exp":1e300}"#,
        r#"{"exp":18446744073709551615}"#,
        r#"{"exp":2000000,"exp":3000000}"#,
        r#"{"exp":2000000,"nbf":"1"}"#,
        r#"{"exp":2000000,"nbf":null}"#,
        r#"{"exp":2000000,"iat":"1"}"#,
        r#"{"exp":2000000,"iss":1}"#,
        r#"{"exp":2000000,"sub":null}"#,
        r#"{"exp":2000000,"aud":null}"#,
        r#"{"exp":2000000,"aud":[1]}"#,
        r#"{"exp":2000000,"aud":{"a":"b"}}"#,
        r#"{"exp":2000000,"jti":7}"#,
        r#"{"exp":2000000,"tid":[]}"#,
        r#"[1]"#,
        r#"{"exp":2000000"#,
        r#"{"exp":2000000}}"#,
        "",
    ] {
        assert_eq!(times(claims), Err(Refusal::Malformed), "{claims}");
    }
    assert!(times(r#"{"exp":2000000,"unknown":null}"#).is_ok());
}

/// RFC 7518 §3.1, RFC 8725 §3.1; RFC 7515 §4.1.11 for `crit`.
#[test]
fn only_asymmetric_algorithms_and_known_headers_are_read() {
    let refusal = |header: &str| Jwt::parse(&unsigned(header, "{}")).err();
    for alg in [
        "none", "None", "HS256", "HS512", "RS512", "ES512", "rs256", "",
    ] {
        let header = format!(r#"{{"alg":"{alg}"}}"#);
        assert_eq!(refusal(&header), Some(Refusal::Algorithm), "{alg}");
    }
    for alg in ["RS256", "PS256", "ES256", "ES384", "EdDSA"] {
        assert_eq!(refusal(&format!(r#"{{"alg":"{alg}"}}"#)), None, "{alg}");
    }
    for crit in ["[\"exp\"]", "[\"b64\"]", "[]", "null"] {
        let header = format!(r#"{{"alg":"RS256","crit":{crit}}}"#);
        assert_eq!(refusal(&header), Some(Refusal::Algorithm), "{crit}");
    }
    for header in [
        r#"{"kid":"1"}"#,
        r#"{"alg":null}"#,
        r#"{"alg":"RS256","kid":1}"#,
        "[]",
    ] {
        assert_eq!(refusal(header), Some(Refusal::Malformed), "{header}");
    }
}

fn required() -> RequiredClaims {
    RequiredClaims {
        issuer: "https://sts.example/1/".to_owned(),
        audience: "a".to_owned(),
        tid: Some("1".to_owned()),
        subjects: vec!["s".to_owned(), "t".to_owned()],
        app_ids: vec!["p".to_owned()],
    }
}

fn refusal(required: &RequiredClaims, claims: &str) -> Option<Refusal> {
    let text = unsigned(HEADER, claims);
    required.check(Jwt::parse(&text).unwrap().claims()).err()
}

#[test]
fn a_trusted_issuer_says_what_a_token_must_claim() {
    let good = r#"{"iss":"https://sts.example/1/","aud":"a","tid":"1","sub":"t","appid":"p"}"#;
    assert_eq!(refusal(&required(), good), None);
    for (from, to, refused) in [
        (
            r#"sts.example/1/""#,
            r#"sts.example/1""#,
            Refusal::Wrong("iss"),
        ),
        (r#""aud":"a""#, r#""aud":"A""#, Refusal::Wrong("aud")),
        (r#""aud":"a""#, r#""aud":[]"#, Refusal::Wrong("aud")),
        (r#""aud":"a","#, "", Refusal::Missing("aud")),
        (r#""tid":"1""#, r#""tid":"2""#, Refusal::Wrong("tid")),
        (r#""tid":"1","#, "", Refusal::Missing("tid")),
        (r#""sub":"t""#, r#""sub":"u""#, Refusal::Wrong("sub")),
        (r#""sub":"t","#, "", Refusal::Missing("sub")),
        (r#""appid":"p""#, r#""appid":"q""#, Refusal::Wrong("appid")),
        (r#","appid":"p""#, "", Refusal::Missing("appid")),
        (
            r#""appid":"p""#,
            r#""appid":"q","azp":"p""#,
            Refusal::Wrong("appid"),
        ),
    ] {
        let claims = good.replace(from, to);
        assert_ne!(claims, good);
        assert_eq!(refusal(&required(), &claims), Some(refused), "{claims}");
    }
    for (from, to) in [
        (r#""aud":"a""#, r#""aud":["b","a"]"#),
        (r#""appid":"p""#, r#""azp":"p""#),
    ] {
        assert_eq!(refusal(&required(), &good.replace(from, to)), None);
    }
    let lenient = RequiredClaims {
        tid: None,
        subjects: Vec::new(),
        app_ids: Vec::new(),
        ..required()
    };
    let short = r#"{"iss":"https://sts.example/1/","aud":"a"}"#;
    assert_eq!(refusal(&lenient, short), None);
}

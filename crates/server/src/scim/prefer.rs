use domain::provisioning::{Prefer, ReturnPreference};
use http::header::HeaderName;
use http::{HeaderMap, HeaderValue};

/// RFC 7240 §2.
const PREFER: HeaderName = HeaderName::from_static("prefer");
/// RFC 7240 §3.
pub(super) const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// The preferences that Muster follows. What cannot be read, or is not known, is ignored, and of
/// two that contradict each other the first counts (RFC 7240 §2).
pub(super) fn prefer(headers: &HeaderMap) -> Prefer {
    let mut prefer = Prefer::default();
    let mut handling = None;
    let lines = headers.get_all(PREFER).iter();
    let preferences = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    for preference in preferences {
        // Parameters after a semicolon belong to preferences that we do not know.
        let word = preference.split(';').next().unwrap_or_default();
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let (name, value) = (name.trim(), value.trim().trim_matches('"'));
        if name.eq_ignore_ascii_case("return") && prefer.returns.is_none() {
            prefer.returns = match value {
                "minimal" => Some(ReturnPreference::Minimal),
                "representation" => Some(ReturnPreference::Representation),
                _ => None,
            };
        }
        if name.eq_ignore_ascii_case("handling") && handling.is_none() {
            handling = Some(value == "strict");
        }
    }
    prefer.strict = handling == Some(true);
    prefer
}

/// Tells which preferences the answer to a write has followed, which shows the resource or not.
pub(super) fn applied(prefer: Prefer, is_shown: bool) -> Option<HeaderValue> {
    let returns = match (prefer.returns, is_shown) {
        (Some(ReturnPreference::Minimal), false) => "return=minimal",
        (Some(ReturnPreference::Representation), true) => "return=representation",
        _ => "",
    };
    let handling = if prefer.strict { "handling=strict" } else { "" };
    match (returns, handling) {
        ("", "") => None,
        (one, "") | ("", one) => Some(HeaderValue::from_static(one)),
        ("return=minimal", _) => Some(HeaderValue::from_static("return=minimal, handling=strict")),
        _ => Some(HeaderValue::from_static(
            "return=representation, handling=strict",
        )),
    }
}

use std::sync::LazyLock;

use regex::Regex;

/// The well-known string formats that rules can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Email,
    Uri,
    Uuid,
}

impl Format {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Uri => "uri",
            Self::Uuid => "uuid",
        }
    }

    /// The field of `buf.validate.StringRules`.
    pub(super) fn rule_number(self) -> i32 {
        match self {
            Self::Email => 12,
            Self::Uri => 17,
            Self::Uuid => 22,
        }
    }

    pub(super) fn matches(self, value: &str) -> bool {
        match self {
            Self::Email => is_email(value),
            Self::Uri => is_uri(value),
            Self::Uuid => is_uuid(value),
        }
    }

    /// What is wrong with a value that does not match, and the rule's identifier.
    pub(super) fn broken(self, empty: bool) -> (String, &'static str) {
        let (what, id, id_empty) = match self {
            Self::Email => ("email address", "string.email", "string.email_empty"),
            Self::Uri => ("URI", "string.uri", "string.uri_empty"),
            Self::Uuid => ("UUID", "string.uuid", "string.uuid_empty"),
        };
        match (empty, self) {
            (true, Self::Email) => (
                "value is empty, which is not a valid email address".to_owned(),
                id_empty,
            ),
            (true, _) => (
                format!("value is empty, which is not a valid {what}"),
                id_empty,
            ),
            (false, _) => (format!("value must be a valid {what}"), id),
        }
    }
}

/// RFC 9562 §4: 8-4-4-4-12 hexadecimal digits in either case.
fn is_uuid(value: &str) -> bool {
    value.len() == 36
        && value.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// HTML §4.10.5.1.5, "valid e-mail address": what protovalidate checks.
fn is_email(value: &str) -> bool {
    const LABEL: &str = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
    static EMAIL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(&format!(
            r"\A[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{LABEL}(?:\.{LABEL})*\z"
        ))
        .ok()
    });
    EMAIL.as_ref().is_some_and(|email| email.is_match(value))
}

/// RFC 3986 §3: scheme, then an optional authority, a path, a query and a fragment, each of the
/// characters that its grammar allows. The path may be empty.
fn is_uri(value: &str) -> bool {
    let Some((scheme, rest)) = value.split_once(':') else {
        return false;
    };
    let mut letters = scheme.bytes();
    let scheme_ok = letters
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic())
        && letters.all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (hierarchy, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = match hierarchy.strip_prefix("//") {
        None => ("", hierarchy),
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
    };
    scheme_ok
        && is_authority(authority)
        && are_characters(path, b":@/")
        && are_characters(query, b":@/?")
        && are_characters(fragment, b":@/?")
}

/// RFC 3986 §3.2.
fn is_authority(authority: &str) -> bool {
    let (user, host_and_port) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (host, port) = match host_and_port.strip_prefix('[') {
        Some(literal) => match literal.split_once(']') {
            Some((address, rest)) if address.parse::<std::net::Ipv6Addr>().is_ok() => {
                ("", rest.strip_prefix(':').unwrap_or(rest))
            }
            _ => return false,
        },
        None => host_and_port.split_once(':').unwrap_or((host_and_port, "")),
    };
    are_characters(user, b":")
        && are_characters(host, b"")
        && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// RFC 3986 §2: unreserved, percent-encoded, sub-delims, and `also`.
fn are_characters(text: &str, also: &[u8]) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let ok = match byte {
            b'%' => (0..2).all(|_| bytes.next().is_some_and(|digit| digit.is_ascii_hexdigit())),
            _ => {
                byte.is_ascii_alphanumeric()
                    || b"-._~!$&'()*+,;=".contains(&byte)
                    || also.contains(&byte)
            }
        };
        if !ok {
            return false;
        }
    }
    true
}

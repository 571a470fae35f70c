use std::borrow::Cow;

use domain::Error;
use domain::provisioning::ListRequest;
use scim::ScimType;
use scim::error::excerpt;
use scim::projection::Projection;

/// The parameters of a query string that SCIM gives a meaning (RFC 7644 §3.4.2, §3.9, RFC 9865 §2). Others,
/// such as Entra ID's `aadOptscim062020`, are ignored whatever they look like.
#[derive(Debug, Default)]
pub(super) struct QueryString<'a> {
    filter: Option<Cow<'a, str>>,
    attributes: Option<Cow<'a, str>>,
    excluded_attributes: Option<Cow<'a, str>>,
    sort_by: Option<Cow<'a, str>>,
    sort_order: Option<Cow<'a, str>>,
    start_index: Option<Cow<'a, str>>,
    cursor: Option<Cow<'a, str>>,
    count: Option<Cow<'a, str>>,
}

impl<'a> QueryString<'a> {
    /// Reads a query string.
    ///
    /// # Errors
    /// 400 if a known parameter is not properly percent-encoded UTF-8, or is there twice: which of
    /// two filters counts is nothing to guess about.
    pub(super) fn parse(query: Option<&'a str>) -> Result<Self, Error> {
        let mut found = Self::default();
        for pair in query.unwrap_or_default().split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let Some(name) = form_decode(name) else {
                continue;
            };
            let Some(parameter) = found.parameter(&name) else {
                continue;
            };
            let Some(value) = form_decode(value) else {
                return Err(wrong(&name, "is not percent-encoded UTF-8"));
            };
            if parameter.replace(value).is_some() {
                return Err(wrong(&name, "is there more than once"));
            }
        }
        Ok(found)
    }

    fn parameter(&mut self, name: &str) -> Option<&mut Option<Cow<'a, str>>> {
        let known = [
            ("filter", &mut self.filter),
            ("attributes", &mut self.attributes),
            ("excludedAttributes", &mut self.excluded_attributes),
            ("sortBy", &mut self.sort_by),
            ("sortOrder", &mut self.sort_order),
            ("startIndex", &mut self.start_index),
            ("cursor", &mut self.cursor),
            ("count", &mut self.count),
        ];
        known
            .into_iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, parameter)| parameter)
    }

    /// Whether there is a filter, were it empty.
    pub(super) fn has_filter(&self) -> bool {
        self.filter.is_some()
    }

    /// Which attributes the answer shows.
    pub(super) fn projection(&self) -> Result<Projection, Error> {
        Ok(Projection::parse(
            self.attributes.as_deref(),
            self.excluded_attributes.as_deref(),
        )?)
    }

    /// The query over resources. An empty filter is a filter that cannot be read, never the
    /// absence of one.
    pub(super) fn list_request(&self) -> Result<ListRequest, Error> {
        Ok(ListRequest {
            filter: self.filter.as_deref().map(str::to_owned),
            sort_by: self.sort_by.as_deref().map(str::to_owned),
            sort_order: self.sort_order.as_deref().map(str::to_owned),
            cursor: self.cursor.as_deref().map(str::to_owned),
            start_index: integer("startIndex", self.start_index.as_deref())?,
            count: integer("count", self.count.as_deref())?,
            projection: self.projection()?,
        })
    }
}

fn integer(name: &str, value: Option<&str>) -> Result<Option<i64>, Error> {
    let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let digits = value.strip_prefix('-').unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong(
            name,
            &format!("is {:?}, which is no whole number", excerpt(value)),
        ));
    }
    // What exceeds 64 bits is merely very large, or very small: it is clamped as such.
    let clamped = if value.starts_with('-') {
        i64::MIN
    } else {
        i64::MAX
    };
    Ok(Some(value.parse().unwrap_or(clamped)))
}

fn wrong(name: &str, problem: &str) -> Error {
    let kind = if name.eq_ignore_ascii_case("filter") {
        ScimType::InvalidFilter
    } else {
        ScimType::InvalidValue
    };
    scim::Error::bad_request(kind, format!("The query parameter {name} {problem}.")).into()
}

/// Decodes a name or a value of a query string, where `+` is a space.
fn form_decode(text: &str) -> Option<Cow<'_, str>> {
    if text.contains('+') {
        percent_decode(&text.replace('+', " ")).map(|decoded| Cow::Owned(decoded.into_owned()))
    } else {
        percent_decode(text)
    }
}

/// Decodes `%XX` (RFC 3986 §2.1); `None` if it is malformed or the result is not UTF-8.
pub(super) fn percent_decode(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let (high, low) = (hex(bytes.next()?)?, hex(bytes.next()?)?);
            decoded.push(high << 4 | low);
        } else {
            decoded.push(byte);
        }
    }
    String::from_utf8(decoded).ok().map(Cow::Owned)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

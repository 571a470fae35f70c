//! Attribute notation (RFC 7644 §3.10): `[urn:]attribute[.subAttribute]`.

use std::fmt;

use crate::error::excerpt;

/// An attribute as a client spelled it; no schema has been asked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeName {
    /// The schema URN in front of the last colon.
    pub urn: Option<String>,
    /// The attribute's name, in the client's letter case.
    pub attribute: String,
    /// The sub-attribute's name, in the client's letter case.
    pub sub_attribute: Option<String>,
}

impl AttributeName {
    /// Splits `text`. ATTRNAME cannot contain a colon, so the last colon ends the URN, however
    /// many dots the URN has (`…:2.0:User:name.givenName`).
    ///
    /// # Errors
    /// A sentence fragment that says what is wrong with the name.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (urn, name) = match text.rsplit_once(':') {
            Some(("", _)) => return Err(format!("'{}' begins with a colon", excerpt(text))),
            // RFC 8141 §2: a URN has none, and it would go into messages as it is.
            Some((urn, _)) if urn.contains(char::is_control) => {
                return Err(format!("'{}' has a control character", excerpt(text)));
            }
            Some((urn, name)) => (Some(urn.to_owned()), name),
            None => (None, text),
        };
        let (attribute, sub_attribute) = match name.split_once('.') {
            Some((attribute, sub_attribute)) => (attribute, Some(sub_attribute)),
            None => (name, None),
        };
        for part in std::iter::once(attribute).chain(sub_attribute) {
            check_name(part)?;
        }
        let sub_attribute = sub_attribute.map(str::to_owned);
        Ok(Self {
            urn,
            attribute: attribute.to_owned(),
            sub_attribute,
        })
    }
}

impl fmt::Display for AttributeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(urn) = &self.urn {
            write!(f, "{urn}:")?;
        }
        f.write_str(&self.attribute)?;
        match &self.sub_attribute {
            Some(sub_attribute) => write!(f, ".{sub_attribute}"),
            None => Ok(()),
        }
    }
}

/// `ATTRNAME = ALPHA *(nameChar)`; a leading `$` is accepted for `$ref` (erratum 8924).
pub(crate) fn check_name(name: &str) -> Result<(), String> {
    let bare = name.strip_prefix('$').unwrap_or(name);
    let starts_well = bare.starts_with(|first: char| first.is_ascii_alphabetic());
    let continues_well = bare
        .chars()
        .all(|char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_'));
    if starts_well && continues_well {
        return Ok(());
    }
    Err(match name {
        "" => "an attribute name is missing".to_owned(),
        _ => format!(
            "'{}' is not an attribute name (a letter, then letters, digits, '-' and '_')",
            excerpt(name)
        ),
    })
}

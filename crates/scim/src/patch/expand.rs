//! Operations without a path: one operation per attribute of the value.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{Operation, OperationKind};
use crate::compat::{Coercions, Profile};
use crate::error::{Error, ScimType, Shortened, excerpt};
use crate::filter::Limits;
use crate::path::AttributePath;
use crate::resource_type::ResourceType;
use crate::urn;

/// Splits the value of one `add` or `replace` whose path is missing or is the URN of a schema
/// (RFC 7644 §3.5.2.1, §3.5.2.3: "a set of attributes").
pub(super) struct Expander<'a> {
    pub(super) position: usize,
    pub(super) kind: OperationKind,
    pub(super) resource_type: &'a ResourceType,
    pub(super) profile: Profile,
    pub(super) limits: Limits,
    pub(super) coercions: &'a mut Coercions,
    pub(super) operations: &'a mut Vec<Operation>,
}

impl Expander<'_> {
    /// The value is a set of attributes of the resource.
    pub(super) fn resource(&mut self, value: &Value) -> Result<(), Error> {
        let Value::Object(attributes) = value else {
            return Err(Error::bad_request(
                ScimType::InvalidValue,
                "Without a path the value must be a JSON object of attributes.",
            ));
        };
        check_distinct(attributes)?;
        for (key, value) in attributes {
            match self.path(key)? {
                None => {}
                Some(AttributePath {
                    attribute: None,
                    urn: Some(urn),
                    ..
                }) => {
                    self.schema(&urn, value)?;
                }
                Some(path) => self.push(path, value),
            }
        }
        Ok(())
    }

    /// The value is a set of attributes of one schema.
    pub(super) fn schema(&mut self, urn: &str, value: &Value) -> Result<(), Error> {
        let attributes = match value {
            Value::Object(attributes) => attributes,
            Value::Null => {
                let path = AttributePath {
                    urn: Some(urn.to_owned()),
                    attribute: None,
                    value_filter: None,
                    sub_attribute: None,
                };
                self.push(path, value);
                return Ok(());
            }
            _ => {
                return Err(Error::bad_request(
                    ScimType::InvalidValue,
                    format!("The value of {urn} must be a JSON object of its attributes."),
                ));
            }
        };
        check_distinct(attributes)?;
        for (key, value) in attributes {
            if let Some(path) = self.path(&format!("{urn}:{key}"))? {
                self.push(path, value);
            }
        }
        Ok(())
    }

    fn push(&mut self, path: AttributePath, value: &Value) {
        self.operations.push(Operation {
            position: self.position,
            kind: self.kind,
            path,
            value: Some(value.clone()),
            from_value: true,
        });
    }

    /// The path that a key stands for; `None` if the key is dropped. A key is an attribute name or
    /// the URN of an extension. Entra ID also writes whole paths as keys (`name.givenName`), which
    /// the tolerant profile follows and never stores literally.
    fn path(&mut self, key: &str) -> Result<Option<AttributePath>, Error> {
        let tolerant = self.profile.is_tolerant();
        if tolerant && let Some(modern) = urn::modern(key, &self.resource_type.schema.id) {
            self.coercions.note(format!("{key} was read as {modern}"));
            return AttributePath::parse(modern, self.resource_type, self.limits).map(Some);
        }
        let path = match AttributePath::parse(key, self.resource_type, self.limits) {
            Ok(path) => path,
            // A key with a filter was certainly meant to do something.
            Err(_) if tolerant && !key.contains('[') => {
                self.coercions.note(format!(
                    "{}: an unknown attribute was dropped",
                    excerpt(key)
                ));
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let notation = path.sub_attribute.is_some() || path.value_filter.is_some();
        match (notation, tolerant) {
            (false, _) => {}
            (true, true) => self
                .coercions
                .note(format!("key \"{}\" read as a path", excerpt(key))),
            (true, false) => {
                return Err(Error::bad_request(
                    ScimType::InvalidPath,
                    format!(
                        "'{}' is a path, not an attribute name; send it as the path.",
                        Shortened(&path)
                    ),
                ));
            }
        }
        Ok(Some(path))
    }
}

/// Names that differ only in letter case are one name, and two values for it contradict.
fn check_distinct(attributes: &Map<String, Value>) -> Result<(), Error> {
    let mut seen = HashSet::with_capacity(attributes.len());
    for key in attributes.keys() {
        if !seen.insert(key.to_ascii_lowercase()) {
            return Err(Error::bad_request(
                ScimType::InvalidSyntax,
                format!(
                    "The attribute {} appears twice; send it once.",
                    excerpt(key)
                ),
            ));
        }
    }
    Ok(())
}

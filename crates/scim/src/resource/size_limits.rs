//! How large a resource may be, so that changing it costs no more than an honest one does.

use serde_json::Value;

use super::Attributes;
use crate::error::{Error, ScimType};

/// The limits of a stored resource. Attributes that are stored apart (`members`) do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeLimits {
    /// How many values a multi-valued attribute may have.
    pub values: usize,
    /// How long all names and values may be together, in bytes of UTF-8.
    pub bytes: usize,
}

impl Default for SizeLimits {
    fn default() -> Self {
        Self {
            values: 1000,
            bytes: 256 * 1024,
        }
    }
}

impl SizeLimits {
    /// Checks a whole resource.
    ///
    /// # Errors
    /// 400 `invalidValue` that names the attribute with too many values, or the size.
    pub fn check(self, attributes: &Attributes) -> Result<(), Error> {
        let mut bytes = 0;
        for (name, value) in attributes {
            bytes += name.len() + self.measure(name, value)?;
        }
        self.check_bytes("The resource", bytes)
    }

    /// Checks one attribute, which alone must not exceed what the whole resource may have.
    pub(crate) fn check_attribute(self, name: &str, value: &Value) -> Result<(), Error> {
        let bytes = self.measure(name, value)?;
        self.check_bytes(name, bytes)
    }

    fn check_bytes(self, what: &str, bytes: usize) -> Result<(), Error> {
        if bytes > self.bytes {
            return Err(refusal(format!(
                "{what} has {bytes} bytes of attributes, and a resource may have {}; send fewer \
                 or shorter values.",
                self.bytes
            )));
        }
        Ok(())
    }

    fn measure(self, name: &str, value: &Value) -> Result<usize, Error> {
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => Ok(8),
            Value::String(text) => Ok(text.len()),
            Value::Array(elements) if elements.len() > self.values => Err(refusal(format!(
                "{name} has {} values, and an attribute may have {}; send fewer.",
                elements.len(),
                self.values
            ))),
            Value::Array(elements) => elements
                .iter()
                .try_fold(0, |bytes, element| Ok(bytes + self.measure(name, element)?)),
            Value::Object(members) => members.iter().try_fold(0, |bytes, (part, value)| {
                Ok(bytes + part.len() + self.measure(part, value)?)
            }),
        }
    }
}

fn refusal(detail: String) -> Error {
    Error::bad_request(ScimType::InvalidValue, detail)
}

//! The one reader of request bodies: JSON without the ambiguities that parsers disagree about.

use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::error::{Error, ScimType, excerpt};

/// How deep objects and lists may be nested; a SCIM message needs six levels, a bulk request nine.
pub const MAX_DEPTH: usize = 32;

/// Reads a request's body. Member names that differ in nothing but ASCII letter case count as
/// duplicates, since attribute names are compared without regard to it (RFC 7643 §2.1). A byte
/// order mark is skipped (RFC 8259 §8.1).
///
/// # Errors
/// 400 `invalidSyntax` if the body is not JSON, not UTF-8, nested deeper than [`MAX_DEPTH`], or
/// names a member twice in one object.
pub fn parse(body: &[u8]) -> Result<Value, Error> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if body.trim_ascii().is_empty() {
        return Err(syntax("it is empty"));
    }
    let text = std::str::from_utf8(body).map_err(|error| {
        syntax(&format!(
            "byte {} is not part of valid UTF-8",
            error.valid_up_to()
        ))
    })?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Strict { depth: 0 }
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value))
        .map_err(|error| syntax(&error.to_string()))?;
    Ok(value)
}

fn syntax(problem: &str) -> Error {
    Error::bad_request(
        ScimType::InvalidSyntax,
        format!("The body cannot be read as JSON: {problem}. Send one JSON object in UTF-8."),
    )
}

#[derive(Clone, Copy)]
struct Strict {
    depth: usize,
}

impl Strict {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(E::custom(format!(
                "it is nested deeper than {MAX_DEPTH} levels"
            )));
        }
        Ok(Self {
            depth: self.depth + 1,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut list = Vec::new();
        while let Some(value) = access.next_element_seed(inner)? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut members = Map::new();
        let mut names = Names::default();
        while let Some(name) = access.next_key::<String>()? {
            if !names.is_new(&name, &members) {
                return Err(A::Error::custom(format!(
                    "the member \"{}\" appears more than once in one object",
                    excerpt(&name)
                )));
            }
            let value = access.next_value_seed(inner)?;
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}

/// The names met in one object. Small objects, which is nearly all, are compared one by one.
#[derive(Default)]
struct Names {
    lowercase: HashSet<String>,
}

impl Names {
    const SMALL: usize = 32;

    fn is_new(&mut self, name: &str, members: &Map<String, Value>) -> bool {
        if members.len() < Self::SMALL {
            return !members.keys().any(|known| known.eq_ignore_ascii_case(name));
        }
        if self.lowercase.is_empty() {
            self.lowercase = members
                .keys()
                .map(|known| known.to_ascii_lowercase())
                .collect();
        }
        self.lowercase.insert(name.to_ascii_lowercase())
    }
}

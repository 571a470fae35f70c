//! From the JSON of a schema (RFC 7643 §7) to its definition.

use serde_json::{Map, Value};

use super::{Schema, SchemaError};
use crate::attribute::{Attribute, AttributeType, Mutability, Returned, Uniqueness};
use crate::error::excerpt;
use crate::urn;

const OF_SCHEMA: [&str; 7] = [
    "schemas",
    "id",
    "externalId",
    "meta",
    "name",
    "description",
    "attributes",
];
const OF_ATTRIBUTE: [&str; 12] = [
    "name",
    "type",
    "subAttributes",
    "multiValued",
    "description",
    "required",
    "canonicalValues",
    "caseExact",
    "mutability",
    "returned",
    "uniqueness",
    "referenceTypes",
];

impl Schema {
    /// Reads what [`Schema::to_json`] writes and what RFC 7643 §7 defines. What is left out, or is
    /// `null`, has the value of RFC 7643 §2.2; references and binaries are caseExact by §2.3.6 and
    /// §2.3.7. Names and keywords are compared without regard to letter case; `meta` is ignored.
    ///
    /// A schema that can be read need not be one that can be used: [`Schema::check`] tells.
    ///
    /// # Errors
    /// What is not a schema: a member of the wrong type or that no rule defines, a keyword that
    /// RFC 7643 §7 does not list, a missing `id` or name.
    pub fn from_json(json: &Value) -> Result<Self, SchemaError> {
        let members = Members::new(json, "The schema", &OF_SCHEMA)?;
        match members.get("schemas")? {
            None => {}
            Some(Value::Array(urns)) if urns.iter().any(is_schema_urn) => {}
            Some(_) => {
                let problem = format!("must be [\"{}\"], or be left out", urn::SCHEMA);
                return Err(SchemaError::new("schemas", problem));
            }
        }
        let id = members.text("id")?.ok_or_else(|| {
            SchemaError::new(
                "id",
                "is missing; give the URN that names the schema, such as \
                 \"urn:example:scim:schemas:1.0:Badge\"",
            )
        })?;
        let attributes = members
            .list("attributes")?
            .iter()
            .enumerate()
            .map(|(index, attribute)| read_attribute(attribute, None, index))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            id,
            name: members.text("name")?.unwrap_or_default(),
            description: members.text("description")?.unwrap_or_default(),
            attributes,
        })
    }
}

fn is_schema_urn(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| text.eq_ignore_ascii_case(urn::SCHEMA))
}

/// Reads one attribute; `parent` names the complex attribute that it is a part of.
fn read_attribute(
    json: &Value,
    parent: Option<&str>,
    index: usize,
) -> Result<Attribute, SchemaError> {
    let position = match parent {
        None => format!("attributes[{index}]"),
        Some(parent) => format!("{parent}.subAttributes[{index}]"),
    };
    let unnamed = Members::new(json, &position, &OF_ATTRIBUTE)?;
    let name = unnamed.text("name")?.ok_or_else(|| {
        SchemaError::new(
            &position,
            "has no name; give it one, such as \"badgeNumber\"",
        )
    })?;
    let place = match parent {
        None => name.clone(),
        Some(parent) => format!("{parent}.{name}"),
    };
    let members = Members {
        place: &place,
        ..unnamed
    };
    let kind = members
        .keyword("type", &AttributeType::ALL, AttributeType::as_str)?
        .unwrap_or(AttributeType::String);
    let sub_attributes = members.list("subAttributes")?;
    if parent.is_some() && !sub_attributes.is_empty() {
        return Err(nested(&place));
    }
    let always_exact = matches!(kind, AttributeType::Reference | AttributeType::Binary);
    Ok(Attribute {
        kind,
        multi_valued: members.boolean("multiValued")?.unwrap_or(false),
        description: members.text("description")?.unwrap_or_default(),
        required: members.boolean("required")?.unwrap_or(false),
        canonical_values: members.texts("canonicalValues")?,
        case_exact: members.boolean("caseExact")?.unwrap_or(always_exact),
        mutability: members
            .keyword("mutability", &Mutability::ALL, Mutability::as_str)?
            .unwrap_or(Mutability::ReadWrite),
        returned: members
            .keyword("returned", &Returned::ALL, Returned::as_str)?
            .unwrap_or(Returned::Default),
        uniqueness: members
            .keyword("uniqueness", &Uniqueness::ALL, Uniqueness::as_str)?
            .unwrap_or(Uniqueness::None),
        reference_types: members.texts("referenceTypes")?,
        sub_attributes: sub_attributes
            .iter()
            .enumerate()
            .map(|(index, part)| read_attribute(part, Some(&place), index))
            .collect::<Result<_, _>>()?,
        name,
    })
}

/// RFC 7643 §2.3.8, erratum 8415.
pub(super) fn nested(place: &str) -> SchemaError {
    SchemaError::new(
        place,
        "is a sub-attribute and cannot be complex itself; give it another type, or make its parts \
         sub-attributes of the attribute",
    )
}

/// The members of an object, by name in any letter case (RFC 7643 §2.1).
#[derive(Clone, Copy)]
struct Members<'a> {
    json: &'a Map<String, Value>,
    place: &'a str,
}

impl<'a> Members<'a> {
    fn new(json: &'a Value, place: &'a str, known: &[&str]) -> Result<Self, SchemaError> {
        let Value::Object(json) = json else {
            return Err(SchemaError::new(place, "must be a JSON object"));
        };
        for name in json.keys() {
            if !known.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                let problem = format!(
                    "has a member \"{}\" that RFC 7643 §7 does not define; leave it out",
                    excerpt(name)
                );
                return Err(SchemaError::new(place, problem));
            }
        }
        Ok(Self { json, place })
    }

    /// The value; `null` counts as left out (RFC 7643 §2.5).
    fn get(&self, name: &str) -> Result<Option<&'a Value>, SchemaError> {
        let mut found = self
            .json
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name));
        let first = found.next().map(|(_, value)| value);
        if found.next().is_some() {
            return Err(self.wrong(name, "appears more than once; send it once"));
        }
        Ok(first.filter(|value| !value.is_null()))
    }

    fn text(&self, name: &str) -> Result<Option<String>, SchemaError> {
        match self.get(name)? {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(self.wrong(name, "must be a JSON string")),
        }
    }

    fn boolean(&self, name: &str) -> Result<Option<bool>, SchemaError> {
        match self.get(name)? {
            None => Ok(None),
            Some(Value::Bool(boolean)) => Ok(Some(*boolean)),
            Some(_) => Err(self.wrong(name, "must be true or false")),
        }
    }

    fn list(&self, name: &str) -> Result<&'a [Value], SchemaError> {
        match self.get(name)? {
            None => Ok(&[]),
            Some(Value::Array(list)) => Ok(list),
            Some(_) => Err(self.wrong(name, "must be a JSON array")),
        }
    }

    fn texts(&self, name: &str) -> Result<Vec<String>, SchemaError> {
        self.list(name)?
            .iter()
            .map(|value| match value {
                Value::String(text) => Ok(text.clone()),
                _ => Err(self.wrong(name, "must be a JSON array of strings")),
            })
            .collect()
    }

    fn keyword<T: Copy>(
        &self,
        name: &str,
        all: &[T],
        word_of: fn(T) -> &'static str,
    ) -> Result<Option<T>, SchemaError> {
        let Some(word) = self.text(name)? else {
            return Ok(None);
        };
        let found = all
            .iter()
            .find(|one| word_of(**one).eq_ignore_ascii_case(&word));
        match found {
            Some(one) => Ok(Some(*one)),
            None => {
                let words: Vec<&str> = all.iter().map(|one| word_of(*one)).collect();
                let problem = format!(
                    "is \"{}\"; it must be one of {}",
                    excerpt(&word),
                    words.join(", ")
                );
                Err(self.wrong(name, &problem))
            }
        }
    }

    fn wrong(&self, name: &str, problem: &str) -> SchemaError {
        SchemaError::new(self.place, format!("cannot be read: {name} {problem}"))
    }
}

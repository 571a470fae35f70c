//! Which attributes of a resource type the store indexes, and the keys of unique values.
//!
//! The index knows a few attributes by name. A type of an organization's own may use such a name
//! for something else, so every user of the index asks here, and all get the same answer.

use scim::ResourceType;
use scim::attribute::{Attribute, AttributeType, Uniqueness};
use scim::filter::Operand;
use scim::fold::fold;
use scim::resource::Attributes;
use scim::resource_type::{GROUP, USER};
use serde_json::{Number, Value};

/// Which attributes of a resource type are indexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Indexed {
    /// `displayName`, as text without regard to letter case.
    pub display_name: bool,
    /// `active`, as a boolean.
    pub active: bool,
    /// `emails.value`, as text without regard to letter case.
    pub emails: bool,
    /// `members`, which are rows of their own.
    pub members: bool,
    /// `groups`, computed from the rows of groups: of other types nobody is in one, and what they
    /// call `groups` is stored.
    pub groups: bool,
}

impl Indexed {
    /// What is indexed of resources of this type.
    pub fn of(kind: &ResourceType) -> Self {
        let attribute = |name: &str| kind.schema.attribute(name);
        Self {
            display_name: attribute("displayName").is_some_and(is_folded_text),
            active: attribute("active").is_some_and(|active| {
                active.kind == AttributeType::Boolean && !active.multi_valued
            }),
            emails: attribute("emails").is_some_and(|emails| {
                emails.multi_valued && emails.sub_attribute("value").is_some_and(is_folded_text)
            }),
            members: kind.name == GROUP.name,
            groups: kind.name == USER.name,
        }
    }
}

fn is_folded_text(attribute: &Attribute) -> bool {
    attribute.kind == AttributeType::String && !attribute.multi_valued && !attribute.case_exact
}

/// A value that no other resource of the type may have.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct UniqueValue {
    /// The attribute; with its URN if it is one of an extension.
    pub attribute: String,
    /// What values are compared by.
    pub key: String,
}

/// The attribute whose unique values have a column of their own: a user's `userName`, and by our
/// policy a group's `displayName`, because identity providers find groups by it.
pub fn unique_column(kind: &str) -> Option<&'static str> {
    if kind == USER.name {
        Some("userName")
    } else if kind == GROUP.name {
        Some("displayName")
    } else {
        None
    }
}

/// The values of a resource that must be unique, apart from that of [`unique_column`].
pub fn unique_values(kind: &ResourceType, attributes: &Attributes) -> Vec<UniqueValue> {
    kind.unique_attributes()
        .filter(|(urn, attribute)| is_unique_value(kind, *urn, attribute))
        .filter_map(|(urn, attribute)| {
            let holder = match urn {
                None => attributes,
                Some(urn) => attributes.get(urn)?.as_object()?,
            };
            Some(UniqueValue {
                attribute: name(urn, &attribute.name),
                key: key(attribute, holder.get(&attribute.name)?)?,
            })
        })
        .collect()
}

/// How [`UniqueValue::attribute`] spells an attribute; `None` if its values are not kept there.
pub fn unique_value_name(
    kind: &ResourceType,
    urn: Option<&str>,
    attribute: &str,
) -> Option<String> {
    let schema = match urn {
        None => kind.schema.as_ref(),
        Some(urn) => kind.schema(urn)?,
    };
    let found = schema.attribute(attribute)?;
    is_unique_value(kind, urn, found).then(|| name(urn, &found.name))
}

fn is_unique_value(kind: &ResourceType, urn: Option<&str>, attribute: &Attribute) -> bool {
    let in_column = urn.is_none() && unique_column(&kind.name) == Some(attribute.name.as_str());
    attribute.uniqueness == Uniqueness::Server && !attribute.multi_valued && !in_column
}

fn name(urn: Option<&str>, attribute: &str) -> String {
    match urn {
        None => attribute.to_owned(),
        Some(urn) => format!("{urn}:{attribute}"),
    }
}

fn key(attribute: &Attribute, value: &Value) -> Option<String> {
    match (attribute.kind, value) {
        (AttributeType::DateTime, Value::String(text)) => {
            Some(scim::datetime::parse_micros(text)?.to_string())
        }
        (AttributeType::String, Value::String(text)) if !attribute.case_exact => Some(fold(text)),
        (
            AttributeType::String | AttributeType::Reference | AttributeType::Binary,
            Value::String(text),
        ) => Some(text.clone()),
        (AttributeType::Integer | AttributeType::Decimal, Value::Number(number)) => {
            Some(number_key(number))
        }
        _ => None,
    }
}

/// The key that a value equal to this operand has.
pub fn operand_key(operand: &Operand) -> Option<String> {
    match operand {
        Operand::Text(text) => Some(text.clone()),
        Operand::Number(number) => Some(number_key(number)),
        Operand::DateTime(micros) => Some(micros.to_string()),
        Operand::Boolean(_) => None,
    }
}

/// Equal numbers have equal keys, however they are written: 1 and 1.0, 0 and -0.0.
fn number_key(number: &Number) -> String {
    // JSON integers have 64 bits, so no greater fraction is equal to one.
    let whole = |real: f64| real.fract() == 0.0 && real.abs() <= 18_446_744_073_709_551_616.0;
    match number.as_f64() {
        Some(real) if number.is_f64() && whole(real) => (real as i128).to_string(),
        _ => number.to_string(),
    }
}

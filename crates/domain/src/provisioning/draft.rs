//! From the attributes of a resource to what the store keeps of it.

use scim::ResourceType;
use scim::error::ScimType;
use scim::fold::fold;
use scim::resource::Attributes;
use scim::resource_type::USER;
use serde_json::Value;

use crate::error::Error;
use crate::indexed::{Indexed, unique_column, unique_values};
use crate::limits;
use crate::resource::{Draft, IndexedValues, Person};

/// The draft of a resource with these attributes.
///
/// # Errors
/// `Scim` (400 `invalidValue`) for a resource or an indexed text beyond the limits.
pub fn draft(resource_type: &ResourceType, attributes: &Attributes) -> Result<Draft, Error> {
    check_size(attributes)?;
    let indexed = Indexed::of(resource_type);
    let person = (resource_type.name == USER.name).then(|| person(attributes));
    let display_name = text(attributes, "displayName").filter(|_| indexed.display_name);
    let unique = unique_column(&resource_type.name).and_then(|name| text(attributes, name));
    let unique_values = unique_values(resource_type, attributes);
    for value in &unique_values {
        check_indexed(&value.attribute, &value.key)?;
    }
    let index = IndexedValues {
        unique_key: unique.map(fold),
        display_name_key: display_name.map(fold),
        external_id: text(attributes, "externalId").map(str::to_owned),
        active: active(attributes).filter(|_| indexed.active),
        email_keys: if indexed.emails {
            email_keys(attributes)
        } else {
            Vec::new()
        },
        unique_values,
        display: person.as_ref().map_or_else(
            || display_name.unwrap_or_default().to_owned(),
            |person| person.full_name.clone(),
        ),
    };
    let attributes = serde_json::to_string(attributes)
        .map_err(|error| Error::Internal(format!("attributes are not JSON: {error}")))?;
    Ok(Draft {
        attributes,
        index,
        person,
    })
}

/// Refuses what would cost other clients time or room whenever it is read, changed or indexed.
pub(crate) fn check_size(attributes: &Attributes) -> Result<(), Error> {
    limits::RESOURCE.check(attributes)?;
    for name in ["userName", "displayName", "externalId"] {
        check_indexed(name, text(attributes, name).unwrap_or_default())?;
    }
    emails(attributes)
        .iter()
        .filter_map(|email| email.get("value").and_then(Value::as_str))
        .try_for_each(|address| check_indexed("emails.value", address))
}

/// What is longer than a filter's literal could never be found, and identity providers look for
/// what they wrote.
fn check_indexed(name: &str, text: &str) -> Result<(), Error> {
    let limit = limits::INDEXED_TEXT_BYTES;
    if text.len() > limit {
        return Err(Error::Scim(scim::Error::bad_request(
            ScimType::InvalidValue,
            format!(
                "{name} is {} bytes long, and may be {limit}; send a shorter one.",
                text.len()
            ),
        )));
    }
    Ok(())
}

fn text<'a>(attributes: &'a Attributes, name: &str) -> Option<&'a str> {
    attributes.get(name).and_then(Value::as_str)
}

fn active(attributes: &Attributes) -> Option<bool> {
    attributes.get("active").and_then(Value::as_bool)
}

fn emails(attributes: &Attributes) -> &[Value] {
    attributes
        .get("emails")
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn email_keys(attributes: &Attributes) -> Vec<String> {
    let mut keys: Vec<_> = emails(attributes)
        .iter()
        .filter_map(|email| email.get("value").and_then(Value::as_str).map(fold))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn person(attributes: &Attributes) -> Person {
    Person {
        full_name: full_name(attributes),
        email: primary_email(attributes),
        active: active(attributes),
    }
}

/// What to call the person: the first of `displayName`, `name.formatted`, given and family name,
/// `userName` that has a value. An empty text is none (RFC 7644 §3.4.2.2, `pr`).
fn full_name(attributes: &Attributes) -> String {
    let part = |name: &str| {
        attributes
            .get("name")
            .and_then(|value| value.get(name))
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let joined = [part("givenName"), part("familyName")]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>();
    text(attributes, "displayName")
        .filter(|text| !text.is_empty())
        .or_else(|| part("formatted"))
        .map(str::to_owned)
        .or_else(|| (!joined.is_empty()).then(|| joined.join(" ")))
        .or_else(|| text(attributes, "userName").map(str::to_owned))
        .unwrap_or_default()
}

/// The primary e-mail address, else that of type `work`, else the first, among those that have a
/// value; else the `userName` if it has the form of an address.
fn primary_email(attributes: &Attributes) -> String {
    let value = |email: &'_ Value| -> Option<String> {
        let text = email.get("value").and_then(Value::as_str)?;
        (!text.is_empty()).then(|| text.to_owned())
    };
    let primary = |email: &&Value| email.get("primary") == Some(&Value::Bool(true));
    let work = |email: &&Value| {
        email
            .get("type")
            .and_then(Value::as_str)
            .is_some_and(|kind| kind.eq_ignore_ascii_case("work"))
    };
    let emails = emails(attributes);
    emails
        .iter()
        .filter(primary)
        .find_map(value)
        .or_else(|| emails.iter().filter(work).find_map(value))
        .or_else(|| emails.iter().find_map(value))
        .or_else(|| {
            text(attributes, "userName")
                .filter(|name| name.contains('@'))
                .map(str::to_owned)
        })
        .unwrap_or_default()
}

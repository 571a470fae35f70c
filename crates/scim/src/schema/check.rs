//! What a schema must obey so that this library can enforce it.

use super::read::nested;
use super::{Schema, SchemaError, SchemaLimits};
use crate::attribute::{Attribute, AttributeType, Mutability, Returned, Uniqueness};
use crate::error::excerpt;
use crate::filter::check_name;
use crate::urn;

/// Schemas whose meaning RFC 7643 fixes.
const RESERVED: [&str; 6] = [
    urn::USER,
    urn::GROUP,
    urn::ENTERPRISE_USER,
    urn::SCHEMA,
    urn::RESOURCE_TYPE,
    urn::SERVICE_PROVIDER_CONFIG,
];

/// RFC 7644 §8.2: names of messages, not of schemas.
const MESSAGES: &str = "urn:ietf:params:scim:api:";

impl Schema {
    /// Whether everything that the schema says can be enforced, so that what `/Schemas` publishes
    /// is what happens. What depends on the resource type that uses the schema is checked by
    /// [`ResourceType::check`](crate::ResourceType::check).
    ///
    /// # Errors
    /// The first contradiction, with the path of the attribute.
    pub fn check(&self, limits: SchemaLimits) -> Result<(), SchemaError> {
        check_urn(&self.id, limits)?;
        let checker = Checker { limits };
        check_readable_name(&self.name, "name", limits)?;
        checker.length("description", &self.description, limits.description_bytes)?;
        if self.attributes.is_empty() {
            return Err(SchemaError::new(
                "attributes",
                "is empty; define at least one attribute",
            ));
        }
        checker.count(
            "attributes",
            self.attributes.len(),
            limits.attributes,
            "attributes",
        )?;
        check_distinct("", &self.attributes)?;
        for attribute in &self.attributes {
            checker.attribute(attribute)?;
        }
        Ok(())
    }
}

/// A URN (RFC 8141 §2) of the characters that need no escape in a path, a filter, a list of names
/// or a URL.
fn check_urn(id: &str, limits: SchemaLimits) -> Result<(), SchemaError> {
    let refuse = |problem: &str| Err(SchemaError::new("id", problem));
    if id.len() > limits.urn_bytes {
        let problem = format!(
            "is longer than {} bytes; choose a shorter URN",
            limits.urn_bytes
        );
        return refuse(&problem);
    }
    let begins_well = id
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("urn:"));
    let parts = id.split(':').count();
    if !begins_well || parts < 3 || id.split(':').any(str::is_empty) {
        return refuse(
            "is not a URN; it must look like \"urn:example:scim:schemas:1.0:Badge\", without empty \
             parts",
        );
    }
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'.' | b'-' | b'_' | b'~');
    if !id.bytes().all(plain) {
        return refuse(
            "has a character that paths and filters cannot hold; use only letters, digits and : . \
             - _ ~",
        );
    }
    let is_message = id
        .get(..MESSAGES.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(MESSAGES));
    if is_message || RESERVED.iter().any(|known| known.eq_ignore_ascii_case(id)) {
        return refuse("is reserved by RFC 7643 or RFC 7644; choose a URN of your own");
    }
    // The tolerant profile reads it as the other one, wherever a client writes it.
    if urn::modern(id, urn::USER).is_some() {
        return refuse("is an old name of a schema of RFC 7643; choose a URN of your own");
    }
    Ok(())
}

/// A name for people: not empty, on one line.
fn check_readable_name(name: &str, place: &str, limits: SchemaLimits) -> Result<(), SchemaError> {
    if name.trim().is_empty() {
        return Err(SchemaError::new(
            place,
            "is missing; give a name for people to read",
        ));
    }
    if name.chars().any(char::is_control) {
        return Err(SchemaError::new(
            place,
            "has a control character; remove it",
        ));
    }
    let checker = Checker { limits };
    checker.length(place, name, limits.name_bytes)
}

/// RFC 7643 §2.1: names have no letter case.
fn check_distinct(parent: &str, attributes: &[Attribute]) -> Result<(), SchemaError> {
    for (index, attribute) in attributes.iter().enumerate() {
        let before = attributes.iter().take(index);
        if let Some(other) = before
            .into_iter()
            .find(|other| other.name.eq_ignore_ascii_case(&attribute.name))
        {
            let problem = format!(
                "has the same name as \"{}\" (letter case does not count); rename one of them",
                excerpt(&other.name)
            );
            return Err(SchemaError::new(
                &format!("{parent}{}", attribute.name),
                problem,
            ));
        }
    }
    Ok(())
}

struct Checker {
    limits: SchemaLimits,
}

impl Checker {
    fn attribute(&self, attribute: &Attribute) -> Result<(), SchemaError> {
        let place = attribute.name.as_str();
        self.definition(place, attribute)?;
        if attribute.name.starts_with('$') {
            return Err(SchemaError::new(
                place,
                "begins with $, which only the sub-attribute $ref may; rename it",
            ));
        }
        check_uniqueness(place, attribute)?;
        if attribute.kind == AttributeType::Complex {
            return self.parts(place, attribute);
        }
        if !attribute.sub_attributes.is_empty() {
            let problem = format!(
                "has sub-attributes but is of type {}; make it complex",
                attribute.kind.as_str()
            );
            return Err(SchemaError::new(place, problem));
        }
        Ok(())
    }

    /// The sub-attributes of a complex attribute.
    fn parts(&self, place: &str, attribute: &Attribute) -> Result<(), SchemaError> {
        if attribute.sub_attributes.is_empty() {
            return Err(SchemaError::new(
                place,
                "is complex but has no sub-attributes; list at least one",
            ));
        }
        self.count(
            place,
            attribute.sub_attributes.len(),
            self.limits.sub_attributes,
            "sub-attributes",
        )?;
        check_distinct(&format!("{place}."), &attribute.sub_attributes)?;
        for part in &attribute.sub_attributes {
            let place = format!("{place}.{}", part.name);
            if part.kind == AttributeType::Complex || !part.sub_attributes.is_empty() {
                return Err(nested(&place));
            }
            self.definition(&place, part)?;
            if part.uniqueness != Uniqueness::None {
                return Err(SchemaError::new(
                    &place,
                    "is a sub-attribute, which this service provider cannot keep unique; set \
                     uniqueness to none",
                ));
            }
            if part.returned == Returned::Always && attribute.returned == Returned::Never {
                return Err(SchemaError::new(
                    &place,
                    "is returned always, but the attribute that holds it never; change one of \
                     them",
                ));
            }
            check_predefined(&place, part, attribute.multi_valued)?;
        }
        Ok(())
    }

    /// What holds for attributes and sub-attributes alike.
    fn definition(&self, place: &str, attribute: &Attribute) -> Result<(), SchemaError> {
        check_name(&attribute.name)
            .map_err(|problem| SchemaError::new(place, format!("has no valid name: {problem}")))?;
        if attribute.name.starts_with('$')
            && (attribute.name != "$ref" || attribute.kind != AttributeType::Reference)
        {
            return Err(SchemaError::new(
                place,
                "begins with $, which only a reference called $ref may; rename it",
            ));
        }
        self.length(place, &attribute.name, self.limits.name_bytes)?;
        self.length(place, &attribute.description, self.limits.description_bytes)?;
        check_characteristics(place, attribute)?;
        self.values(
            place,
            "canonicalValues",
            &attribute.canonical_values,
            matches!(
                attribute.kind,
                AttributeType::String | AttributeType::Reference
            ),
        )?;
        self.values(
            place,
            "referenceTypes",
            &attribute.reference_types,
            attribute.kind == AttributeType::Reference,
        )
    }

    /// A list of values that only some types have.
    fn values(
        &self,
        place: &str,
        list: &str,
        values: &[String],
        allowed: bool,
    ) -> Result<(), SchemaError> {
        if !values.is_empty() && !allowed {
            let problem = format!("is of a type that has no {list}; leave them out");
            return Err(SchemaError::new(place, problem));
        }
        self.count(place, values.len(), self.limits.values, list)?;
        for (index, value) in values.iter().enumerate() {
            if value.is_empty() || value.chars().any(char::is_control) {
                let problem = format!(
                    "lists an empty value or a control character among its {list}; remove it"
                );
                return Err(SchemaError::new(place, problem));
            }
            if values.iter().take(index).any(|before| before == value) {
                let problem = format!(
                    "lists \"{}\" twice among its {list}; list it once",
                    excerpt(value)
                );
                return Err(SchemaError::new(place, problem));
            }
            self.length(place, value, self.limits.value_bytes)?;
        }
        Ok(())
    }

    fn length(&self, place: &str, text: &str, limit: usize) -> Result<(), SchemaError> {
        if text.len() > limit {
            let problem = format!(
                "has a text of {} bytes where at most {limit} are allowed; shorten it",
                text.len()
            );
            return Err(SchemaError::new(place, problem));
        }
        if text.contains('\0') {
            return Err(SchemaError::new(place, "contains U+0000; remove it"));
        }
        Ok(())
    }

    fn count(
        &self,
        place: &str,
        count: usize,
        limit: usize,
        what: &str,
    ) -> Result<(), SchemaError> {
        if count > limit {
            let problem =
                format!("has {count} {what}; at most {limit} are allowed, so split it up");
            return Err(SchemaError::new(place, problem));
        }
        Ok(())
    }
}

/// Combinations of RFC 7643 §7 that contradict each other, or that no client could ever satisfy.
fn check_characteristics(place: &str, attribute: &Attribute) -> Result<(), SchemaError> {
    let refuse = |problem: &str| Err(SchemaError::new(place, problem));
    let has_no_case = matches!(
        attribute.kind,
        AttributeType::Boolean | AttributeType::Complex
    );
    if has_no_case && attribute.case_exact {
        return refuse("has no letter case (RFC 7643 §2.3.2, §2.3.8); leave caseExact out");
    }
    let is_exact = matches!(
        attribute.kind,
        AttributeType::Reference | AttributeType::Binary
    );
    if is_exact && !attribute.case_exact {
        return refuse(
            "is always compared exactly (RFC 7643 §2.3.6, §2.3.7); set caseExact to true",
        );
    }
    match (attribute.mutability, attribute.returned) {
        (Mutability::WriteOnly, Returned::Never) => {}
        (Mutability::WriteOnly, _) => {
            return refuse("is writeOnly and must never be returned; set returned to never");
        }
        (Mutability::ReadOnly, Returned::Never) => {
            return refuse("can be neither written nor read; leave it out of the schema");
        }
        _ => {}
    }
    // What is writeOnly is accepted and discarded, as a password is.
    if attribute.mutability == Mutability::WriteOnly && attribute.required {
        return refuse("is writeOnly, so its value is not kept and cannot be required");
    }
    if attribute.mutability == Mutability::WriteOnly && attribute.uniqueness != Uniqueness::None {
        return refuse("is writeOnly, so its value is not kept and cannot be unique");
    }
    Ok(())
}

/// The sub-attributes that mean the same everywhere (RFC 7643 §2.4).
fn check_predefined(
    place: &str,
    part: &Attribute,
    of_many_values: bool,
) -> Result<(), SchemaError> {
    let fits = match part.name.to_ascii_lowercase().as_str() {
        "$ref" => part.kind == AttributeType::Reference,
        "primary" if of_many_values => part.kind == AttributeType::Boolean,
        "type" | "display" if of_many_values => part.kind == AttributeType::String,
        _ => return Ok(()),
    };
    if !fits || part.multi_valued {
        return Err(SchemaError::new(
            place,
            "has a name whose meaning RFC 7643 §2.4 fixes, and is of another type; use the type \
             that it says, or another name",
        ));
    }
    Ok(())
}

/// What a store can keep unique: one simple value per resource.
fn check_uniqueness(place: &str, attribute: &Attribute) -> Result<(), SchemaError> {
    let refuse = |problem: &str| Err(SchemaError::new(place, problem));
    match attribute.uniqueness {
        Uniqueness::None => return Ok(()),
        Uniqueness::Global => {
            return refuse(
                "cannot be unique among all servers of the world, because one server cannot know; \
                 set uniqueness to server or none",
            );
        }
        Uniqueness::Server => {}
    }
    if attribute.multi_valued {
        return refuse("holds several values, which cannot be kept unique; set uniqueness to none");
    }
    // RFC 7643 §2.3.2, §2.3.5, §2.3.6, §2.3.8: these types have no uniqueness.
    if matches!(
        attribute.kind,
        AttributeType::Boolean
            | AttributeType::DateTime
            | AttributeType::Binary
            | AttributeType::Complex
    ) {
        return refuse("is of a type that has no uniqueness; set uniqueness to none");
    }
    Ok(())
}

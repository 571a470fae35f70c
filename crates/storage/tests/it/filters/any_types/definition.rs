//! Schemas at random, whose attributes are often called like those that an index knows.

use std::fmt::Write as _;

use domain::custom_types::{ExtensionDefinition, TypeDefinition};
use scim::attribute::{Attribute, AttributeType, Mutability, Returned, Uniqueness};
use scim::schema::Schema;

use crate::support::Tape;

pub(crate) const BASE: &str = "urn:example:base:1.0:Thing";
pub(crate) const EXTENSIONS: [&str; 2] = ["urn:example:extension:One", "urn:example:extension:Two"];

const NAMES: [&str; 20] = [
    "level",
    "displayName",
    "active",
    "emails",
    "members",
    "groups",
    "userName",
    "displayname",
    "Active",
    "Emails",
    "Groups",
    "title",
    "number",
    "since",
    "photo",
    "owner",
    "name",
    "value",
    "primary",
    "department",
];
const PARTS: [&str; 8] = [
    "value", "type", "primary", "display", "$ref", "Value", "level", "since",
];
const KINDS: [AttributeType; 11] = [
    AttributeType::String,
    AttributeType::Integer,
    AttributeType::Boolean,
    AttributeType::Complex,
    AttributeType::Decimal,
    AttributeType::DateTime,
    AttributeType::Reference,
    AttributeType::Binary,
    AttributeType::String,
    AttributeType::Complex,
    AttributeType::Complex,
];

/// A schema of that URN.
pub(crate) fn schema(urn: &str, tape: &mut Tape) -> Schema {
    let mut attributes = vec![attribute(tape)];
    for _ in 0..tape.below(7) {
        add(&mut attributes, attribute(tape));
    }
    Schema {
        id: urn.to_owned(),
        name: "Some".to_owned(),
        description: String::new(),
        attributes,
    }
}

/// The type of things, with some of the extensions.
pub(crate) fn thing(tape: &mut Tape) -> TypeDefinition {
    TypeDefinition {
        name: "Thing".to_owned(),
        endpoint: "/Things".to_owned(),
        description: String::new(),
        schema: BASE.to_owned(),
        extensions: extensions(tape),
        read_only: tape.once_in(4),
    }
}

/// Some of the extensions.
pub(crate) fn extensions(tape: &mut Tape) -> Vec<ExtensionDefinition> {
    let some = EXTENSIONS.iter().filter(|_| tape.once_in(2));
    some.map(|urn| ExtensionDefinition {
        schema: (*urn).to_owned(),
        required: false,
    })
    .collect()
}

/// The schema after a change that resources which exist may survive, or not.
pub(crate) fn altered(mut schema: Schema, tape: &mut Tape) -> Schema {
    if tape.once_in(3) {
        add(&mut schema.attributes, attribute(tape));
        return schema;
    }
    let place = tape.below(schema.attributes.len());
    let changed = &mut schema.attributes[place];
    match tape.below(5) {
        0 => changed.mutability = tape.pick(&Mutability::ALL),
        1 => changed.returned = tape.pick(&Returned::ALL),
        2 => changed.case_exact = !changed.case_exact,
        3 => changed.uniqueness = tape.pick(&[Uniqueness::None, Uniqueness::Server]),
        _ if changed.kind == AttributeType::Complex => add(&mut changed.sub_attributes, part(tape)),
        _ => changed.kind = tape.pick(&KINDS),
    }
    schema
}

/// The schema in a line.
pub(crate) fn sketch(schema: &Schema) -> String {
    let mut text = format!("{}:", schema.id);
    for attribute in &schema.attributes {
        write!(text, " {}", sketch_of(attribute)).unwrap();
    }
    text
}

fn sketch_of(attribute: &Attribute) -> String {
    let mut text = format!("{} {}", attribute.name, attribute.kind.as_str());
    for (word, is_so) in [
        ("multiValued", attribute.multi_valued),
        ("caseExact", attribute.case_exact),
        ("required", attribute.required),
        ("unique", attribute.uniqueness == Uniqueness::Server),
    ] {
        if is_so {
            write!(text, " {word}").unwrap();
        }
    }
    if attribute.mutability != Mutability::ReadWrite {
        write!(text, " {}", attribute.mutability.as_str()).unwrap();
    }
    if attribute.returned != Returned::Default {
        write!(text, " returned:{}", attribute.returned.as_str()).unwrap();
    }
    let parts: Vec<_> = attribute.sub_attributes.iter().map(sketch_of).collect();
    if parts.is_empty() {
        return format!("{text};");
    }
    format!("{text} {{ {} }};", parts.join(" "))
}

/// Adds an attribute unless there is one of that name.
fn add(all: &mut Vec<Attribute>, attribute: Attribute) {
    if all
        .iter()
        .all(|one| !one.name.eq_ignore_ascii_case(&attribute.name))
    {
        all.push(attribute);
    }
}

fn attribute(tape: &mut Tape) -> Attribute {
    let mut attribute = simple(tape, &NAMES);
    // As RFC 7643 defines it, or nearly so.
    if ["emails", "members", "groups"].contains(&attribute.name.as_str()) && tape.once_in(2) {
        attribute.kind = AttributeType::Complex;
        attribute.multi_valued = !tape.once_in(4);
        for name in ["value", "type"] {
            let mut part = Attribute::new(name, AttributeType::String, "");
            part.case_exact = tape.once_in(3);
            attribute.sub_attributes.push(part);
        }
    }
    if attribute.kind == AttributeType::Complex {
        for _ in 0..=tape.below(3) {
            add(&mut attribute.sub_attributes, part(tape));
        }
        let is_writable = |one: &Attribute| {
            matches!(
                one.mutability,
                Mutability::ReadWrite | Mutability::Immutable
            )
        };
        attribute.required &= attribute.sub_attributes.iter().any(is_writable);
    }
    let mut attribute = repaired(attribute);
    if attribute.returned == Returned::Never {
        for part in &mut attribute.sub_attributes {
            if part.returned == Returned::Always {
                part.returned = Returned::Default;
            }
        }
    }
    attribute
}

fn part(tape: &mut Tape) -> Attribute {
    let mut part = simple(tape, &PARTS);
    part.uniqueness = Uniqueness::None;
    // RFC 7643 §2.4 fixes what these are.
    let fixed = match part.name.as_str() {
        "primary" => Some(AttributeType::Boolean),
        "type" | "display" => Some(AttributeType::String),
        "$ref" => Some(AttributeType::Reference),
        _ => None,
    };
    if let Some(kind) = fixed {
        part.kind = kind;
        part.multi_valued = false;
    }
    if part.kind == AttributeType::Complex {
        part.kind = AttributeType::Integer;
    }
    repaired(part)
}

fn simple(tape: &mut Tape, names: &[&str]) -> Attribute {
    let attribute = Attribute::new(tape.pick(names), tape.pick(&KINDS), "");
    Attribute {
        multi_valued: tape.once_in(3),
        case_exact: tape.once_in(2),
        required: tape.once_in(12),
        uniqueness: if tape.once_in(4) {
            Uniqueness::Server
        } else {
            Uniqueness::None
        },
        mutability: if tape.once_in(5) {
            tape.pick(&Mutability::ALL)
        } else {
            Mutability::ReadWrite
        },
        returned: if tape.once_in(5) {
            tape.pick(&Returned::ALL)
        } else {
            Returned::Default
        },
        ..attribute
    }
}

/// The attribute without what contradicts the rest of it.
fn repaired(mut attribute: Attribute) -> Attribute {
    use AttributeType::{Binary, Boolean, Complex, DateTime, Reference};
    match attribute.kind {
        Boolean | Complex => attribute.case_exact = false,
        Reference | Binary => attribute.case_exact = true,
        _ => {}
    }
    if attribute.multi_valued || matches!(attribute.kind, Boolean | Complex | DateTime | Binary) {
        attribute.uniqueness = Uniqueness::None;
    }
    match attribute.mutability {
        Mutability::WriteOnly => {
            attribute.returned = Returned::Never;
            attribute.required = false;
            attribute.uniqueness = Uniqueness::None;
        }
        Mutability::ReadOnly => {
            attribute.required = false;
            if attribute.returned == Returned::Never {
                attribute.returned = Returned::Default;
            }
        }
        Mutability::ReadWrite | Mutability::Immutable => {}
    }
    attribute
}

//! Strategies for schemas and resource types that [`Schema::check`] and [`ResourceType::check`]
//! accept.

use std::collections::HashSet;
use std::sync::Arc;

use proptest::prelude::*;
use scim::ResourceType;
use scim::attribute::{Attribute, AttributeType, Mutability, Returned, Uniqueness};
use scim::resource_type::SchemaExtension;
use scim::schema::Schema;

/// A schema of that URN; its attributes can all be used in a base schema.
pub(crate) fn schema_of(urn: &'static str) -> impl Strategy<Value = Schema> {
    let attributes = prop::collection::vec(attribute(), 1..7).prop_map(distinct);
    ("[A-Z][a-z é]{0,8}", "\\PC{0,12}", attributes).prop_map(
        move |(name, description, attributes)| Schema {
            id: urn.to_owned(),
            name,
            description,
            attributes,
        },
    )
}

/// A schema of any URN.
pub(crate) fn schema() -> impl Strategy<Value = Schema> {
    ("urn:[a-z]{2,6}(:[a-zA-Z0-9._~-]{1,8}){1,4}", schema_of(""))
        .prop_map(|(id, schema)| Schema { id, ..schema })
}

/// A resource type whose resources clients write, with up to two extensions.
pub(crate) fn resource_type() -> impl Strategy<Value = ResourceType> {
    let extension = |urn| {
        prop::option::of(schema_of(urn).prop_map(|schema| SchemaExtension {
            schema: Arc::new(schema),
            required: false,
        }))
    };
    (
        schema_of("urn:example:base:1.0:Thing"),
        extension("urn:example:extension:1.0:One"),
        extension("urn:example:extension:1.0:Two"),
    )
        .prop_map(|(schema, one, two)| ResourceType {
            name: "Thing".to_owned(),
            endpoint: "/Things".to_owned(),
            description: "Something".to_owned(),
            schema: Arc::new(schema),
            extensions: one.into_iter().chain(two).collect(),
            read_only: false,
        })
}

fn attribute() -> impl Strategy<Value = Attribute> {
    let parts = prop::collection::vec(part(), 1..6).prop_map(distinct);
    let complex = (simple(name()), parts).prop_map(|(attribute, sub_attributes)| {
        let writable = sub_attributes.iter().any(is_writable);
        repaired(Attribute {
            kind: AttributeType::Complex,
            required: attribute.required && writable,
            sub_attributes,
            ..attribute
        })
    });
    prop_oneof![2 => simple(name()), 3 => complex].prop_map(|mut attribute| {
        if attribute.returned == Returned::Never {
            for part in &mut attribute.sub_attributes {
                if part.returned == Returned::Always {
                    part.returned = Returned::Default;
                }
            }
        }
        attribute
    })
}

/// A sub-attribute: often one of those that RFC 7643 §2.4 defines.
fn part() -> impl Strategy<Value = Attribute> {
    let of_kind = |name: &'static str, kind| {
        simple(Just(name.to_owned())).prop_map(move |attribute| {
            repaired(Attribute {
                kind,
                multi_valued: false,
                ..attribute
            })
        })
    };
    let any = simple(name()).prop_filter("defined by RFC 7643 §2.4", |part| {
        !["primary", "type", "display"].contains(&part.name.as_str())
    });
    let value = simple(Just("value".to_owned())).prop_map(|part| Attribute {
        multi_valued: false,
        ..part
    });
    prop_oneof![
        3 => any,
        3 => value,
        2 => of_kind("type", AttributeType::String),
        1 => of_kind("primary", AttributeType::Boolean),
        1 => of_kind("display", AttributeType::String),
        1 => of_kind("$ref", AttributeType::Reference),
    ]
    .prop_map(|part| Attribute {
        uniqueness: Uniqueness::None,
        ..part
    })
}

fn name() -> impl Strategy<Value = String> {
    let common = ["schemas", "id", "externalid", "meta"];
    prop_oneof![
        1 => Just("active".to_owned()),
        1 => Just("members".to_owned()),
        9 => "[a-zA-Z][a-zA-Z0-9_-]{0,5}",
    ]
    .prop_filter("common", move |name| {
        !common.contains(&name.to_ascii_lowercase().as_str())
    })
}

/// A simple attribute.
fn simple(name: impl Strategy<Value = String>) -> impl Strategy<Value = Attribute> {
    let kinds: Vec<AttributeType> = AttributeType::ALL
        .into_iter()
        .filter(|kind| *kind != AttributeType::Complex)
        .collect();
    let kind = prop_oneof![prop::sample::select(kinds), Just(AttributeType::String)];
    let weighted = |likely: f64| prop::bool::weighted(likely);
    let characteristics = (
        prop_oneof![
            5 => Just(Mutability::ReadWrite),
            4 => prop::sample::select(&Mutability::ALL[..]),
        ],
        prop_oneof![
            3 => Just(Returned::Default),
            2 => prop::sample::select(&Returned::ALL[..]),
        ],
        prop_oneof![
            4 => Just(Uniqueness::None),
            1 => Just(Uniqueness::Server),
        ],
    );
    (
        (name, kind, "\\PC{0,8}"),
        (weighted(0.3), weighted(0.15), any::<bool>()),
        characteristics,
        prop::sample::subsequence(vec!["work", "home", "other"], 0..=3),
        prop::sample::subsequence(vec!["User", "Group", "external", "uri"], 0..=4),
    )
        .prop_map(
            |(
                (name, kind, description),
                (multi_valued, required, case_exact),
                (mutability, returned, uniqueness),
                values,
                references,
            )| {
                let owned = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect();
                repaired(Attribute {
                    multi_valued,
                    required,
                    canonical_values: owned(values),
                    case_exact,
                    mutability,
                    returned,
                    uniqueness,
                    reference_types: owned(references),
                    ..Attribute::new(&name, kind, &description)
                })
            },
        )
}

/// The attribute without what contradicts the rest of it.
fn repaired(mut attribute: Attribute) -> Attribute {
    use AttributeType::{Binary, Boolean, Complex, DateTime, Reference, String};
    let kind = attribute.kind;
    match kind {
        Boolean | Complex => attribute.case_exact = false,
        Reference | Binary => attribute.case_exact = true,
        _ => {}
    }
    if !matches!(kind, String | Reference) {
        attribute.canonical_values.clear();
    }
    if kind != Reference {
        attribute.reference_types.clear();
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
    let unique = !attribute.multi_valued && !matches!(kind, Boolean | DateTime | Binary | Complex);
    if !unique {
        attribute.uniqueness = Uniqueness::None;
    }
    attribute
}

/// Whether clients can give it a value that is kept.
pub(crate) fn is_writable(attribute: &Attribute) -> bool {
    matches!(
        attribute.mutability,
        Mutability::ReadWrite | Mutability::Immutable
    )
}

/// The first of those whose names differ only in letter case.
fn distinct(attributes: Vec<Attribute>) -> Vec<Attribute> {
    let mut seen = HashSet::new();
    attributes
        .into_iter()
        .filter(|attribute| seen.insert(attribute.name.to_ascii_lowercase()))
        .collect()
}

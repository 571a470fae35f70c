//! Defines a resource type and reads resources of it.
//!
//! ```text
//! cargo run -p scim --example custom_schema
//! ```
#![allow(clippy::print_stdout, reason = "a program that tells its result")]

use std::error::Error;
use std::sync::Arc;

use scim::ResourceType;
use scim::compat::{Coercions, Profile};
use scim::resource::parse_create;
use scim::schema::{Schema, SchemaLimits};
use serde_json::{Value, json};

const URN: &str = "urn:example:scim:schemas:1.0:Badge";

fn definition() -> Value {
    json!({
        "id": URN,
        "name": "Badge",
        "description": "A card that opens doors.",
        "attributes": [
            { "name": "number", "required": true, "uniqueness": "server", "caseExact": true },
            { "name": "expires", "type": "dateTime" },
            { "name": "pin", "mutability": "writeOnly", "returned": "never" },
            {
                "name": "doors", "type": "complex", "multiValued": true,
                "subAttributes": [
                    { "name": "value", "required": true },
                    { "name": "type", "canonicalValues": ["main", "side"] },
                ],
            },
        ],
    })
}

fn badge() -> Result<ResourceType, Box<dyn Error>> {
    let schema = Schema::from_json(&definition())?;
    schema.check(SchemaLimits::default())?;
    let badge = ResourceType {
        name: "Badge".to_owned(),
        endpoint: "/Badges".to_owned(),
        description: "Badge".to_owned(),
        schema: Arc::new(schema),
        extensions: Vec::new(),
        read_only: false,
    };
    badge.check(SchemaLimits::default())?;
    Ok(badge)
}

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let badge = badge()?;
    println!("{:#}", badge.to_json("https://example.com/scim/v2"));
    for body in [
        json!({ "schemas": [URN], "number": "B-7", "doors": [{ "value": "1", "type": "main" }] }),
        json!({ "schemas": [URN], "number": "B-8", "expires": "tomorrow" }),
        json!({ "schemas": [URN], "doors": [] }),
    ] {
        match parse_create(&body, &badge, Profile::Rfc, &mut Coercions::new()) {
            Ok(attributes) => println!("stored: {}", Value::Object(attributes)),
            Err(error) => println!("refused: {}", error.detail),
        }
    }
    let mut nested = definition();
    if let Some(kind) = nested.pointer_mut("/attributes/3/subAttributes/0") {
        *kind = json!({ "name": "value", "type": "complex", "subAttributes": [{ "name": "x" }] });
    }
    match Schema::from_json(&nested) {
        Ok(_) => println!("accepted"),
        Err(error) => println!("refused: {error}"),
    }
    Ok(())
}

//! A schema of an organization's own: what is accepted can be published, read again, and enforced.
//!
//! The input is a schema, or a list: a schema, the body of a resource, a PatchOp.
#![no_main]

use std::sync::Arc;

use fuzz::kinds::{ID, shown};
use fuzz::{PROFILES, law, mutate};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use scim::ResourceType;
use scim::compat::{Coercions, Profile};
use scim::patch::{PatchContext, PatchLimits, apply, parse};
use scim::projection::Projection;
use scim::resource::{SizeLimits, parse_create};
use scim::resource_type::{SchemaExtension, USER};
use scim::schema::{Schema, SchemaError, SchemaLimits};
use serde_json::Value;

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::mutate(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let Ok(input) = scim::json::parse(data) else {
        return;
    };
    let (schema, body, message) = match input.as_array().map(Vec::as_slice) {
        Some([schema, body, message]) => (schema, Some(body), Some(message)),
        Some([schema, body]) => (schema, Some(body), None),
        _ => (&input, None, None),
    };
    let schema = match Schema::from_json(schema) {
        Ok(schema) => schema,
        Err(error) => return is_plain(&error),
    };
    if let Err(error) = schema.check(SchemaLimits::default()) {
        return is_plain(&error);
    }
    let published = schema.to_json("https://example.com");
    assert_eq!(Schema::from_json(&published).as_ref(), Ok(&schema));
    let schema = Arc::new(schema);
    for rt in [own_type(&schema), extended_user(&schema)] {
        if let Err(error) = rt.check(SchemaLimits::default()) {
            is_plain(&error);
            continue;
        }
        for profile in PROFILES {
            if let Some(body) = body {
                check(body, message, &rt, profile);
            }
        }
    }
});

fn check(body: &Value, message: Option<&Value>, rt: &ResourceType, profile: Profile) {
    let mut notes = Coercions::new();
    let created = match parse_create(body, rt, profile, &mut notes) {
        Ok(created) => created,
        Err(error) => return law::is_plain(&error),
    };
    law::is_valid(&created, rt, profile);
    Projection::default().apply(rt, &mut shown(&created, rt));
    let Some(message) = message else { return };
    let context = PatchContext {
        id: ID,
        resource_type: rt,
        profile,
        size: SizeLimits::default(),
    };
    let mut after = created.clone();
    let patched = parse(message, rt, profile, PatchLimits::default(), &mut notes)
        .and_then(|operations| apply(&operations, &mut after, &context, &mut notes));
    match patched {
        Ok(()) => law::is_valid(&after, rt, profile),
        Err(error) => law::is_plain(&error),
    }
    law::are_plain(&notes);
}

fn own_type(schema: &Arc<Schema>) -> ResourceType {
    ResourceType {
        name: "Own".to_owned(),
        endpoint: "/Owns".to_owned(),
        description: String::new(),
        schema: schema.clone(),
        extensions: Vec::new(),
        read_only: false,
    }
}

fn extended_user(schema: &Arc<Schema>) -> ResourceType {
    let mut user = ResourceType::clone(&USER);
    user.extensions.push(SchemaExtension {
        schema: schema.clone(),
        required: false,
    });
    user
}

/// As [`law::is_plain`].
fn is_plain(error: &SchemaError) {
    let sentence = error.to_string();
    assert!(sentence.len() < 8_000, "{error:?}");
    assert!(!sentence.contains(char::is_control), "{error:?}");
}

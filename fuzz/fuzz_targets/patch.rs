//! A PATCH: it is refused, or it yields a resource that could have been sent.
//!
//! The input is a PatchOp, for the stored resources, or a list of two: a body to create a resource
//! of, and the PatchOp for it.
#![no_main]

use fuzz::kinds::{ID, KINDS};
use fuzz::{PROFILES, law, mutate};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use scim::ResourceType;
use scim::compat::{Coercions, Profile};
use scim::patch::{ListChange, PatchContext, PatchLimits, apply, parse, split};
use scim::resource::{Attributes, SizeLimits, parse_create};
use scim::{Error, filter};
use serde_json::Value;

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::mutate(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let Ok(input) = scim::json::parse(data) else {
        return;
    };
    let (body, message) = match input.as_array().map(Vec::as_slice) {
        Some([body, message]) => (Some(body), message),
        _ => (None, &input),
    };
    for kind in KINDS.iter() {
        let rt = &kind.resource_type;
        for profile in PROFILES {
            let created = body.map(|body| parse_create(body, rt, profile, &mut Coercions::new()));
            match created {
                None => check(message, &kind.stored, rt, profile),
                Some(Ok(created)) => check(message, &created, rt, profile),
                Some(Err(_)) => {}
            }
        }
    }
});

fn check(message: &Value, before: &Attributes, rt: &ResourceType, profile: Profile) {
    let mut notes = Coercions::new();
    match patch(message, before, rt, profile, &mut notes) {
        Ok(after) => law::is_valid(&after, rt, profile),
        Err(error) => law::is_plain(&error),
    }
    law::are_plain(&notes);
}

fn patch(
    message: &Value,
    before: &Attributes,
    rt: &ResourceType,
    profile: Profile,
    notes: &mut Coercions,
) -> Result<Attributes, Error> {
    let context = PatchContext {
        id: ID,
        resource_type: rt,
        profile,
        size: SizeLimits::default(),
    };
    let operations = parse(message, rt, profile, PatchLimits::default(), notes)?;
    // A list that is stored apart takes its operations with it.
    if let Ok((_, changes)) = split(operations.clone(), "members", &context, notes) {
        let members = before.get("members").and_then(Value::as_array);
        changes.iter().for_each(|change| is_sound(change, members));
    }
    let mut after = before.clone();
    apply(&operations, &mut after, &context, notes)?;
    Ok(after)
}

/// What [`ListChange`] promises of each change.
fn is_sound(change: &ListChange, members: Option<&Vec<Value>>) {
    let distinct = |elements: &[Value]| {
        let values = elements.iter().map(|element| element["value"].as_str());
        let mut values: Vec<&str> = values.map(|value| value.expect("a text")).collect();
        values.sort_unstable();
        assert!(
            values.windows(2).all(|pair| pair[0] != pair[1]),
            "{change:?}"
        );
    };
    match change {
        ListChange::Add(elements) => {
            assert!(!elements.is_empty());
            distinct(elements);
        }
        ListChange::ReplaceAll(elements) => distinct(elements),
        ListChange::Remove(values) => assert!(!values.is_empty()),
        ListChange::RemoveWhere(filter) | ListChange::ReplaceWhere { filter, .. } => {
            for member in members.into_iter().flatten() {
                filter::matches_element(filter, member);
            }
        }
        ListChange::RemoveAll => {}
    }
}

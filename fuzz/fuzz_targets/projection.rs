//! `attributes` and `excludedAttributes`: they take away and add nothing, and spare what is always
//! returned.
//!
//! The first line of the input is `attributes`, the second `excludedAttributes`.
#![no_main]

use fuzz::kinds::KINDS;
use fuzz::{PROFILES, law};
use libfuzzer_sys::fuzz_target;
use scim::compat::Coercions;
use scim::projection::Projection;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let (attributes, excluded) = match text.split_once('\n') {
        Some((attributes, excluded)) => (attributes, Some(excluded)),
        None => (text, None),
    };
    let projection = match Projection::parse(Some(attributes), excluded) {
        Ok(projection) => projection,
        Err(error) => return law::is_plain(&error),
    };
    for profile in PROFILES {
        let mut notes = Coercions::new();
        if let Err(error) = projection.check_names(profile, &mut notes) {
            law::is_plain(&error);
        }
        law::are_plain(&notes);
    }
    for kind in KINDS.iter() {
        let rt = &kind.resource_type;
        let whole = kind.shown();
        let mut seen = whole.clone();
        projection.apply(rt, &mut seen);
        assert!(
            ["schemas", "id"]
                .iter()
                .all(|name| seen.contains_key(*name))
        );
        is_part(&Value::Object(seen.clone()), &Value::Object(whole));
        for name in seen.keys() {
            assert!(
                rt.attribute(name).is_none() || projection.includes(rt, name),
                "{name}"
            );
        }
        let mut again = seen.clone();
        projection.apply(rt, &mut again);
        assert_eq!(again, seen);
    }
});

/// Whether nothing was added; a list may be shorter.
fn is_part(part: &Value, whole: &Value) {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => {
            for (name, value) in part {
                is_part(value, whole.get(name).expect("an attribute that was there"));
            }
        }
        (Value::Array(part), Value::Array(whole)) => assert!(part.len() <= whole.len()),
        _ => assert_eq!(part, whole),
    }
}

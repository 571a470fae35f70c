//! The path of a PATCH operation: what is printed is what was read.
#![no_main]

use fuzz::PROFILES;
use fuzz::kinds::KINDS;
use fuzz::law;
use libfuzzer_sys::fuzz_target;
use scim::compat::Coercions;
use scim::filter::{Limits, matches_element};
use scim::path::{AttributePath, ResolvedPath};
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    for kind in KINDS.iter() {
        let rt = &kind.resource_type;
        let path = match AttributePath::parse(text, rt, Limits::default()) {
            Ok(path) => path,
            Err(error) => {
                law::is_plain(&error);
                continue;
            }
        };
        let no_length = Limits {
            length_bytes: usize::MAX,
            ..Limits::default()
        };
        let again = AttributePath::parse(&path.to_string(), rt, no_length);
        assert_eq!(again.as_ref(), Ok(&path));
        for profile in PROFILES {
            let mut notes = Coercions::new();
            match path.resolve(rt, profile, &mut notes) {
                Ok(ResolvedPath::Schema(schema)) => assert!(rt.schema(&schema.id).is_some()),
                Ok(ResolvedPath::Attribute(target)) => {
                    let stored = kind.stored.get(&target.attribute.name);
                    if let (Some(filter), Some(Value::Array(elements))) =
                        (&target.value_filter, stored)
                    {
                        for element in elements {
                            matches_element(filter, element);
                        }
                    }
                }
                Err(error) => law::is_plain(&error),
            }
            law::are_plain(&notes);
        }
    }
});

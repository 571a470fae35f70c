//! The body of a POST or PUT: what is accepted is a resource, and sending back what a client sees
//! changes nothing.
#![no_main]

use fuzz::kinds::{KINDS, shown};
use fuzz::{PROFILES, law, mutate};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use scim::compat::Coercions;
use scim::projection::Projection;
use scim::resource::{parse_create, parse_replace};
use serde_json::Value;

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::mutate(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let body = match scim::json::parse(data) {
        Ok(body) => body,
        Err(error) => return law::is_plain(&error),
    };
    let plain = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data);
    assert_eq!(
        serde_json::from_slice::<Value>(plain).as_ref().ok(),
        Some(&body)
    );
    for kind in KINDS.iter() {
        let rt = &kind.resource_type;
        for profile in PROFILES {
            let mut notes = Coercions::new();
            match parse_create(&body, rt, profile, &mut notes) {
                Ok(created) => {
                    law::is_valid(&created, rt, profile);
                    let full = shown(&created, rt);
                    let sent = Value::Object(full.clone());
                    let again = parse_create(&sent, rt, profile, &mut Coercions::new());
                    // What is never returned is not sent back, and may be required.
                    if created.keys().all(|name| full.contains_key(name)) {
                        assert_eq!(again.as_ref(), Ok(&created));
                    }
                    let mut seen = full.clone();
                    Projection::default().apply(rt, &mut seen);
                    assert!(seen.keys().all(|name| full.contains_key(name)));
                }
                Err(error) => law::is_plain(&error),
            }
            match parse_replace(&body, rt, &kind.stored, profile, &mut notes) {
                Ok(replaced) => law::is_valid(&replaced, rt, profile),
                Err(error) => law::is_plain(&error),
            }
            law::are_plain(&notes);
        }
    }
});

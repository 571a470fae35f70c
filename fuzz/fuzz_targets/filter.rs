//! A filter: what is printed is what was read, and it has an answer for every resource.
#![no_main]

use fuzz::PROFILES;
use fuzz::kinds::KINDS;
use fuzz::law;
use libfuzzer_sys::fuzz_target;
use scim::compat::Coercions;
use scim::filter::{Filter, Limits, Unknown, evaluate, resolve};

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let filter = match Filter::parse(text, Limits::default()) {
        Ok(filter) => filter,
        Err(error) => return law::is_plain(&error),
    };
    assert!(filter.terms() <= Limits::default().terms);
    // Numbers and missing spaces are printed longer than they were sent.
    let no_length = Limits {
        length_bytes: usize::MAX,
        ..Limits::default()
    };
    assert_eq!(
        Filter::parse(&filter.to_string(), no_length).as_ref(),
        Ok(&filter)
    );
    let opposite = Filter::Not(Box::new(filter.clone()));
    for kind in KINDS.iter() {
        let resource = kind.shown();
        for profile in PROFILES {
            for unknown in [Unknown::Reject, Unknown::False] {
                let rt = &kind.resource_type;
                let mut notes = Coercions::new();
                match resolve(&filter, rt, unknown, profile, &mut notes) {
                    Ok(resolved) => {
                        let not = resolve(&opposite, rt, unknown, profile, &mut notes);
                        let not = not.expect("the opposite of a filter is a filter");
                        assert_ne!(evaluate(&resolved, &resource), evaluate(&not, &resource));
                    }
                    Err(error) => law::is_plain(&error),
                }
                law::are_plain(&notes);
            }
        }
    }
});

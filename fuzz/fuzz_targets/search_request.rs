//! A query by POST: it is refused, or it can be answered for every resource.
#![no_main]

use fuzz::kinds::KINDS;
use fuzz::{PROFILES, law, mutate};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use scim::compat::{Coercions, Profile};
use scim::filter::{Filter, Limits, Unknown, evaluate, resolve};
use scim::projection::Projection;
use scim::search_request::SearchRequest;
use scim::sort::{self, SortKey};
use scim::{Error, ResourceType};
use serde_json::Value;

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::mutate(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let Ok(body) = scim::json::parse(data) else {
        return;
    };
    for profile in PROFILES {
        let mut notes = Coercions::new();
        if let Err(error) = answer(&body, profile, &mut notes) {
            law::is_plain(&error);
        }
        law::are_plain(&notes);
    }
});

fn answer(body: &Value, profile: Profile, notes: &mut Coercions) -> Result<(), Error> {
    let request = SearchRequest::parse(body, profile, notes)?;
    let projection = Projection::from_lists(&request.attributes, &request.excluded_attributes)?;
    projection.check_names(profile, notes)?;
    let filter = request.filter.as_deref();
    let filter = filter
        .map(|text| Filter::parse(text, Limits::default()))
        .transpose()?;
    for kind in KINDS.iter() {
        let rt = &kind.resource_type;
        for unknown in [Unknown::Reject, Unknown::False] {
            if let Some(filter) = &filter {
                evaluate(
                    &resolve(filter, rt, unknown, profile, notes)?,
                    &kind.shown(),
                );
            }
            order(&request, rt, unknown, profile, notes)?;
        }
        projection.apply(rt, &mut kind.shown());
    }
    Ok(())
}

/// Every resource has a place in the order, which text keeps.
fn order(
    request: &SearchRequest,
    rt: &ResourceType,
    unknown: Unknown,
    profile: Profile,
    notes: &mut Coercions,
) -> Result<(), Error> {
    let (by, direction) = (request.sort_by.as_deref(), request.sort_order.as_deref());
    let Some(order) = sort::resolve(by, direction, rt, unknown, profile, notes)? else {
        return Ok(());
    };
    for kind in KINDS.iter() {
        let key = order.key(&kind.shown());
        assert_eq!(SortKey::from_text(key.as_str().to_owned()), key);
        assert!(key <= SortKey::MISSING);
    }
    Ok(())
}

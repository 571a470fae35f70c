//! The path and the query string of a SCIM request.
#![no_main]

use domain::resource_types::ResourceTypes;
use fuzz::law;
use libfuzzer_sys::fuzz_target;

// One file of the server each, instead of all of it, which takes minutes to build.
#[path = "../../crates/server/src/scim/place.rs"]
#[allow(dead_code, reason = "the server uses the rest")]
mod place;
#[path = "../../crates/server/src/scim/query.rs"]
#[allow(dead_code, reason = "the server uses the rest")]
mod query;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let (path, query) = match text.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (text, None),
    };
    if let Some(place) = place::Place::parse(path) {
        assert!(!place.configuration.is_empty());
        let target = place.target(&ResourceTypes::core());
        assert!(target.allow().contains("OPTIONS"));
        assert!(place.route().starts_with("/scim/v2/{id}"));
        place.resource();
    }
    let parameters = query::QueryString::parse(query);
    match parameters.and_then(|parameters| parameters.list_request()) {
        Ok(request) => assert!(request.filter.is_none() || query.is_some()),
        Err(domain::Error::Scim(error)) => law::is_plain(&error),
        Err(error) => panic!("{error:?}"),
    }
});

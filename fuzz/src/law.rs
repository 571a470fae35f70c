//! Laws that hold of any input.

use scim::compat::{Coercions, Profile};
use scim::resource::Attributes;
use scim::{Error, ResourceType};
use serde_json::Value;

// The property tests of `scim` hold every resource to the same law.
#[path = "../../crates/scim/tests/it/support/valid.rs"]
mod valid;

/// Longest sentence for a client, in bytes: a client's text in it is cut short.
const DETAIL_BYTES: usize = 8_000;

/// The resource could have been sent as it is, needs no tolerance, and comes out of a store as it
/// went in.
pub fn is_valid(attributes: &Attributes, resource_type: &ResourceType, profile: Profile) {
    let text = Value::Object(attributes.clone()).to_string();
    valid::assert_valid(&Value::Object(attributes.clone()), resource_type, profile);
    let read: Attributes = serde_json::from_str(&text).expect("JSON");
    assert_eq!(&read, attributes, "the store gives back what it got");
}

/// The error is the client's, is short, and cannot forge a line of a log.
pub fn is_plain(error: &Error) {
    assert!((400..500).contains(&error.status), "{error:?}");
    assert_eq!(error.status == 400, error.scim_type.is_some(), "{error:?}");
    assert!(!error.detail.is_empty());
    assert!(
        error.detail.len() <= DETAIL_BYTES,
        "{} bytes: {error:?}",
        error.detail.len()
    );
    assert!(!error.detail.contains(char::is_control), "{error:?}");
}

/// The notes are few and short.
pub fn are_plain(notes: &Coercions) {
    assert!(notes.iter().count() <= 32);
    for note in notes.iter() {
        assert!(note.len() <= DETAIL_BYTES, "{} bytes: {note:?}", note.len());
    }
}

//! Carries out two PATCH requests, each in every profile.
//!
//! ```text
//! cargo run -p scim --example patch
//! ```
#![allow(clippy::print_stdout, reason = "a program that tells its result")]

use scim::Error;
use scim::compat::{Coercions, Profile};
use scim::patch::{PatchContext, PatchLimits, apply, parse};
use scim::resource::{Attributes, SizeLimits};
use scim::resource_type::USER;
use serde_json::{Value, json};

/// As Entra ID writes it: capitals, a boolean as text, and a value that does not exist yet.
fn from_entra_id() -> Value {
    json!([
        { "op": "Replace", "path": "active", "value": "False" },
        { "op": "Replace", "path": "emails[type eq \"work\"].value", "value": "b@example.com" },
    ])
}

/// By the book, but the interoperability profile has another book: there the given name goes.
fn by_the_book() -> Value {
    json!([{ "op": "replace", "path": "name", "value": { "familyName": "Jensen" } }])
}

fn patched(
    operations: &Value,
    profile: Profile,
    notes: &mut Coercions,
) -> Result<Attributes, Error> {
    let message = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": operations,
    });
    let mut user = Attributes::new();
    user.insert("userName".to_owned(), "bjensen".into());
    user.insert("name".to_owned(), json!({ "givenName": "Barbara" }));
    user.insert("active".to_owned(), true.into());
    let context = PatchContext {
        id: "2819c223",
        resource_type: &USER,
        profile,
        size: SizeLimits::default(),
    };
    let operations = parse(&message, &USER, profile, PatchLimits::default(), notes)?;
    apply(&operations, &mut user, &context, notes)?;
    Ok(user)
}

pub(crate) fn main() {
    let profiles = [Profile::Tolerant, Profile::Rfc, Profile::Interop];
    for (operations, profile) in [from_entra_id(), by_the_book()]
        .iter()
        .flat_map(|operations| profiles.map(|profile| (operations, profile)))
    {
        let mut notes = Coercions::new();
        println!("{profile:?}");
        match patched(operations, profile, &mut notes) {
            Ok(user) => println!("  {}", Value::Object(user)),
            Err(error) => println!("  refused: {}", error.detail),
        }
        for note in notes.iter() {
            println!("  tolerated: {note}");
        }
    }
}

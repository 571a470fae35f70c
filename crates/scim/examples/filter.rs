//! Finds Users by a filter.
//!
//! ```text
//! cargo run -p scim --example filter
//! cargo run -p scim --example filter -- 'emails[type eq "home"]'
//! ```
#![allow(clippy::print_stdout, reason = "a program that tells its result")]

use scim::compat::{Coercions, Profile};
use scim::filter::{Filter, Limits, Unknown, evaluate, resolve};
use scim::resource_type::USER;
use serde_json::{Value, json};

pub(crate) const EXAMPLE: &str = r#"userName sw "B" and not (emails[type eq "home"])"#;

fn users() -> [Value; 3] {
    [
        json!({ "userName": "bjensen", "emails": [{ "value": "b@example.com", "type": "work" }] }),
        json!({ "userName": "Barbara", "emails": [{ "value": "b@home.example", "type": "home" }] }),
        json!({ "userName": "mandy" }),
    ]
}

pub(crate) fn run(text: &str) -> Result<(), scim::Error> {
    let filter = Filter::parse(text, Limits::default())?;
    let mut notes = Coercions::new();
    let resolved = resolve(
        &filter,
        &USER,
        Unknown::Reject,
        Profile::Tolerant,
        &mut notes,
    )?;
    println!("{filter}");
    for user in users() {
        let selected = user
            .as_object()
            .is_some_and(|user| evaluate(&resolved, user));
        println!("{} {user}", if selected { "+" } else { "-" });
    }
    for note in notes.iter() {
        println!("tolerated: {note}");
    }
    Ok(())
}

fn main() -> Result<(), scim::Error> {
    let text = std::env::args().nth(1);
    run(text.as_deref().unwrap_or(EXAMPLE))
}

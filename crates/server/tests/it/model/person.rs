//! What the application sees of somebody who was provisioned.

use serde_json::Value;

use super::state::{Object, folded, text};

/// What the application sees of somebody who was provisioned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    /// ACTIVE, SUSPENDED or LEFT.
    pub(crate) status: &'static str,
    pub(crate) name: String,
    pub(crate) email: String,
}

impl Person {
    /// Whom a user's attributes describe; `status` is what remains where they say nothing of it.
    pub(crate) fn of(user: &Object, status: &'static str) -> Self {
        Self {
            status: match user.get("active") {
                Some(Value::Bool(true)) => "ACTIVE",
                Some(Value::Bool(false)) => "SUSPENDED",
                _ => status,
            },
            name: name_of(user),
            email: email_of(user),
        }
    }
}

/// The first name for display that is not empty.
pub(crate) fn name_of(user: &Object) -> String {
    let part = |name: &str| user.get("name").and_then(|value| value[name].as_str());
    let both = [part("givenName"), part("familyName")]
        .into_iter()
        .flatten()
        .filter(|text| !text.is_empty());
    let both = both.collect::<Vec<_>>().join(" ");
    [
        text(user, "displayName").unwrap_or_default(),
        &both,
        text(user, "userName").unwrap_or_default(),
    ]
    .into_iter()
    .find(|name| !name.is_empty())
    .unwrap_or_default()
    .to_owned()
}

/// The primary address, else that for work, else the first, else a `userName` that is one.
pub(crate) fn email_of(user: &Object) -> String {
    let empty = Vec::new();
    let emails = user.get("emails").and_then(Value::as_array);
    let emails = emails.unwrap_or(&empty);
    let first = |suits: &dyn Fn(&Value) -> bool| {
        let mut values = emails.iter().filter(|email| suits(email));
        values.find_map(|email| {
            let value = email["value"].as_str();
            value.filter(|value| !value.is_empty())
        })
    };
    let is_work = |email: &Value| {
        email["type"]
            .as_str()
            .is_some_and(|kind| folded(kind) == "work")
    };
    let name = text(user, "userName").filter(|name| name.contains('@'));
    first(&|email| email["primary"] == true)
        .or_else(|| first(&is_work))
        .or_else(|| first(&|_| true))
        .or(name)
        .unwrap_or_default()
        .to_owned()
}

//! Operations of a PATCH: how they are sent.

use std::fmt;

use serde_json::{Value, json};

use super::body::{Active, ENTERPRISE, Email, Word, emails_json, members_json};
use super::state::Kind;
use super::target::{Names, Target};
use crate::support::PATCH_OP;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Add,
    Replace,
}

impl Verb {
    fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Replace => "replace",
        }
    }
}

/// An operation on a User.
#[derive(Clone, Debug)]
pub(crate) enum UserStep {
    /// A simple attribute; `None` is null.
    Set(Verb, &'static str, Word),
    Active(Verb, Active),
    Remove(&'static str),
    /// `name.givenName`
    Given(Verb, &'static str),
    /// `name`: `givenName`, `familyName`.
    Name(Verb, Word, Word),
    Emails(Verb, Vec<Email>),
    /// `emails[type eq "…"].value`
    EmailValue(Verb, &'static str, &'static str),
    /// `emails[type eq "…"].primary` becomes true.
    EmailPrimary(Verb, &'static str),
    /// `emails[type eq "…"]`
    RemoveEmail(&'static str),
    /// `urn:…:User:department`
    Department(Verb, &'static str),
    /// Without a path: `displayName`, `active`, `department`, an unknown attribute.
    Bare(Verb, Word, Option<bool>, Word, bool),
    /// Without a path, with one as a key: `name.givenName`.
    Dotted(&'static str),
    /// `id`, which is the user's own or not.
    Id(Target),
    ReadOnly,
    Unknown,
    NoPath,
    /// The operation is called `Replace`.
    WrongCase(&'static str),
}

fn operation(verb: Verb, path: &str, value: Value) -> Value {
    json!({ "op": verb.as_str(), "path": path, "value": value })
}

impl UserStep {
    fn json(&self, names: Names<'_>) -> Value {
        match self {
            Self::Set(verb, name, word) => operation(*verb, name, json!(word)),
            Self::Active(verb, active) => operation(*verb, "active", json!(active.json())),
            Self::Remove(path) => json!({ "op": "remove", "path": path }),
            Self::Given(verb, word) => operation(*verb, "name.givenName", json!(word)),
            Self::Name(verb, given, family) => {
                let mut name = json!({});
                if let Some(given) = given {
                    name["givenName"] = json!(given);
                }
                if let Some(family) = family {
                    name["familyName"] = json!(family);
                }
                operation(*verb, "name", name)
            }
            Self::Emails(verb, emails) => operation(*verb, "emails", emails_json(emails)),
            Self::EmailValue(verb, kind, value) => {
                let path = format!("emails[type eq \"{kind}\"].value");
                operation(*verb, &path, json!(value))
            }
            Self::EmailPrimary(verb, kind) => {
                let path = format!("emails[type eq \"{kind}\"].primary");
                operation(*verb, &path, json!(true))
            }
            Self::RemoveEmail(kind) => {
                json!({ "op": "remove", "path": format!("emails[type eq \"{kind}\"]") })
            }
            Self::Department(verb, word) => {
                operation(*verb, &format!("{ENTERPRISE}:department"), json!(word))
            }
            Self::Bare(verb, display, active, department, unknown) => {
                let mut value = json!({});
                if let Some(display) = display {
                    value["displayName"] = json!(display);
                }
                if let Some(active) = active {
                    value["active"] = json!(active);
                }
                if let Some(department) = department {
                    value[ENTERPRISE] = json!({ "department": department });
                }
                if *unknown {
                    value["shoeSize"] = json!(42);
                }
                json!({ "op": verb.as_str(), "value": value })
            }
            Self::Dotted(word) => json!({ "op": "replace", "value": { "name.givenName": word } }),
            Self::Id(target) => {
                operation(Verb::Replace, "id", names(*target, Some(Kind::User)).into())
            }
            Self::ReadOnly => operation(Verb::Replace, "groups", json!([{ "value": "x" }])),
            Self::Unknown => operation(Verb::Replace, "shoeSize", json!(42)),
            Self::NoPath => json!({ "op": "remove" }),
            Self::WrongCase(word) => {
                json!({ "op": "Replace", "path": "displayName", "value": word })
            }
        }
    }
}

/// An operation on a Group.
#[derive(Clone, Debug)]
pub(crate) enum GroupStep {
    /// A simple attribute; `None` is null.
    Set(Verb, &'static str, Word),
    Remove(&'static str),
    Members(Verb, Vec<Target>),
    /// One member that is in no list.
    One(Target),
    /// `members[value eq "…"]`
    Leave(Target),
    /// `remove` with a value, as Entra ID sends it.
    LeaveListed(Vec<Target>),
    LeaveAll,
    /// `members[type eq "…"]`
    LeaveType(Kind),
    /// Replaces `members[value eq "…"]` by another one.
    Swap(Target, Target),
    /// Without a path: `displayName`, `members`, an unknown attribute.
    Bare(Verb, Word, Option<Vec<Target>>, bool),
    /// `members[value eq "…"].display`, which is readOnly.
    Display(Target),
    Unknown,
    NoPath,
    WrongCase(&'static str),
}

impl GroupStep {
    fn json(&self, names: Names<'_>) -> Value {
        let one = |target: Target| names(target, None);
        match self {
            Self::Set(verb, name, word) => operation(*verb, name, json!(word)),
            Self::Remove(path) => json!({ "op": "remove", "path": path }),
            Self::Members(verb, members) => {
                operation(*verb, "members", members_json(members, names))
            }
            Self::One(target) => operation(Verb::Add, "members", json!({ "value": one(*target) })),
            Self::Leave(target) => {
                json!({ "op": "remove", "path": format!("members[value eq \"{}\"]", one(*target)) })
            }
            Self::LeaveListed(members) => {
                json!({ "op": "remove", "path": "members", "value": members_json(members, names) })
            }
            Self::LeaveAll => json!({ "op": "remove", "path": "members" }),
            Self::LeaveType(kind) => {
                json!({ "op": "remove", "path": format!("members[type eq \"{}\"]", kind.name()) })
            }
            Self::Swap(old, new) => operation(
                Verb::Replace,
                &format!("members[value eq \"{}\"]", one(*old)),
                json!({ "value": one(*new) }),
            ),
            Self::Bare(verb, display, members, unknown) => {
                let mut value = json!({});
                if let Some(display) = display {
                    value["displayName"] = json!(display);
                }
                if let Some(members) = members {
                    value["members"] = members_json(members, names);
                }
                if *unknown {
                    value["shoeSize"] = json!(42);
                }
                json!({ "op": verb.as_str(), "value": value })
            }
            Self::Display(target) => operation(
                Verb::Replace,
                &format!("members[value eq \"{}\"].display", one(*target)),
                json!("x"),
            ),
            Self::Unknown => operation(Verb::Replace, "shoeSize", json!(42)),
            Self::NoPath => json!({ "op": "remove" }),
            Self::WrongCase(word) => {
                json!({ "op": "Replace", "path": "displayName", "value": word })
            }
        }
    }
}

#[derive(Clone)]
pub(crate) enum Steps {
    User(Vec<UserStep>),
    Group(Vec<GroupStep>),
}

impl Steps {
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::User(_) => Kind::User,
            Self::Group(_) => Kind::Group,
        }
    }

    fn operations(&self, names: Names<'_>) -> Vec<Value> {
        match self {
            Self::User(steps) => steps.iter().map(|step| step.json(names)).collect(),
            Self::Group(steps) => steps.iter().map(|step| step.json(names)).collect(),
        }
    }

    pub(crate) fn json(&self, names: Names<'_>) -> Value {
        json!({ "schemas": [PATCH_OP], "Operations": self.operations(names) })
    }
}

/// The operations as they would be sent.
impl fmt::Debug for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operations = self.operations(&|target, _| target.to_string());
        write!(f, "{}", Value::from(operations))
    }
}

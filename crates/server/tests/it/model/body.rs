//! The bodies of POST and PUT, and what they mean to the model.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Value, json};

use super::state::{Kind, Object, Problem, Profile};
use super::target::{Names, Target};
use crate::support::{GROUP, USER};

pub(crate) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// A text, or none.
pub(crate) type Word = Option<&'static str>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Active {
    Unsaid,
    Null,
    Is(bool),
    /// As text: `"False"`.
    Text(bool),
}

impl Active {
    pub(crate) fn json(self) -> Option<Value> {
        match self {
            Self::Unsaid => None,
            Self::Null => Some(Value::Null),
            Self::Is(active) => Some(active.into()),
            Self::Text(true) => Some("True".into()),
            Self::Text(false) => Some("False".into()),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Email {
    pub(crate) value: &'static str,
    pub(crate) kind: Word,
    pub(crate) primary: Option<bool>,
}

impl Email {
    pub(crate) fn json(&self) -> Value {
        let mut email = json!({ "value": self.value });
        if let Some(kind) = self.kind {
            email["type"] = kind.into();
        }
        if let Some(primary) = self.primary {
            email["primary"] = primary.into();
        }
        email
    }
}

pub(crate) fn emails_json(emails: &[Email]) -> Value {
    emails.iter().map(Email::json).collect()
}

/// Which URNs `schemas` lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Schemas {
    Full,
    BaseOnly,
    Missing,
}

#[derive(Clone, Debug)]
pub(crate) struct UserBody {
    pub(crate) user_name: Word,
    pub(crate) display: Word,
    pub(crate) external: Word,
    pub(crate) title: Word,
    pub(crate) given: Word,
    pub(crate) family: Word,
    pub(crate) active: Active,
    pub(crate) emails: Option<Vec<Email>>,
    pub(crate) department: Word,
    pub(crate) manager: Option<Target>,
    pub(crate) schemas: Schemas,
    /// An attribute that no schema has.
    pub(crate) unknown: bool,
}

impl UserBody {
    pub(crate) fn json(&self, names: Names<'_>) -> Value {
        let mut body = json!({});
        for (name, word) in [
            ("userName", self.user_name),
            ("displayName", self.display),
            ("externalId", self.external),
            ("title", self.title),
        ] {
            if let Some(word) = word {
                body[name] = word.into();
            }
        }
        if let Some(given) = self.given {
            body["name"]["givenName"] = given.into();
        }
        if let Some(family) = self.family {
            body["name"]["familyName"] = family.into();
        }
        if let Some(active) = self.active.json() {
            body["active"] = active;
        }
        if let Some(emails) = &self.emails {
            body["emails"] = emails_json(emails);
        }
        if let Some(department) = self.department {
            body[ENTERPRISE]["department"] = department.into();
        }
        if let Some(manager) = self.manager {
            body[ENTERPRISE]["manager"] = json!({ "value": names(manager, Some(Kind::User)) });
        }
        if self.unknown {
            body["shoeSize"] = 42.into();
        }
        let extended = self.department.is_some() || self.manager.is_some();
        match self.schemas {
            Schemas::Full if extended => body["schemas"] = json!([USER, ENTERPRISE]),
            Schemas::Full | Schemas::BaseOnly => body["schemas"] = json!([USER]),
            Schemas::Missing => {}
        }
        body
    }

    /// What is stored of it in place of `current`; and everything that is wrong with it.
    pub(crate) fn read(
        &self,
        profile: Profile,
        current: Option<&Object>,
        names: Names<'_>,
    ) -> (Object, Vec<Problem>) {
        let strict = profile != Profile::Tolerant;
        let mut problems = Vec::new();
        let mut stored = self.json(names).as_object().unwrap().clone();
        for name in ["schemas", "shoeSize", "active"] {
            stored.shift_remove(name);
        }
        // RFC 7643 §3: every schema that is present is named.
        let extended = self.department.is_some() || self.manager.is_some();
        let unnamed = match self.schemas {
            Schemas::Full => false,
            Schemas::BaseOnly => extended,
            Schemas::Missing => true,
        };
        if strict && (unnamed || self.unknown) {
            problems.push(Problem::SYNTAX);
        }
        let active = match self.active {
            Active::Is(active) => Some(active),
            Active::Text(active) => {
                if strict {
                    problems.push(Problem::VALUE);
                }
                Some(active)
            }
            // RFC 7643 §2.5: null is unassigned. A new user is active; a PUT leaves that alone.
            Active::Unsaid | Active::Null => match current {
                None => Some(true),
                Some(current) => current.get("active").and_then(Value::as_bool),
            },
        };
        if let Some(active) = active {
            stored.insert("active".to_owned(), active.into());
        }
        if self.external == Some("") && !strict {
            stored.shift_remove("externalId");
        }
        check_user(&mut stored, profile, &mut problems);
        (stored, problems)
    }
}

/// What must hold of a user after every change.
pub(crate) fn check_user(user: &mut Object, profile: Profile, problems: &mut Vec<Problem>) {
    // RFC 7643 §4.1.1: required, and not empty.
    if user.get("userName").is_none_or(|name| name == "") {
        problems.push(Problem::VALUE);
    }
    let Some(Value::Array(emails)) = user.get_mut("emails") else {
        return;
    };
    // RFC 7643 §2.4: no value twice, one primary at most.
    let mut distinct: Vec<Value> = Vec::new();
    for email in emails.iter() {
        if !distinct.contains(email) {
            distinct.push(email.clone());
        }
    }
    emails.clone_from(&distinct);
    let primaries = emails.iter().filter(|email| email["primary"] == true);
    if primaries.count() > 1 {
        problems.push(Problem::VALUE);
    }
    let is_canonical = |email: &Value| {
        let kind = email["type"].as_str().map(str::to_lowercase);
        kind.is_none_or(|kind| ["work", "home", "other"].contains(&kind.as_str()))
    };
    if profile == Profile::Interop && !emails.iter().all(is_canonical) {
        problems.push(Problem::VALUE);
    }
    if emails.is_empty() {
        user.shift_remove("emails");
    }
}

#[derive(Clone, Debug)]
pub(crate) struct GroupBody {
    pub(crate) display: Word,
    pub(crate) external: Word,
    pub(crate) members: Option<Vec<Target>>,
    pub(crate) schemas: Schemas,
    pub(crate) unknown: bool,
}

pub(crate) fn members_json(members: &[Target], names: Names<'_>) -> Value {
    let ids = members.iter().map(|member| names(*member, None));
    ids.map(|id| json!({ "value": id })).collect()
}

impl GroupBody {
    pub(crate) fn json(&self, names: Names<'_>) -> Value {
        let mut body = json!({});
        if let Some(display) = self.display {
            body["displayName"] = display.into();
        }
        if let Some(external) = self.external {
            body["externalId"] = external.into();
        }
        if let Some(members) = &self.members {
            body["members"] = members_json(members, names);
        }
        if self.unknown {
            body["shoeSize"] = 42.into();
        }
        if self.schemas != Schemas::Missing {
            body["schemas"] = json!([GROUP]);
        }
        body
    }

    /// What is stored of it, the members if it says who they are, and what is wrong with it.
    pub(crate) fn read(
        &self,
        profile: Profile,
        names: Names<'_>,
    ) -> (Object, Option<BTreeSet<String>>, Vec<Problem>) {
        let strict = profile != Profile::Tolerant;
        let mut problems = Vec::new();
        let mut stored = Object::new();
        if let Some(display) = self.display {
            stored.insert("displayName".to_owned(), display.into());
        }
        match self.external {
            Some("") if !strict => {}
            Some(external) => {
                stored.insert("externalId".to_owned(), external.into());
            }
            None => {}
        }
        if strict && (self.schemas == Schemas::Missing || self.unknown) {
            problems.push(Problem::SYNTAX);
        }
        check_group(&stored, &mut problems);
        let members = self.members.as_ref();
        let members = members.map(|all| all.iter().map(|one| names(*one, None)).collect());
        (stored, members, problems)
    }
}

/// RFC 7643 §4.2: `displayName` is required.
pub(crate) fn check_group(group: &Object, problems: &mut Vec<Problem>) {
    if group.get("displayName").is_none_or(|name| name == "") {
        problems.push(Problem::VALUE);
    }
}

#[derive(Clone)]
pub(crate) enum Body {
    User(UserBody),
    Group(GroupBody),
}

impl Body {
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::User(_) => Kind::User,
            Self::Group(_) => Kind::Group,
        }
    }

    pub(crate) fn json(&self, names: Names<'_>) -> Value {
        match self {
            Self::User(user) => user.json(names),
            Self::Group(group) => group.json(names),
        }
    }
}

/// The body as it would be sent, without the usual `schemas`.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut body = self.json(&|target, _| target.to_string());
        let (Self::User(UserBody { schemas, .. }) | Self::Group(GroupBody { schemas, .. })) = self;
        body.as_object_mut().unwrap().shift_remove("schemas");
        match schemas {
            Schemas::Full => write!(f, "{body}"),
            other => write!(f, "{body} schemas: {other:?}"),
        }
    }
}

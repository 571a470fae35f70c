//! What the model remembers: plain lists, one for each SCIM configuration.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::person::Person;
use crate::support::Scim;

pub(crate) type Object = Map<String, Value>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    User,
    Group,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
        }
    }

    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::User => "/Users",
            Self::Group => "/Groups",
        }
    }
}

/// When a resource last changed, as far as it has been told.
#[derive(Clone, Debug)]
pub(crate) enum Changed {
    At(String),
    /// At that time or later.
    Since(String),
}

#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) kind: Kind,
    pub(crate) id: String,
    pub(crate) version: u64,
    pub(crate) created: String,
    pub(crate) changed: Changed,
    /// What clients wrote, without members.
    pub(crate) attributes: Object,
    /// The identifiers of a group's members.
    pub(crate) members: BTreeSet<String>,
}

impl Resource {
    pub(crate) fn etag(&self) -> String {
        format!("W/\"{}\"", self.version)
    }

    /// It changes now: a new version, and a time that is not told yet.
    pub(crate) fn bump(&mut self) {
        self.version += 1;
        let (Changed::At(time) | Changed::Since(time)) = &self.changed;
        self.changed = Changed::Since(time.clone());
    }
}

/// How strictly requests are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    Tolerant,
    Rfc,
    Interop,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PatchReply {
    Automatic,
    Group,
    NoContent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unmentioned {
    ByProfile,
    Keep,
    Clear,
}

/// The protocol settings of a SCIM configuration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) profile: Profile,
    pub(crate) patch_reply: PatchReply,
    pub(crate) require_if_match: bool,
    pub(crate) page_size: usize,
    pub(crate) unmentioned: Unmentioned,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            profile: Profile::Tolerant,
            patch_reply: PatchReply::Automatic,
            require_if_match: false,
            page_size: 100,
            unmentioned: Unmentioned::ByProfile,
        }
    }
}

/// One SCIM configuration.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    pub(crate) scim: Scim,
    /// The number of its organization.
    pub(crate) organization: usize,
    pub(crate) settings: Settings,
    /// In the order in which they were created.
    pub(crate) resources: Vec<Resource>,
    /// The identifiers of those that were deleted.
    pub(crate) gone: Vec<String>,
}

impl Endpoint {
    pub(crate) fn find(&self, kind: Kind, id: &str) -> Option<&Resource> {
        let mut resources = self.resources.iter();
        resources.find(|one| one.kind == kind && one.id == id)
    }

    pub(crate) fn find_mut(&mut self, kind: Kind, id: &str) -> Option<&mut Resource> {
        let mut resources = self.resources.iter_mut();
        resources.find(|one| one.kind == kind && one.id == id)
    }

    /// The type of the resource with that identifier.
    pub(crate) fn kind_of(&self, id: &str) -> Option<Kind> {
        let mut resources = self.resources.iter();
        resources.find(|one| one.id == id).map(|one| one.kind)
    }

    /// The resources of a type, or all, in the order of an unsorted list: users before groups, each
    /// by their identifiers.
    pub(crate) fn listed(&self, kind: Option<Kind>) -> Vec<&Resource> {
        let resources = self.resources.iter();
        let mut listed: Vec<_> = resources
            .filter(|one| kind.is_none_or(|kind| kind == one.kind))
            .collect();
        listed.sort_by_key(|one| (one.kind, one.id.clone()));
        listed
    }
}

/// Everything.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) endpoints: Vec<Endpoint>,
    /// Of each organization, by identifier, without its administrator.
    pub(crate) people: Vec<BTreeMap<String, Person>>,
    /// The e-mail addresses of the administrators.
    pub(crate) administrators: Vec<String>,
}

/// An error that the RFC has for a request: the status and the `scimType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Problem(pub(crate) u16, pub(crate) Option<&'static str>);

impl Problem {
    pub(crate) const SYNTAX: Self = Self(400, Some("invalidSyntax"));
    pub(crate) const VALUE: Self = Self(400, Some("invalidValue"));
    pub(crate) const PATH: Self = Self(400, Some("invalidPath"));
    pub(crate) const FILTER: Self = Self(400, Some("invalidFilter"));
    pub(crate) const MUTABILITY: Self = Self(400, Some("mutability"));
    pub(crate) const NO_TARGET: Self = Self(400, Some("noTarget"));
    pub(crate) const UNIQUENESS: Self = Self(409, Some("uniqueness"));
    pub(crate) const NOT_FOUND: Self = Self(404, None);
    pub(crate) const PRECONDITION: Self = Self(412, None);
    pub(crate) const PRECONDITION_REQUIRED: Self = Self(428, None);
    /// RFC 7644 §3.7.1: a reference of a bulk request that could not be resolved.
    pub(crate) const UNRESOLVED: Self = Self(409, None);
}

/// Text as it compares where letter case does not count. Only for the words of these tests.
pub(crate) fn folded(text: &str) -> String {
    text.replace("e\u{308}", "\u{eb}")
        .replace("E\u{308}", "\u{cb}")
        .to_lowercase()
        .replace('\u{df}', "ss")
}

/// The text of an attribute.
pub(crate) fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}

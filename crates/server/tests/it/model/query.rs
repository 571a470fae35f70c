//! Queries, and what the model finds (RFC 7644 §3.4.2).

use std::cmp::Ordering;
use std::fmt;

use serde_json::Value;

use super::show::shown;
use super::state::{Endpoint, Kind, Problem, Profile, Resource, folded};
use super::target::{Names, Target};

#[derive(Clone)]
pub(crate) enum Filter {
    UserName(&'static str),
    DisplayName(&'static str),
    ExternalId(&'static str),
    Active(bool),
    Email(&'static str),
    Id(Target),
    Member(Target),
    InGroup(Target),
    Both(Box<Filter>, Box<Filter>),
    Either(Box<Filter>, Box<Filter>),
    Not(Box<Filter>),
}

impl Filter {
    pub(crate) fn text(&self, names: Names<'_>) -> String {
        let quoted = |text: &str| Value::from(text).to_string();
        let id = |target: Target, kind| quoted(&names(target, kind));
        match self {
            Self::UserName(word) => format!("userName eq {}", quoted(word)),
            Self::DisplayName(word) => format!("displayName eq {}", quoted(word)),
            Self::ExternalId(word) => format!("externalId eq {}", quoted(word)),
            Self::Active(active) => format!("active eq {active}"),
            Self::Email(word) => format!("emails.value eq {}", quoted(word)),
            Self::Id(target) => format!("id eq {}", id(*target, None)),
            Self::Member(target) => format!("members.value eq {}", id(*target, None)),
            Self::InGroup(target) => {
                format!("groups.value eq {}", id(*target, Some(Kind::Group)))
            }
            Self::Both(one, other) => {
                format!("({}) and ({})", one.text(names), other.text(names))
            }
            Self::Either(one, other) => {
                format!("({}) or ({})", one.text(names), other.text(names))
            }
            Self::Not(inner) => format!("not ({})", inner.text(names)),
        }
    }

    /// The type that alone has the attribute.
    fn is_about(&self, kind: Kind) -> bool {
        match self {
            Self::UserName(_) | Self::Active(_) | Self::Email(_) | Self::InGroup(_) => {
                kind == Kind::User
            }
            Self::Member(_) => kind == Kind::Group,
            Self::DisplayName(_) | Self::ExternalId(_) | Self::Id(_) => true,
            Self::Both(one, other) | Self::Either(one, other) => {
                one.is_about(kind) && other.is_about(kind)
            }
            Self::Not(inner) => inner.is_about(kind),
        }
    }

    /// Whether a representation satisfies it.
    fn holds(&self, shown: &Value, names: Names<'_>) -> bool {
        let text = |name: &str| shown[name].as_str();
        let same = |name: &str, word: &str| text(name).map(folded) == Some(folded(word));
        let any = |name: &str, suits: &dyn Fn(&Value) -> bool| {
            shown[name]
                .as_array()
                .is_some_and(|all| all.iter().any(suits))
        };
        match self {
            Self::UserName(word) => same("userName", word),
            Self::DisplayName(word) => same("displayName", word),
            Self::ExternalId(word) => text("externalId") == Some(word),
            Self::Active(active) => shown["active"] == *active,
            Self::Email(word) => any("emails", &|email| {
                email["value"].as_str().map(folded) == Some(folded(word))
            }),
            Self::Id(target) => text("id") == Some(&names(*target, None)),
            Self::Member(target) => {
                any("members", &|member| member["value"] == names(*target, None))
            }
            Self::InGroup(target) => any("groups", &|group| {
                group["value"] == names(*target, Some(Kind::Group))
            }),
            Self::Both(one, other) => one.holds(shown, names) && other.holds(shown, names),
            Self::Either(one, other) => one.holds(shown, names) || other.holds(shown, names),
            Self::Not(inner) => !inner.holds(shown, names),
        }
    }
}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(&|target, _| target.to_string()))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    Index(Option<i64>, Option<i64>),
    /// All pages by cursor, of that size.
    Cursor(i64),
}

/// A query over a type, or over both.
#[derive(Clone)]
pub(crate) struct Query {
    pub(crate) kind: Option<Kind>,
    pub(crate) filter: Option<Filter>,
    /// The attribute, and whether descending.
    pub(crate) sort: Option<(&'static str, bool)>,
    pub(crate) page: Page,
    /// By POST to `.search` (RFC 7644 §3.4.3).
    pub(crate) search: bool,
}

impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind.map_or("all", Kind::name);
        write!(f, "{} {kind}", if self.search { "SEARCH" } else { "LIST" })?;
        if let Some(filter) = &self.filter {
            write!(f, " where {filter:?}")?;
        }
        if let Some((name, descending)) = self.sort {
            write!(
                f,
                " by {name}{}",
                if descending { " descending" } else { "" }
            )?;
        }
        write!(f, " {:?}", self.page)
    }
}

impl Query {
    /// The representations that it selects, in their order; or what is wrong with it.
    pub(crate) fn selected(
        &self,
        endpoint: &Endpoint,
        names: Names<'_>,
    ) -> Result<Vec<Value>, Problem> {
        if let (Some(filter), Some(kind)) = (&self.filter, self.kind)
            && !filter.is_about(kind)
        {
            return Err(Problem::FILTER);
        }
        let mut selected: Vec<Value> = Vec::new();
        for resource in endpoint.listed(self.kind) {
            let shown = shown(endpoint, resource);
            // RFC 7644 §3.4.2.1: of several types, one may lack the attribute.
            let holds = self
                .filter
                .as_ref()
                .is_none_or(|filter| holds_for(filter, resource, &shown, names));
            if holds {
                selected.push(shown);
            }
        }
        let Some((name, descending)) = self.sort else {
            return Ok(selected);
        };
        let kinds = self
            .kind
            .map_or(vec![Kind::User, Kind::Group], |kind| vec![kind]);
        let known = kinds.iter().any(|kind| has(*kind, name));
        if !known {
            // An order that means nothing.
            let refuses = self.kind.is_some() && endpoint.settings.profile != Profile::Tolerant;
            return if refuses {
                Err(Problem::VALUE)
            } else {
                Ok(selected)
            };
        }
        selected.sort_by(|one, other| {
            let ordering = compare(key(one, name), key(other, name));
            let ordering = ordering.then_with(|| one["id"].as_str().cmp(&other["id"].as_str()));
            if descending {
                ordering.reverse()
            } else {
                ordering
            }
        });
        Ok(selected)
    }
}

/// A comparison with an attribute that the type lacks is false, and so is what it is part of only
/// as far as it matters there.
fn holds_for(filter: &Filter, resource: &Resource, shown: &Value, names: Names<'_>) -> bool {
    match filter {
        Filter::Both(one, other) => {
            holds_for(one, resource, shown, names) && holds_for(other, resource, shown, names)
        }
        Filter::Either(one, other) => {
            holds_for(one, resource, shown, names) || holds_for(other, resource, shown, names)
        }
        Filter::Not(inner) => !holds_for(inner, resource, shown, names),
        leaf => leaf.is_about(resource.kind) && leaf.holds(shown, names),
    }
}

/// Whether resources of the type have the attribute.
fn has(kind: Kind, name: &str) -> bool {
    match name {
        "userName" | "name.familyName" | "emails" => kind == Kind::User,
        "nothing" => false,
        _ => true,
    }
}

/// What a representation is sorted by; RFC 7644 §3.4.2.3: of several values, the primary one or the
/// first.
fn key(shown: &Value, name: &str) -> Option<String> {
    let value = match name {
        "emails" => {
            let emails = shown["emails"].as_array()?;
            let primary = emails.iter().find(|email| email["primary"] == true);
            &primary.or(emails.first())?["value"]
        }
        "name.familyName" => &shown["name"]["familyName"],
        "meta.created" => &shown["meta"]["created"],
        name => &shown[name],
    };
    let text = value.as_str().filter(|text| !text.is_empty())?;
    Some(match name {
        "externalId" | "id" => text.to_owned(),
        _ => folded(text),
    })
}

/// RFC 7644 §3.4.2.3: what has no value comes last in ascending order.
fn compare(one: Option<String>, other: Option<String>) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => one.cmp(&other),
        (one, other) => one.is_none().cmp(&other.is_none()),
    }
}

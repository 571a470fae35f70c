//! Resources and filters at random, from few values so that they meet.

use proptest::prelude::*;
use scim::ResourceType;
use scim::filter::{AttributeName, CompareOp, Filter, Literal};
use scim::resource::Attributes;
use std::sync::Arc;

use scim::resource_type::{GROUP, USER};
use serde_json::{Value, json};

pub(crate) const WORDS: [&str; 24] = [
    "",
    "a",
    "A",
    "ab",
    "aB_c",
    "a%c",
    "%",
    "_",
    "\\",
    "a\\%",
    "?",
    "$1",
    "'",
    "\"",
    "é",
    "É",
    "e\u{301}",
    "straße",
    "STRASSE",
    "\u{212a}",
    "k",
    "\u{d7ff}",
    "a\u{10ffff}",
    "two\nlines",
];

const NAMES: [&str; 31] = [
    "id",
    "externalId",
    "userName",
    "userName",
    "displayName",
    "displayName",
    "active",
    "active",
    "emails",
    "emails",
    "emails.value",
    "emails.value",
    "emails.type",
    "emails.primary",
    "emails.display",
    "meta.created",
    "meta.lastModified",
    "meta.resourceType",
    "meta.location",
    "meta.version",
    "members",
    "members.value",
    "members.type",
    "groups",
    "groups.value",
    "groups.display",
    "groups.type",
    "schemas",
    "name.familyName",
    "title",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
];

const PARTS: [&str; 4] = ["value", "type", "primary", "display"];
const LISTS: [&str; 5] = ["emails", "members", "groups", "schemas", "name"];

/// A resource to be created.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    /// How far the clock moves first, in microseconds.
    pub(crate) pause: i64,
    /// In another SCIM configuration, where no query of ours may find it.
    pub(crate) elsewhere: bool,
    group: bool,
    words: Vec<Option<usize>>,
    active: Option<bool>,
    emails: Vec<(usize, Option<bool>, bool)>,
    members: Vec<usize>,
}

pub(crate) fn body() -> impl Strategy<Value = Body> {
    let word = || prop::option::weighted(0.7, 0..WORDS.len());
    (
        prop::sample::select(&[0_i64, 1, 1_000_000][..]),
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.4),
        prop::collection::vec(word(), 6),
        prop::option::of(any::<bool>()),
        prop::collection::vec(
            (
                0..WORDS.len(),
                prop::option::of(any::<bool>()),
                any::<bool>(),
            ),
            0..4,
        ),
        prop::collection::vec(0..14_usize, 0..6),
    )
        .prop_map(
            |(pause, elsewhere, group, words, active, emails, members)| Body {
                pause,
                elsewhere,
                group,
                words,
                active,
                emails,
                members,
            },
        )
}

impl Body {
    /// The request body; members are chosen from what exists.
    pub(crate) fn json(&self, ids: &[String]) -> (&'static Arc<ResourceType>, Value) {
        let mut body = json!({});
        let mut set = |place: usize, name: &str| {
            if let Some(word) = self.words[place] {
                body[name] = WORDS[word].into();
            }
        };
        set(0, "displayName");
        set(1, "externalId");
        if self.group {
            let members = self.members.iter().filter_map(|member| ids.get(*member));
            body["members"] = members.map(|id| json!({ "value": id })).collect();
            return (&GROUP, body);
        }
        set(2, "userName");
        set(3, "title");
        if let Some(word) = self.words[4] {
            body["name"] = json!({ "familyName": WORDS[word] });
        }
        if let Some(word) = self.words[5] {
            body[scim::urn::ENTERPRISE_USER] = json!({ "department": WORDS[word] });
        }
        body["active"] = json!(self.active);
        let emails = self
            .emails
            .iter()
            .enumerate()
            .map(|(place, (word, display, work))| {
                let kind = if *work { "work" } else { "Home" };
                let mut email =
                    json!({ "value": WORDS[*word], "type": kind, "primary": place == 0 });
                if let Some(shown) = display {
                    email["display"] = if *shown { "a" } else { "" }.into();
                }
                email
            });
        body["emails"] = emails.collect();
        (&USER, body)
    }
}

impl Body {
    /// A PATCH that makes the user one without `active`, which a POST always sets.
    pub(crate) fn patch(&self) -> Option<Value> {
        let operations = json!([{ "op": "remove", "path": "active" }]);
        let wanted = !self.group && self.active.is_none();
        wanted.then(|| json!({ "Operations": operations }))
    }
}

/// A filter whose identifiers and times are filled in when the resources exist.
#[derive(Clone, Debug)]
pub(crate) struct Template(Filter);

impl Template {
    /// The text of the filter.
    pub(crate) fn text(&self, ids: &[String], all: &[Attributes]) -> String {
        let mut filter = self.0.clone();
        fill(&mut filter, ids, all);
        filter.to_string()
    }
}

fn fill(filter: &mut Filter, ids: &[String], all: &[Attributes]) {
    match filter {
        Filter::Or(parts) | Filter::And(parts) => {
            parts.iter_mut().for_each(|part| fill(part, ids, all));
        }
        Filter::Not(inner) => fill(inner, ids, all),
        Filter::ValuePath { filter, .. } => fill(filter, ids, all),
        Filter::Present(_) => {}
        Filter::Compare {
            attribute, value, ..
        } => {
            let Literal::Number(number) = value else {
                return;
            };
            let place = usize::try_from(number.as_i64().unwrap()).unwrap();
            let meta = |part| all.get(place).and_then(|one| one["meta"][part].as_str());
            let text = match attribute.sub_attribute.as_deref() {
                Some("created") => meta("created"),
                Some("lastModified") => meta("lastModified"),
                Some("location") => meta("location"),
                Some("version") => meta("version"),
                Some("resourceType") => meta("resourceType"),
                _ => ids.get(place).map(String::as_str),
            };
            let text = text.unwrap_or("2026-01-01T01:00:00.000001+01:00");
            *value = Literal::Text(text.to_owned());
        }
    }
}

fn literal(name: &str) -> BoxedStrategy<Literal> {
    // A number stands for the identifier or the time of the resource with that number.
    let known = (0..15_u32).prop_map(|place| Literal::Number(place.into()));
    let word = prop::sample::select(&WORDS[..]).prop_map(|word| Literal::Text(word.to_owned()));
    if name.ends_with("active") || name.ends_with("primary") {
        return any::<bool>().prop_map(Literal::Boolean).boxed();
    }
    let kind = prop::sample::select(&["work", "home", "direct", "indirect", "User", "Group"][..])
        .prop_map(|word| Literal::Text(word.to_owned()));
    match name {
        "type" | "emails.type" | "members.type" | "groups.type" => kind.boxed(),
        "id" | "members" | "groups" => known.boxed(),
        "schemas" => prop::sample::select(
            &[
                scim::urn::USER,
                scim::urn::GROUP,
                scim::urn::ENTERPRISE_USER,
                "urn:x",
            ][..],
        )
        .prop_map(|urn| Literal::Text(urn.to_owned()))
        .boxed(),
        _ if name.starts_with("meta") => known.boxed(),
        "members.value" | "groups.value" => prop_oneof![6 => known, 1 => word].boxed(),
        "value" => prop_oneof![1 => known, 1 => word].boxed(),
        _ => prop_oneof![8 => word, 1 => Just(Literal::Null), 1 => known].boxed(),
    }
}

fn leaf(names: &'static [&'static str]) -> impl Strategy<Value = Filter> {
    prop::sample::select(names).prop_flat_map(|name| {
        let attribute = AttributeName::parse(name).unwrap();
        let op = prop_oneof![
            2 => Just(CompareOp::Eq),
            3 => prop::sample::select(&CompareOp::ALL[..]),
        ];
        (op, prop::option::weighted(0.85, literal(name))).prop_map(move |(op, value)| {
            let attribute = attribute.clone();
            match value {
                None => Filter::Present(attribute),
                Some(value) => Filter::Compare {
                    attribute,
                    op,
                    value,
                },
            }
        })
    })
}

fn tree(
    leaf: impl Strategy<Value = Filter> + 'static,
    depth: u32,
) -> impl Strategy<Value = Filter> {
    leaf.prop_recursive(depth, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Filter::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Filter::Or),
            inner.prop_map(|inner| Filter::Not(Box::new(inner))),
        ]
    })
}

/// Two conditions on one e-mail address, which two addresses may satisfy between them.
fn one_address() -> impl Strategy<Value = Filter> {
    let compare = |name: &str, word: &str| Filter::Compare {
        attribute: AttributeName::parse(name).unwrap(),
        op: CompareOp::Eq,
        value: Literal::Text(word.to_owned()),
    };
    let kinds = prop::sample::select(&["work", "home"][..]);
    (prop::sample::select(&WORDS[..]), kinds).prop_map(move |(word, kind)| Filter::ValuePath {
        attribute: AttributeName::parse("emails").unwrap(),
        filter: Box::new(Filter::And(vec![
            compare("value", word),
            compare("type", kind),
        ])),
        part: None,
    })
}

pub(crate) fn template() -> impl Strategy<Value = Template> {
    let value_path =
        (prop::sample::select(&LISTS[..]), tree(leaf(&PARTS), 2)).prop_map(|(name, filter)| {
            Filter::ValuePath {
                attribute: AttributeName::parse(name).unwrap(),
                filter: Box::new(filter),
                part: None,
            }
        });
    let leaf = prop_oneof![
        10 => leaf(&NAMES).boxed(),
        2 => value_path.boxed(),
        1 => one_address().boxed(),
    ];
    tree(leaf, 3).prop_map(Template)
}

//! Operations at random, over few words so that they meet.

use proptest::prelude::*;

use super::body::{Active, Body, Email, GroupBody, Schemas, UserBody, Word};
use super::operation::{Action, BulkItem, Look, Operation, Prefer, Request, Setting};
use super::patch_strategy::steps;
use super::query::{Filter, Page, Query};
use super::state::{Kind, PatchReply, Profile, Unmentioned};
use super::target::Target;
use super::write::{Match, Write};

pub(crate) const NAMES: [&str; 13] = [
    "anna",
    "bob",
    "ANNA",
    "carl",
    "stra\u{df}e",
    "STRASSE",
    "zo\u{eb}",
    "Zoe\u{308}",
    "dan@x.example",
    "eve",
    "fay",
    "gus",
    "hal",
];
pub(crate) const EXTERNAL: [&str; 4] = ["x1", "X1", "x2", ""];
pub(crate) const ADDRESSES: [&str; 4] = [
    "anna@x.example",
    "Anna@X.example",
    "bob@x.example",
    ADMINISTRATOR,
];
pub(crate) const TYPES: [&str; 4] = ["work", "Work", "home", "nook"];
const LISTS: usize = 5;
/// The operations of a bulk request that others refer to.
const BULK: u8 = 4;
/// Whose address nobody may take.
pub(crate) const ADMINISTRATOR: &str = "boss@x.example";

pub(crate) fn name() -> BoxedStrategy<&'static str> {
    prop::sample::select(&NAMES[..]).boxed()
}

pub(crate) fn maybe(likely: f64, words: &'static [&'static str]) -> BoxedStrategy<Word> {
    prop::option::weighted(likely, prop::sample::select(words)).boxed()
}

/// Mostly what there is.
pub(crate) fn target() -> BoxedStrategy<Target> {
    let number = || 0..6_u8;
    prop_oneof![
        40 => number().prop_map(Target::Living),
        1 => number().prop_map(Target::Gone),
        1 => number().prop_map(Target::Foreign),
        1 => number().prop_map(Target::Crossed),
        1 => number().prop_map(Target::Upper),
        1 => Just(Target::Nobody),
    ]
    .boxed()
}

/// A member; of a bulk request perhaps what another operation creates.
pub(crate) fn member(in_bulk: bool) -> BoxedStrategy<Target> {
    let number = || 0..8_u8;
    let known = prop_oneof![
        90 => number().prop_map(Target::Living),
        1 => number().prop_map(Target::Gone),
        1 => number().prop_map(Target::Foreign),
        1 => number().prop_map(Target::Upper),
        1 => Just(Target::Nobody),
        1 => Just(Target::Nonsense),
    ];
    if in_bulk {
        prop_oneof![2 => known, 3 => (0..BULK).prop_map(Target::Bulk)].boxed()
    } else {
        known.boxed()
    }
}

pub(crate) fn members(in_bulk: bool) -> BoxedStrategy<Vec<Target>> {
    prop::collection::vec(member(in_bulk), 0..LISTS).boxed()
}

fn schemas() -> BoxedStrategy<Schemas> {
    prop_oneof![
        12 => Just(Schemas::Full),
        1 => Just(Schemas::BaseOnly),
        1 => Just(Schemas::Missing),
    ]
    .boxed()
}

pub(crate) fn email() -> BoxedStrategy<Email> {
    (
        prop::sample::select(&ADDRESSES[..]),
        maybe(0.8, &TYPES),
        prop::option::weighted(0.4, any::<bool>()),
    )
        .prop_map(|(value, kind, primary)| Email {
            value,
            kind,
            primary,
        })
        .boxed()
}

pub(crate) fn active() -> BoxedStrategy<Active> {
    prop_oneof![
        4 => any::<bool>().prop_map(Active::Is),
        1 => any::<bool>().prop_map(Active::Text),
        1 => Just(Active::Null),
    ]
    .boxed()
}

fn user_body(in_bulk: bool) -> BoxedStrategy<UserBody> {
    let user_name = prop_oneof![
        30 => name().prop_map(Some),
        1 => Just(Some("")),
        1 => Just(None),
    ];
    (
        (
            user_name,
            maybe(0.4, &NAMES),
            maybe(0.4, &EXTERNAL),
            maybe(0.2, &["Boss", ""]),
        ),
        (maybe(0.2, &["Ada"]), maybe(0.2, &["Love", "love"])),
        prop_oneof![2 => Just(Active::Unsaid), 1 => active()],
        prop::option::weighted(0.3, prop::collection::vec(email(), 0..3)),
        maybe(0.15, &["Sales", "R&D"]),
        prop::option::weighted(if in_bulk { 0.4 } else { 0.1 }, member(in_bulk)),
        (schemas(), prop::bool::weighted(0.04)),
    )
        .prop_map(
            |(words, (given, family), active, emails, department, manager, (schemas, unknown))| {
                let (user_name, display, external, title) = words;
                UserBody {
                    user_name,
                    display,
                    external,
                    title,
                    given,
                    family,
                    active,
                    emails,
                    department,
                    manager,
                    schemas,
                    unknown,
                }
            },
        )
        .boxed()
}

fn group_body(in_bulk: bool) -> BoxedStrategy<GroupBody> {
    let display = prop_oneof![
        30 => name().prop_map(Some),
        1 => Just(Some("")),
        1 => Just(None),
    ];
    (
        display,
        maybe(0.3, &EXTERNAL),
        prop::option::weighted(0.7, members(in_bulk)),
        schemas(),
        prop::bool::weighted(0.04),
    )
        .prop_map(|(display, external, members, schemas, unknown)| GroupBody {
            display,
            external,
            members,
            schemas,
            unknown,
        })
        .boxed()
}

fn body(in_bulk: bool) -> BoxedStrategy<Body> {
    prop_oneof![
        user_body(in_bulk).prop_map(Body::User),
        group_body(in_bulk).prop_map(Body::Group),
    ]
    .boxed()
}

fn write(in_bulk: bool) -> BoxedStrategy<Write> {
    let target = || {
        if in_bulk {
            prop_oneof![2 => target(), 1 => (0..BULK).prop_map(Target::Bulk)].boxed()
        } else {
            target().boxed()
        }
    };
    let kind = prop::sample::select(&[Kind::User, Kind::Group][..]);
    // References are to what a POST creates.
    let post = if in_bulk { 24 } else { 10 };
    prop_oneof![
        post => body(in_bulk).prop_map(Write::Post),
        4 => (target(), body(in_bulk)).prop_map(|(target, body)| Write::Put(target, body)),
        8 => (target(), steps(in_bulk)).prop_map(|(target, steps)| Write::Patch(target, steps)),
        2 => (kind, target()).prop_map(|(kind, target)| Write::Delete(kind, target)),
    ]
    .boxed()
}

fn condition() -> BoxedStrategy<Match> {
    prop_oneof![
        8 => Just(Match::Nothing),
        2 => Just(Match::Current),
        1 => Just(Match::Strong),
        1 => Just(Match::List),
        1 => Just(Match::Any),
        1 => Just(Match::Stale),
    ]
    .boxed()
}

fn request() -> BoxedStrategy<Request> {
    let prefer = prop_oneof![
        12 => Just(Prefer::Nothing),
        1 => Just(Prefer::Minimal),
        1 => Just(Prefer::Representation),
        1 => Just(Prefer::Strict),
    ];
    (write(false), condition(), prefer)
        .prop_map(|(write, if_match, prefer)| Request {
            write,
            if_match,
            prefer,
        })
        .boxed()
}

fn filter() -> BoxedStrategy<Filter> {
    let leaf = prop_oneof![
        3 => name().prop_map(Filter::UserName),
        3 => prop_oneof![name(), Just("")].prop_map(Filter::DisplayName),
        2 => prop::sample::select(&EXTERNAL[..]).prop_map(Filter::ExternalId),
        1 => any::<bool>().prop_map(Filter::Active),
        2 => prop::sample::select(&ADDRESSES[..]).prop_map(Filter::Email),
        1 => target().prop_map(Filter::Id),
        4 => target().prop_map(Filter::Member),
        2 => target().prop_map(Filter::InGroup),
    ];
    leaf.prop_recursive(1, 3, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone())
                .prop_map(|(one, other)| Filter::Both(Box::new(one), Box::new(other))),
            (inner.clone(), inner.clone())
                .prop_map(|(one, other)| Filter::Either(Box::new(one), Box::new(other))),
            inner.prop_map(|inner| Filter::Not(Box::new(inner))),
        ]
    })
    .boxed()
}

fn kinds() -> BoxedStrategy<Option<Kind>> {
    prop::sample::select(&[Some(Kind::User), Some(Kind::Group), None][..]).boxed()
}

fn query() -> BoxedStrategy<Query> {
    let attribute = prop::sample::select(
        &[
            "id",
            "userName",
            "displayName",
            "externalId",
            "meta.created",
            "name.familyName",
            "emails",
            "nothing",
        ][..],
    );
    let number = |all: &'static [i64]| prop::option::of(prop::sample::select(all));
    let page = prop_oneof![
        2 => (number(&[1, 2, 0, -1, 3, 9]), number(&[1, 2, 0, -1, 3, 5000]))
            .prop_map(|(start, count)| Page::Index(start, count)),
        1 => (1..4_i64).prop_map(Page::Cursor),
    ];
    (
        kinds(),
        prop::option::weighted(0.7, filter()),
        prop::option::weighted(0.3, (attribute, any::<bool>())),
        page,
        prop::bool::weighted(0.2),
    )
        .prop_map(|(kind, filter, sort, page, search)| Query {
            kind,
            filter,
            sort,
            page,
            search,
        })
        .boxed()
}

/// A POST that refers to what others create, which often leads in a circle.
fn ring() -> BoxedStrategy<Write> {
    let others = prop::collection::vec((0..BULK).prop_map(Target::Bulk), 1..3);
    let group = (name(), others).prop_map(|(name, members)| {
        Body::Group(GroupBody {
            display: Some(name),
            external: None,
            members: Some(members),
            schemas: Schemas::Full,
            unknown: false,
        })
    });
    let user = (user_body(true), name(), 0..BULK).prop_map(|(body, name, other)| {
        Body::User(UserBody {
            user_name: Some(name),
            manager: Some(Target::Bulk(other)),
            ..body
        })
    });
    prop_oneof![3 => group, 1 => user]
        .prop_map(Write::Post)
        .boxed()
}

fn bulk() -> BoxedStrategy<Action> {
    let version = prop_oneof![
        8 => Just(Match::Nothing),
        1 => Just(Match::Current),
        1 => Just(Match::Stale),
    ];
    let write = prop_oneof![3 => write(true), 2 => ring()];
    let item = (write, version).prop_map(|(write, version)| BulkItem { write, version });
    let limit = prop::option::weighted(0.3, 1..4_u64);
    (limit, prop::collection::vec(item, 1..7))
        .prop_map(|(limit, items)| Action::Bulk(limit, items))
        .boxed()
}

fn setting() -> BoxedStrategy<Setting> {
    use PatchReply::{Automatic, Group, NoContent};
    use Unmentioned::{ByProfile, Clear, Keep};
    let profiles = [
        Profile::Tolerant,
        Profile::Rfc,
        Profile::Interop,
        Profile::Rfc,
    ];
    prop_oneof![
        prop::sample::select(profiles.to_vec()).prop_map(Setting::Profile),
        prop::sample::select(vec![Automatic, Group, NoContent]).prop_map(Setting::PatchReply),
        any::<bool>().prop_map(Setting::RequireIfMatch),
        (0..4_usize).prop_map(Setting::PageSize),
        prop::sample::select(vec![ByProfile, Keep, Clear]).prop_map(Setting::Unmentioned),
    ]
    .boxed()
}

fn look() -> BoxedStrategy<Look> {
    prop::sample::select(
        &[
            Look::Whole,
            Look::IfChanged,
            Look::IfNotStale,
            Look::Names,
            Look::WithoutLists,
        ][..],
    )
    .boxed()
}

fn action() -> BoxedStrategy<Action> {
    let kind = prop::sample::select(&[Kind::User, Kind::Group][..]);
    prop_oneof![
        40 => request().prop_map(Action::Write),
        4 => (kind, target(), look())
            .prop_map(|(kind, target, look)| Action::Read(kind, target, look)),
        10 => query().prop_map(Action::Query),
        2 => (kinds(), 1..4_i64, prop::collection::vec(request(), 1..5))
            .prop_map(|(kind, count, during)| Action::Walk(kind, count, during)),
        6 => bulk(),
        4 => setting().prop_map(Action::Set),
    ]
    .boxed()
}

/// One step.
pub(crate) fn operation() -> BoxedStrategy<Operation> {
    let who = prop_oneof![10 => Just(0_usize), 1 => Just(1), 1 => Just(2)];
    (who, action())
        .prop_map(|(who, action)| Operation { who, action })
        .boxed()
}

//! Operations of a PATCH at random.

use proptest::prelude::*;

use super::patch::{GroupStep, Steps, UserStep, Verb};
use super::state::Kind;
use super::strategy::{
    ADDRESSES, EXTERNAL, NAMES, TYPES, active, email, maybe, member, members, name, target,
};

fn verb() -> BoxedStrategy<Verb> {
    prop::sample::select(&[Verb::Replace, Verb::Add][..]).boxed()
}

fn user_step() -> BoxedStrategy<UserStep> {
    let simple = &["displayName", "title", "externalId"][..];
    let paths = &[
        "displayName",
        "title",
        "externalId",
        "active",
        "emails",
        "name",
        "name.givenName",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        "nickName",
        "userName",
    ][..];
    let kind = || prop::sample::select(&TYPES[..]);
    let emails = || prop::collection::vec(email(), 0..3);
    let set = prop_oneof![
        (
            verb(),
            prop::sample::select(simple),
            maybe(0.9, &["a", "b", "", "X1"])
        )
            .prop_map(|(verb, name, word)| UserStep::Set(verb, name, word)),
        (
            verb(),
            prop_oneof![9 => name().prop_map(Some), 1 => Just(Some("")), 1 => Just(None)]
        )
            .prop_map(|(verb, word)| UserStep::Set(verb, "userName", word)),
    ];
    prop_oneof![
        6 => set,
        6 => (verb(), active()).prop_map(|(verb, active)| UserStep::Active(verb, active)),
        4 => prop::sample::select(paths).prop_map(UserStep::Remove),
        2 => (verb(), prop::sample::select(&["Ada", "Eve"][..]))
            .prop_map(|(verb, word)| UserStep::Given(verb, word)),
        2 => (verb(), maybe(0.5, &["Ada", "Eve"]), maybe(0.5, &["Love"]))
            .prop_map(|(verb, given, family)| UserStep::Name(verb, given, family)),
        4 => (verb(), emails()).prop_map(|(verb, emails)| UserStep::Emails(verb, emails)),
        3 => (verb(), kind(), prop::sample::select(&ADDRESSES[..]))
            .prop_map(|(verb, kind, value)| UserStep::EmailValue(verb, kind, value)),
        1 => (verb(), kind()).prop_map(|(verb, kind)| UserStep::EmailPrimary(verb, kind)),
        2 => kind().prop_map(UserStep::RemoveEmail),
        2 => (verb(), prop::sample::select(&["Sales", "R&D"][..]))
            .prop_map(|(verb, word)| UserStep::Department(verb, word)),
        3 => (
            verb(),
            maybe(0.7, &NAMES),
            prop::option::of(any::<bool>()),
            maybe(0.3, &["Sales"]),
            prop::bool::weighted(0.2)
        )
            .prop_map(|(verb, display, active, department, unknown)| {
                UserStep::Bare(verb, display, active, department, unknown)
            }),
        1 => Just(UserStep::Dotted("Ada")),
        1 => target().prop_map(UserStep::Id),
        1 => Just(UserStep::ReadOnly),
        1 => Just(UserStep::Unknown),
        1 => Just(UserStep::NoPath),
        1 => name().prop_map(UserStep::WrongCase),
    ]
    .boxed()
}

fn group_step(in_bulk: bool) -> BoxedStrategy<GroupStep> {
    let member = || member(in_bulk);
    let members = || members(in_bulk);
    let kind = prop::sample::select(&[Kind::User, Kind::Group][..]);
    prop_oneof![
        3 => (verb(), prop_oneof![9 => name().prop_map(Some), 1 => Just(Some("")), 1 => Just(None)])
            .prop_map(|(verb, word)| GroupStep::Set(verb, "displayName", word)),
        2 => (verb(), maybe(0.9, &EXTERNAL))
            .prop_map(|(verb, word)| GroupStep::Set(verb, "externalId", word)),
        1 => prop::sample::select(&["displayName", "externalId"][..]).prop_map(GroupStep::Remove),
        8 => (verb(), members()).prop_map(|(verb, members)| GroupStep::Members(verb, members)),
        2 => member().prop_map(GroupStep::One),
        6 => member().prop_map(GroupStep::Leave),
        2 => members().prop_map(GroupStep::LeaveListed),
        1 => Just(GroupStep::LeaveAll),
        1 => kind.prop_map(GroupStep::LeaveType),
        2 => (member(), member()).prop_map(|(old, new)| GroupStep::Swap(old, new)),
        2 => (verb(), maybe(0.5, &NAMES), prop::option::of(members()), prop::bool::weighted(0.2))
            .prop_map(|(verb, display, members, unknown)| {
                GroupStep::Bare(verb, display, members, unknown)
            }),
        1 => member().prop_map(GroupStep::Display),
        1 => Just(GroupStep::Unknown),
        1 => Just(GroupStep::NoPath),
        1 => name().prop_map(GroupStep::WrongCase),
    ]
    .boxed()
}

pub(crate) fn steps(in_bulk: bool) -> BoxedStrategy<Steps> {
    prop_oneof![
        prop::collection::vec(user_step(), 0..4).prop_map(Steps::User),
        prop::collection::vec(group_step(in_bulk), 0..4).prop_map(Steps::Group),
    ]
    .boxed()
}

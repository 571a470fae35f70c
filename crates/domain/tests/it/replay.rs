//! The replay of a feed: what it rebuilds, and each way in which an event may not fit.

use std::collections::BTreeSet;

use domain::event::{Actor, Event, EventType};
use domain::id::{OrganizationId, ResourceId, ScimConfigurationId, UserId};
use domain::replay::{Misfit, Replay, ReplayedResource};
use domain::time::Timestamp;
use domain::user::UserStatus;
use serde_json::{Value, json};
use uuid::Uuid;

const OURS: OrganizationId = OrganizationId::from_uuid(Uuid::from_u128(1));
const THEIRS: OrganizationId = OrganizationId::from_uuid(Uuid::from_u128(2));
const SCIM: ScimConfigurationId = ScimConfigurationId::from_uuid(Uuid::from_u128(3));
const LOCAL: Uuid = Uuid::from_u128(10);
const ANNA: Uuid = Uuid::from_u128(11);
const BOB: Uuid = Uuid::from_u128(12);
const GROUP: Uuid = Uuid::from_u128(20);

fn person(name: &str, status: &str) -> Value {
    json!({ "profile": {
        "role": "MEMBER", "status": status, "fullName": name, "email": "",
        "emailProvenance": "none",
    } })
}

fn user(name: &str, status: &str) -> Value {
    let mut state = person(name, status);
    state["scim"] = json!({ "userName": name, "active": status == "ACTIVE" });
    state
}

fn group(name: &str) -> Value {
    json!({ "scim": { "displayName": name } })
}

fn members(ids: &[Uuid]) -> Value {
    json!({ "members": ids.iter().map(Uuid::to_string).collect::<Vec<_>>() })
}

const NOTHING: Value = Value::Null;

type Entry = (EventType, Uuid, i64, [Value; 2]);

/// What happens: every type of event that a replay looks at.
fn entries() -> [Entry; 16] {
    use EventType as T;
    let (anna, bob) = (user("anna", "ACTIVE"), user("bob", "ACTIVE"));
    let (anne, asleep) = (user("anne", "ACTIVE"), user("anne", "SUSPENDED"));
    let (local, adopted) = (person("local", "ACTIVE"), user("adopted", "ACTIVE"));
    let (all, everyone) = (group("all"), group("everyone"));
    let (only_anna, only_bob) = (members(&[ANNA]), members(&[BOB]));
    let both = members(&[ANNA, BOB]);
    [
        (T::OrganizationCreated, OURS.uuid(), 0, [NOTHING, json!({})]),
        (T::UserCreated, LOCAL, 0, [NOTHING, local.clone()]),
        (T::UserCreated, ANNA, 1, [NOTHING, anna.clone()]),
        (T::UserCreated, BOB, 1, [NOTHING, bob.clone()]),
        (T::GroupCreated, GROUP, 1, [NOTHING, all.clone()]),
        (T::GroupMemberAdded, GROUP, 1, [NOTHING, only_anna.clone()]),
        (T::UserUpdated, ANNA, 2, [anna, anne.clone()]),
        (T::GroupUpdated, GROUP, 2, [all, everyone.clone()]),
        (T::GroupMemberRemoved, GROUP, 2, [only_anna, NOTHING]),
        (T::GroupMemberAdded, GROUP, 2, [NOTHING, both]),
        (T::UserDeactivated, ANNA, 3, [anne.clone(), asleep.clone()]),
        (T::UserReactivated, ANNA, 4, [asleep, anne]),
        (T::LinkAdopted, LOCAL, 1, [local, adopted]),
        (T::GroupMemberRemoved, GROUP, 3, [only_bob, NOTHING]),
        (T::UserDeleted, BOB, 2, [bob, person("bob", "LEFT")]),
        (T::GroupDeleted, GROUP, 4, [everyone, NOTHING]),
    ]
}

/// The feed of it, a request a second; event n is at n - 1.
fn feed() -> Vec<Event> {
    let mut feed = Vec::new();
    for (sequence, (event_type, resource_id, version, states)) in (1..).zip(entries()) {
        // The first two are of the command line; two changes of the group are told by several.
        let local = sequence <= 2;
        let request = match sequence {
            6 => 5,
            9 | 10 => 8,
            other => other,
        };
        let [before, after] = states.map(|state| (!state.is_null()).then_some(state));
        feed.push(Event {
            organization_id: OURS,
            sequence,
            occurred_at: seconds(request),
            event_type,
            resource_id,
            scim_configuration_id: (!local).then_some(SCIM),
            version,
            before,
            after,
            actor: Actor::CommandLine,
            request_id: format!("request {request}"),
        });
    }
    feed
}

fn replay(events: &[Event]) -> Replay {
    let mut replay = Replay::new(OURS);
    for event in events {
        replay.apply(event).unwrap();
    }
    replay
}

fn seconds(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds * 1_000_000)
}

#[test]
fn a_feed_rebuilds_users_resources_and_members() {
    let replay = replay(&feed()[..15]);
    assert_eq!(replay.sequence(), 15);

    let users = replay.users();
    assert_eq!(users.len(), 3);
    let local = &users[&UserId::from_uuid(LOCAL)];
    assert_eq!(local.scim_configuration_id, Some(SCIM));
    assert_eq!(local.profile.full_name, "adopted");
    assert_eq!(
        (local.created_at, local.updated_at),
        (seconds(2), seconds(13))
    );
    assert_eq!(
        users[&UserId::from_uuid(BOB)].profile.status,
        UserStatus::Left
    );

    let resources = replay.user_resources();
    assert_eq!(resources.len(), 2);
    let anna = &resources[&(SCIM, ResourceId::from_uuid(ANNA))];
    assert_eq!(anna.attributes, r#"{"userName":"anne","active":true}"#);
    assert_eq!(anna.version, 4);
    assert_eq!(
        (anna.created_at, anna.last_modified_at),
        (seconds(3), seconds(12))
    );

    let group = &replay.groups()[&(SCIM, ResourceId::from_uuid(GROUP))];
    let expected = ReplayedResource {
        attributes: r#"{"displayName":"everyone"}"#.to_owned(),
        version: 3,
        created_at: seconds(5),
        last_modified_at: seconds(14),
        members: BTreeSet::from([ResourceId::from_uuid(ANNA)]),
    };
    assert_eq!(*group, expected);
}

#[test]
fn a_deleted_group_is_gone_with_its_members() {
    assert!(replay(&feed()).groups().is_empty());
}

#[test]
fn an_update_that_leaves_the_person_as_it_was_leaves_its_time() {
    let mut events = feed();
    let mut after = user("anna", "ACTIVE");
    after["scim"]["title"] = "Dr.".into();
    events[6].after = Some(after);
    let replay = replay(&events[..7]);
    assert_eq!(
        replay.users()[&UserId::from_uuid(ANNA)].updated_at,
        seconds(3)
    );
}

/// What happens to an event.
type Damage = fn(&mut Event);

/// The event of this number is refused once it is damaged, and fits as it is.
fn refused(cases: &[(usize, Damage, Misfit)]) {
    for (number, damage, misfit) in cases {
        let (before, event) = (&feed()[..number - 1], &feed()[number - 1]);
        let mut replay = replay(before);
        let known = format!("{replay:?}");
        let mut damaged = event.clone();
        damage(&mut damaged);
        let refused = replay.apply(&damaged).unwrap_err();
        assert_eq!(refused.misfit, *misfit, "{damaged:?}");
        assert_eq!(refused.sequence, damaged.sequence);
        assert_eq!(format!("{replay:?}"), known, "{damaged:?}");
        replay.apply(event).unwrap();
    }
}

fn version(expected: i64, found: i64) -> Misfit {
    Misfit::Version { expected, found }
}

#[test]
fn a_feed_has_no_gap_and_is_of_one_organization() {
    let next = |expected| Misfit::Sequence { expected };
    refused(&[
        (1, |event| event.sequence = 0, next(1)),
        (1, |event| event.sequence = 2, next(1)),
        (7, |event| event.sequence = 6, next(7)),
        (7, |event| event.sequence = 8, next(7)),
        (7, |event| event.organization_id = THEIRS, {
            Misfit::OtherOrganization(THEIRS)
        }),
    ]);
}

#[test]
fn a_user_is_created_once_and_whole() {
    let profile = || Misfit::State("profile");
    refused(&[
        (4, |event| event.resource_id = ANNA, Misfit::Exists),
        (3, |event| event.version = 2, version(1, 2)),
        (
            3,
            |event| event.before = event.after.clone(),
            Misfit::Before,
        ),
        (3, |event| event.scim_configuration_id = None, Misfit::Owner),
        (3, |event| event.after = None, profile()),
        (
            3,
            |event| event.after = Some(json!({ "profile": 1 })),
            profile(),
        ),
        (
            3,
            |event| event.after = Some(person("anna", "AWAY")),
            profile(),
        ),
        // Without SCIM attributes there is no version of them.
        (2, |event| event.version = 1, version(0, 1)),
    ]);
}

#[test]
fn a_user_changes_from_what_it_was() {
    refused(&[
        (7, |event| event.resource_id = GROUP, Misfit::Unknown),
        (7, |event| event.version = 3, version(2, 3)),
        (7, |event| event.before = None, Misfit::Before),
        (
            7,
            |event| event.before = Some(user("bob", "ACTIVE")),
            Misfit::Before,
        ),
        (
            7,
            |event| event.before = Some(person("anna", "ACTIVE")),
            Misfit::Before,
        ),
        (7, |event| event.occurred_at = seconds(2), Misfit::Older),
        (7, |event| event.scim_configuration_id = None, Misfit::Owner),
        (
            7,
            |event| event.after = Some(user("anne", "SUSPENDED")),
            Misfit::Status,
        ),
        (
            11,
            |event| event.after = event.before.clone(),
            Misfit::Status,
        ),
        (
            12,
            |event| event.after = event.before.clone(),
            Misfit::Status,
        ),
        (13, |event| event.after = Some(person("a", "ACTIVE")), {
            Misfit::State("attributes")
        }),
        (15, |event| event.version = 3, version(2, 3)),
        (
            15,
            |event| event.after = Some(person("bob", "ACTIVE")),
            Misfit::Status,
        ),
        (15, |event| event.after = Some(user("bob", "LEFT")), {
            Misfit::State("end of the attributes")
        }),
    ]);
}

#[test]
fn a_group_changes_from_what_it_was() {
    refused(&[
        (5, |event| event.version = 0, version(1, 0)),
        (5, |event| event.after = None, Misfit::State("attributes")),
        (
            5,
            |event| event.event_type = EventType::GroupUpdated,
            Misfit::Unknown,
        ),
        (
            8,
            |event| event.event_type = EventType::GroupCreated,
            Misfit::Exists,
        ),
        (8, |event| event.version = 1, version(2, 1)),
        (16, |event| event.resource_id = ANNA, Misfit::Unknown),
        (
            16,
            |event| event.before = Some(group("all")),
            Misfit::Before,
        ),
    ]);
}

#[test]
fn members_join_from_outside_and_leave_from_inside() {
    let (anna, bob) = (ResourceId::from_uuid(ANNA), ResourceId::from_uuid(BOB));
    let list = || Misfit::State("members");
    let join: Damage = |event| {
        event.event_type = EventType::GroupMemberAdded;
        event.after = Some(members(&[ANNA]));
    };
    refused(&[
        (14, join, Misfit::MemberInside(anna)),
        (9, |event| event.before = Some(members(&[ANNA, BOB])), {
            Misfit::MemberOutside(bob)
        }),
        (6, |event| event.resource_id = ANNA, Misfit::Unknown),
        (14, |event| event.before = None, list()),
        (14, |event| event.before = Some(members(&[])), list()),
        (
            14,
            |event| event.before = Some(members(&[BOB, BOB])),
            list(),
        ),
        (
            14,
            |event| event.before = Some(json!({ "members": ["bob"] })),
            list(),
        ),
        (14, |event| event.occurred_at = seconds(1), Misfit::Older),
        (14, |event| event.version = 4, version(3, 4)),
        // Only the request that made a version may tell more of it.
        (14, |event| event.version = 2, version(3, 2)),
        (
            10,
            |event| event.request_id = "another".to_owned(),
            version(3, 2),
        ),
    ]);
}

/// RFC 7644 §3.7.1: a group and a user who refer to each other are created together, so that the
/// group gets its members only after an event about the user.
#[test]
fn a_group_that_is_created_in_a_circle_gets_its_members_afterwards() {
    const OTHER: Uuid = Uuid::from_u128(21);
    let told = [
        (EventType::GroupCreated, GROUP, group("one")),
        (EventType::GroupCreated, OTHER, group("other")),
        (EventType::UserCreated, BOB, user("bob", "ACTIVE")),
        (EventType::GroupMemberAdded, GROUP, members(&[BOB, OTHER])),
        (EventType::GroupMemberAdded, OTHER, members(&[GROUP])),
    ];
    let mut events: Vec<Event> = (1..)
        .zip(told)
        .map(|(sequence, (event_type, resource_id, after))| Event {
            organization_id: OURS,
            sequence,
            occurred_at: seconds(1),
            event_type,
            resource_id,
            scim_configuration_id: Some(SCIM),
            version: 1,
            before: None,
            after: Some(after),
            actor: Actor::CommandLine,
            request_id: "bulk".to_owned(),
        })
        .collect();
    let rebuilt = replay(&events);
    for (id, inside) in [(GROUP, vec![BOB, OTHER]), (OTHER, vec![GROUP])] {
        let group = &rebuilt.groups()[&(SCIM, ResourceId::from_uuid(id))];
        let inside = inside.into_iter().map(ResourceId::from_uuid).collect();
        assert_eq!((group.version, &group.members), (1, &inside));
    }

    // Another request makes another version.
    let mut rebuilt = replay(&events[..3]);
    events[3].request_id = "another".to_owned();
    let refused = rebuilt.apply(&events[3]).unwrap_err();
    assert_eq!(refused.misfit, version(2, 1));
}

#[test]
fn the_refusal_names_the_event_and_the_reason() {
    let mut events = feed();
    events[6].version = 9;
    let refused = replay(&events[..6]).apply(&events[6]).unwrap_err();
    assert_eq!(
        refused.to_string(),
        format!(
            "event 7 (user.updated of {ANNA}) does not fit those before it: \
             version 2 comes next, not 9"
        )
    );
}

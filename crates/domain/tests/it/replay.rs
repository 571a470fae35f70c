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

/// An event of the identity provider; each is a request of its own, one second after the last.
fn event(
    sequence: i64,
    event_type: EventType,
    resource_id: Uuid,
    version: i64,
    states: [Value; 2],
) -> Event {
    let [before, after] = states.map(|state| (!state.is_null()).then_some(state));
    Event {
        organization_id: OURS,
        sequence,
        occurred_at: Timestamp::from_micros(sequence * 1_000_000),
        event_type,
        resource_id,
        scim_configuration_id: Some(SCIM),
        version,
        before,
        after,
        actor: Actor::ScimConfiguration(SCIM),
        request_id: format!("request {sequence}"),
    }
}

fn local(event: Event) -> Event {
    Event {
        scim_configuration_id: None,
        actor: Actor::CommandLine,
        ..event
    }
}

/// An event that tells more of the change of another.
fn of(change: &Event, event: Event) -> Event {
    Event {
        occurred_at: change.occurred_at,
        request_id: change.request_id.clone(),
        ..event
    }
}

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

/// A feed with every type of event that a replay looks at; event n is at n - 1.
fn feed() -> Vec<Event> {
    use EventType as T;
    let (anna, bob) = (user("anna", "ACTIVE"), user("bob", "ACTIVE"));
    let (renamed, asleep) = (user("anne", "ACTIVE"), user("anne", "SUSPENDED"));
    let created = event(5, T::GroupCreated, GROUP, 1, [NOTHING, group("all")]);
    let changed = event(
        8,
        T::GroupUpdated,
        GROUP,
        2,
        [group("all"), group("everyone")],
    );
    let (both, only_bob) = (members(&[ANNA, BOB]), members(&[BOB]));
    vec![
        local(event(
            1,
            T::OrganizationCreated,
            OURS.uuid(),
            0,
            [NOTHING, json!({})],
        )),
        local(event(
            2,
            T::UserCreated,
            LOCAL,
            0,
            [NOTHING, person("local", "ACTIVE")],
        )),
        event(3, T::UserCreated, ANNA, 1, [NOTHING, anna.clone()]),
        event(4, T::UserCreated, BOB, 1, [NOTHING, bob.clone()]),
        created.clone(),
        of(
            &created,
            event(
                6,
                T::GroupMemberAdded,
                GROUP,
                1,
                [NOTHING, members(&[ANNA])],
            ),
        ),
        event(7, T::UserUpdated, ANNA, 2, [anna, renamed.clone()]),
        changed.clone(),
        of(
            &changed,
            event(
                9,
                T::GroupMemberRemoved,
                GROUP,
                2,
                [members(&[ANNA]), NOTHING],
            ),
        ),
        of(
            &changed,
            event(10, T::GroupMemberAdded, GROUP, 2, [NOTHING, both]),
        ),
        event(
            11,
            T::UserDeactivated,
            ANNA,
            3,
            [renamed.clone(), asleep.clone()],
        ),
        event(12, T::UserReactivated, ANNA, 4, [asleep, renamed]),
        event(
            13,
            T::LinkAdopted,
            LOCAL,
            1,
            [person("local", "ACTIVE"), user("adopted", "ACTIVE")],
        ),
        event(14, T::GroupMemberRemoved, GROUP, 3, [only_bob, NOTHING]),
        event(15, T::UserDeleted, BOB, 2, [bob, person("bob", "LEFT")]),
        event(16, T::GroupDeleted, GROUP, 4, [group("everyone"), NOTHING]),
    ]
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

#[test]
fn an_event_that_does_not_fit_is_refused_and_changes_nothing() {
    type Damage = fn(&mut Event);
    let anna = ResourceId::from_uuid(ANNA);
    let version = |expected, found| Misfit::Version { expected, found };
    // Number of the event, what happens to it, and the answer.
    let cases: [(usize, Damage, Misfit); 34] = [
        (
            1,
            |event| event.sequence = 2,
            Misfit::Sequence { expected: 1 },
        ),
        (
            7,
            |event| event.sequence = 8,
            Misfit::Sequence { expected: 7 },
        ),
        (
            7,
            |event| event.sequence = 6,
            Misfit::Sequence { expected: 7 },
        ),
        (
            7,
            |event| event.organization_id = THEIRS,
            Misfit::OtherOrganization(THEIRS),
        ),
        // Users.
        (4, |event| event.resource_id = ANNA, Misfit::Exists),
        (3, |event| event.version = 2, version(1, 2)),
        (
            3,
            |event| event.before = event.after.clone(),
            Misfit::Before,
        ),
        (3, |event| event.scim_configuration_id = None, Misfit::Owner),
        (3, |event| event.after = None, Misfit::State("profile")),
        (
            3,
            |event| event.after = Some(person("anna", "AWAY")),
            Misfit::State("profile"),
        ),
        (2, |event| event.version = 1, version(0, 1)),
        (7, |event| event.resource_id = GROUP, Misfit::Unknown),
        (7, |event| event.version = 3, version(2, 3)),
        (7, |event| event.before = None, Misfit::Before),
        (
            7,
            |event| event.before.as_mut().unwrap()["scim"]["title"] = "Dr.".into(),
            Misfit::Before,
        ),
        (
            7,
            |event| event.before = Some(user("bob", "ACTIVE")),
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
        (
            13,
            |event| event.after = Some(person("adopted", "ACTIVE")),
            Misfit::State("attributes"),
        ),
        (
            15,
            |event| event.after = Some(person("bob", "ACTIVE")),
            Misfit::Status,
        ),
        (
            15,
            |event| event.after = Some(user("bob", "LEFT")),
            Misfit::State("end of the attributes"),
        ),
        (15, |event| event.version = 3, version(2, 3)),
        // Groups.
        (5, |event| event.version = 0, version(1, 0)),
        (5, |event| event.after = None, Misfit::State("attributes")),
        (
            8,
            |event| event.event_type = EventType::GroupCreated,
            Misfit::Exists,
        ),
        (
            16,
            |event| event.before = Some(group("all")),
            Misfit::Before,
        ),
        // Members.
        (9, |event| event.before = Some(members(&[ANNA, BOB])), {
            Misfit::MemberOutside(ResourceId::from_uuid(BOB))
        }),
        (
            14,
            |event| {
                event.event_type = EventType::GroupMemberAdded;
                event.after = Some(members(&[ANNA]));
            },
            Misfit::MemberInside(anna),
        ),
        (
            10,
            |event| event.request_id = "another".to_owned(),
            version(3, 2),
        ),
        (14, |event| event.version = 2, version(3, 2)),
        (
            14,
            |event| event.before = Some(members(&[BOB, BOB])),
            Misfit::State("members"),
        ),
    ];
    for (number, damage, misfit) in cases {
        let events = feed();
        let mut replay = replay(&events[..number - 1]);
        let before = format!("{replay:?}");
        let mut damaged = events[number - 1].clone();
        damage(&mut damaged);
        let refused = replay.apply(&damaged).unwrap_err();
        assert_eq!(refused.misfit, misfit, "{damaged:?}");
        assert_eq!(refused.sequence, damaged.sequence);
        assert_eq!(format!("{replay:?}"), before, "{damaged:?}");
        // The right one still fits.
        replay.apply(&events[number - 1]).unwrap();
    }
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

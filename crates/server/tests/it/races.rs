//! Many clients at once: nothing is lost, nothing is there twice.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;

use domain::event::EventType;
use domain::replay::Replay;
use serde_json::json;

use crate::support::{Scim, Server, feed};

const CLIENTS: usize = 64;

/// Runs `work` on one thread per client, all starting together; answers what each returned.
fn together<T: Send>(work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = Barrier::new(CLIENTS);
    let (start, work) = (&start, &work);
    thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                scope.spawn(move || {
                    start.wait();
                    work(client)
                })
            })
            .collect();
        clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .collect()
    })
}

fn members(scim: &Scim, group: &str) -> BTreeSet<String> {
    let found = scim.get(&format!("/Groups/{group}")).expect(200);
    let members = found["members"].as_array().cloned().unwrap_or_default();
    let values: BTreeSet<String> = members
        .iter()
        .map(|member| member["value"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        values.len(),
        members.len(),
        "a member is there twice: {found}"
    );
    values
}

fn add(scim: &Scim, group: &str, user: &str) -> u16 {
    let operation = json!({ "op": "add", "path": "members", "value": [{ "value": user }] });
    scim.patch(&format!("/Groups/{group}"), operation).status
}

fn remove(scim: &Scim, group: &str, user: &str) -> u16 {
    let operation = json!({ "op": "remove", "path": format!("members[value eq \"{user}\"]") });
    scim.patch(&format!("/Groups/{group}"), operation).status
}

fn assert_all_succeeded(statuses: &[u16]) {
    assert!(
        statuses.iter().all(|status| [200, 204].contains(status)),
        "{statuses:?}"
    );
}

#[test]
fn concurrent_changes_of_distinct_members_all_survive() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let leaving: Vec<String> = (0..CLIENTS / 2)
        .map(|n| scim.create_user(&format!("leaving-{n}")))
        .collect();
    let joining: Vec<String> = (0..CLIENTS / 2)
        .map(|n| scim.create_user(&format!("joining-{n}")))
        .collect();
    let staying = scim.create_user("staying");
    let mut first = leaving.clone();
    first.push(staying.clone());
    let group = scim.create_group("Everyone", &first);

    let statuses = together(|client| match client % 2 {
        0 => remove(&scim, &group, &leaving[client / 2]),
        _ => add(&scim, &group, &joining[client / 2]),
    });

    assert_all_succeeded(&statuses);
    let mut expected: BTreeSet<String> = joining.iter().cloned().collect();
    expected.insert(staying);
    assert_eq!(members(&scim, &group), expected);
    let found = scim.get(&format!("/Groups/{group}"));
    assert_eq!(found.header("etag"), format!("W/\"{}\"", 1 + CLIENTS));
    the_feed_tells_of(&server, &group, &expected);
}

/// Each change of the group since its creation is one event with one member and a version of its
/// own, and together they lead to these members.
fn the_feed_tells_of(server: &Server, group: &str, members: &BTreeSet<String>) {
    let mut replay: Option<Replay> = None;
    let mut versions = Vec::new();
    for event in feed(server) {
        let replay = replay.get_or_insert_with(|| Replay::new(event.organization_id));
        replay.apply(&event).unwrap();
        let moved = match event.event_type {
            EventType::GroupMemberAdded => event.after,
            EventType::GroupMemberRemoved => event.before,
            _ => continue,
        };
        assert_eq!(event.resource_id.to_string(), group);
        if event.version > 1 {
            assert_eq!(moved.unwrap()["members"].as_array().map(Vec::len), Some(1));
            versions.push(event.version);
        }
    }
    let last = 1 + i64::try_from(CLIENTS).unwrap();
    assert_eq!(versions, (2..=last).collect::<Vec<_>>());
    let groups = replay.unwrap();
    let ((_, id), replayed) = groups.groups().first_key_value().unwrap();
    assert_eq!(id.to_string(), group);
    let replayed: BTreeSet<String> = replayed.members.iter().map(ToString::to_string).collect();
    assert_eq!(replayed, *members);
}

#[test]
fn every_user_of_a_concurrently_filled_group_can_be_removed_concurrently() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let users: Vec<String> = (0..CLIENTS)
        .map(|n| scim.create_user(&format!("user-{n}")))
        .collect();
    let group = scim.create_group("Everyone", &[]);

    assert_all_succeeded(&together(|client| add(&scim, &group, &users[client])));
    assert_eq!(members(&scim, &group), users.iter().cloned().collect());

    assert_all_succeeded(&together(|client| remove(&scim, &group, &users[client])));
    assert_eq!(members(&scim, &group), BTreeSet::new());
}

#[test]
fn one_of_many_clients_that_create_the_same_user_name_succeeds() {
    let server = Server::start();
    let scim = Scim::new(&server);

    let replies = together(|_| scim.post_user("same@acme.example"));

    let created: Vec<_> = replies.iter().filter(|reply| reply.status == 201).collect();
    assert_eq!(created.len(), 1);
    // RFC 7644 §3.3: a duplicate is 409 with scimType "uniqueness".
    for reply in replies.iter().filter(|reply| reply.status != 201) {
        assert_eq!(reply.expect(409)["scimType"], "uniqueness");
    }
    let found = scim
        .get("/Users?filter=userName eq \"same@acme.example\"")
        .expect(200);
    assert_eq!(found["totalResults"], 1);
    assert_eq!(found["Resources"][0]["id"], created[0].json()["id"]);
}

#[test]
fn user_names_that_differ_only_in_case_are_the_same_user() {
    let server = Server::start();
    let scim = Scim::new(&server);

    let statuses = together(|client| {
        let name = if client % 2 == 0 {
            "STRASSE@acme.example"
        } else {
            "strasse@acme.example"
        };
        scim.post_user(name).status
    });

    assert_eq!(
        statuses.iter().filter(|status| **status == 201).count(),
        1,
        "{statuses:?}"
    );
    assert_eq!(
        statuses.iter().filter(|status| **status == 409).count(),
        CLIENTS - 1
    );
}

#[test]
fn concurrent_creations_are_all_listed_once() {
    let server = Server::start();
    let scim = Scim::new(&server);

    let created: BTreeSet<String> = together(|client| scim.create_user(&format!("user-{client}")))
        .into_iter()
        .collect();
    assert_eq!(created.len(), CLIENTS);

    let mut listed = Vec::new();
    while listed.len() < CLIENTS {
        let page = format!("/Users?startIndex={}&count=10", listed.len() + 1);
        let page = scim.get(&page).expect(200);
        assert_eq!(page["totalResults"], CLIENTS);
        let resources = page["Resources"].as_array().unwrap();
        assert!(
            !resources.is_empty(),
            "the list ends after {} users",
            listed.len()
        );
        listed.extend(
            resources
                .iter()
                .map(|user| user["id"].as_str().unwrap().to_owned()),
        );
    }
    assert_eq!(listed.len(), CLIENTS);
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), created);
}

#[test]
fn concurrent_changes_of_different_attributes_of_one_user_all_survive() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let user = format!("/Users/{}", scim.create_user("busy@acme.example"));

    // A multi-valued attribute: each client adds a value of its own.
    let statuses = together(|client| {
        let value = json!([{ "value": format!("+49 30 {client:06}") }]);
        scim.patch(
            &user,
            json!({ "op": "add", "path": "phoneNumbers", "value": value }),
        )
        .status
    });

    assert_all_succeeded(&statuses);
    let found = scim.get(&user).expect(200);
    assert_eq!(
        found["phoneNumbers"].as_array().map(Vec::len),
        Some(CLIENTS),
        "{found}"
    );
}

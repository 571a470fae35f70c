//! Writes through all replicas at the same time: none is lost, of those that exclude each other
//! one wins, and the feed tells of them in one order.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::OrganizationId;
use domain::replay::{Replay, ReplayedResource};
use serde_json::{Map, Value, json};

use super::{REPLICAS, Replicas, together};
use crate::support::{Scim, run};

const CLIENTS: usize = 8 * REPLICAS;

impl Replicas {
    /// The feed has no gap, and every replica shows exactly what a replay of it leads to.
    pub(super) fn examine(&self, all: &[Scim]) {
        let organization = OrganizationId::parse(&self.credentials.organization_id).unwrap();
        let events = run(async {
            let store = self.site.open().await;
            store.events(organization, 0, u32::MAX).await.unwrap()
        });
        let mut replay = Replay::new(organization);
        for (event, sequence) in events.iter().zip(1..) {
            assert_eq!(event.sequence, sequence);
            let applied = replay.apply(event);
            applied.unwrap_or_else(|error| panic!("{error}: {event:?}"));
        }
        for scim in all {
            for (kind, resources) in [
                ("Users", replay.user_resources()),
                ("Groups", replay.groups()),
            ] {
                let mut listed = listed(scim, kind);
                for ((_, id), resource) in resources {
                    let found = listed.remove(&id.to_string());
                    shows(&found.unwrap_or_default(), resource);
                }
                assert!(listed.is_empty(), "not in the feed: {listed:?}");
            }
        }
    }
}

/// All resources of a kind, by their id.
fn listed(scim: &Scim, kind: &str) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/{kind}?count=500&cursor={cursor}");
        let page = scim.get(&path).expect(200);
        for resource in page["Resources"].as_array().unwrap() {
            let id = resource["id"].as_str().unwrap().to_owned();
            assert_eq!(all.insert(id, resource.clone()), None, "it is there twice");
        }
        match page["nextCursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => {
                assert_eq!(page["totalResults"], all.len());
                return all;
            }
        }
    }
}

fn shows(body: &Value, resource: &ReplayedResource) {
    let version = format!("W/\"{}\"", resource.version);
    assert_eq!(body["meta"]["version"], version, "{resource:?}: {body}");
    let attributes: Map<String, Value> = serde_json::from_str(&resource.attributes).unwrap();
    for (name, value) in &attributes {
        assert_eq!(body[name], *value, "{body}");
    }
    let members = resource.members.iter().map(ToString::to_string).collect();
    assert_eq!(members_of(body), members, "{body}");
}

fn members_of(group: &Value) -> BTreeSet<String> {
    let members = group["members"].as_array().into_iter().flatten();
    members
        .map(|member| member["value"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn no_change_of_a_group_is_lost() {
    let replicas = Replicas::start();
    let all = replicas.everywhere(&replicas.scim());
    let users: Vec<String> = (0..2 * CLIENTS)
        .map(|number| all[number % REPLICAS].create_user(&format!("user-{number}")))
        .collect();
    let (leaving, joining) = users.split_at(CLIENTS);
    let group = all[0].create_group("Everyone", leaving);
    let path = format!("/Groups/{group}");

    let statuses = together(CLIENTS, |client| {
        let scim = &all[client % REPLICAS];
        let leaves = format!("members[value eq \"{}\"]", leaving[client]);
        let joins = json!([{ "value": joining[client] }]);
        [
            json!({ "op": "remove", "path": leaves }),
            json!({ "op": "add", "path": "members", "value": joins }),
        ]
        .map(|operation| scim.patch(&path, operation).status)
    });
    let statuses = statuses.into_iter().flatten();
    assert!(statuses.clone().all(|status| [200, 204].contains(&status)));

    let expected: BTreeSet<String> = joining.iter().cloned().collect();
    for scim in &all {
        let found = scim.get(&path);
        let version = format!("W/\"{}\"", 1 + 2 * CLIENTS);
        assert_eq!(found.header("etag"), version);
        assert_eq!(members_of(&found.json()), expected);
    }
    replicas.examine(&all);
}

#[test]
fn a_user_name_is_taken_once() {
    let replicas = Replicas::start();
    let all = replicas.everywhere(&replicas.scim());
    for round in 0..5 {
        let name = format!("same-{round}@acme.example");
        let replies = together(CLIENTS, |client| {
            // Names are the same whatever the case of their letters.
            let name = [name.clone(), name.to_uppercase()][client % 2].clone();
            all[client % REPLICAS].post_user(&name)
        });
        let created = replies.iter().filter(|reply| reply.status == 201);
        assert_eq!(created.count(), 1, "{replies:?}");
        // RFC 7644 §3.3: a duplicate is 409 with scimType "uniqueness".
        for reply in replies.iter().filter(|reply| reply.status != 201) {
            assert_eq!(reply.expect(409)["scimType"], "uniqueness");
        }
    }
    replicas.examine(&all);
}

/// RFC 7644 §3.14: of those that have read the same version one may change it.
#[test]
fn one_of_many_with_the_same_version_wins() {
    let replicas = Replicas::start();
    let all = replicas.everywhere(&replicas.scim());
    let user = all[0].create_user("contended@acme.example");
    let path = format!("/Users/{user}");
    for round in 1..=5 {
        let seen = format!("W/\"{round}\"");
        let statuses = together(CLIENTS, |client| {
            let operation = json!({
                "op": "add", "path": "title", "value": format!("{round}, {client}"),
            });
            let body = json!({
                "schemas": [crate::support::PATCH_OP], "Operations": [operation],
            });
            all[client % REPLICAS]
                .request("PATCH", &path)
                .header("Content-Type", "application/scim+json")
                .header("If-Match", seen.as_str())
                .json(&body)
                .send()
                .status
        });
        let won = statuses.iter().filter(|status| **status == 200).count();
        let lost = statuses.iter().filter(|status| **status == 412).count();
        assert_eq!((won, lost), (1, CLIENTS - 1), "{statuses:?}");
    }
    replicas.examine(&all);
}

#[test]
fn everything_at_once_leads_to_what_the_feed_tells() {
    let replicas = Replicas::start();
    let all = replicas.everywhere(&replicas.scim());
    let group = all[0].create_group("Everyone", &[]);
    let statuses = together(CLIENTS, |client| {
        let mut statuses = BTreeSet::new();
        for step in 0..6 {
            let on = |offset: usize| &all[(client + step + offset) % REPLICAS];
            let user = on(0).create_user(&format!("user-{client}-{step}"));
            let path = format!("/Users/{user}");
            let joins = json!({ "op": "add", "path": "members", "value": [{ "value": user }] });
            statuses.insert(on(1).patch(&format!("/Groups/{group}"), joins).status);
            let inactive = json!({ "op": "replace", "path": "active", "value": false });
            statuses.insert(on(2).patch(&path, inactive).status);
            if step % 2 == 0 {
                statuses.insert(on(1).request("DELETE", &path).send().status);
            }
        }
        statuses
    });
    for status in statuses.into_iter().flatten() {
        assert!([200, 204].contains(&status), "{status}");
    }
    replicas.examine(&all);
    let total = all[0].get("/Users?count=0").expect(200);
    assert_eq!(total["totalResults"], CLIENTS * 3);
}

//! What was answered with success is still there after a crash.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Scim, Server, USER};

/// Creates users until told to stop; answers the ids by user name that were acknowledged.
fn create_users(
    scim: &Scim,
    worker: usize,
    stop: &AtomicBool,
    done: &AtomicUsize,
) -> Vec<(String, String)> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let name = format!("user-{worker}-{number}");
        let body = json!({ "schemas": [USER], "userName": name });
        let request = scim
            .request("POST", "/Users")
            .header("Content-Type", "application/scim+json");
        // No answer: the server is gone, and whether this one was stored is unknown.
        let Ok(reply) = request.json(&body).try_send() else {
            break;
        };
        let created = reply.expect(201);
        acknowledged.push((name, created["id"].as_str().unwrap().to_owned()));
        done.fetch_add(1, Ordering::Relaxed);
    }
    acknowledged
}

#[test]
fn acknowledged_users_survive_a_kill() {
    let mut server = Server::start();
    let scim = Scim::new(&server);
    let stop = Arc::new(AtomicBool::new(false));
    let done = Arc::new(AtomicUsize::new(0));
    let acknowledged = Mutex::new(BTreeMap::new());

    thread::scope(|scope| {
        for worker in 0..8 {
            let (scim, stop, done) = (&scim, &stop, &done);
            let acknowledged = &acknowledged;
            scope.spawn(move || {
                let created = create_users(scim, worker, stop, done);
                acknowledged.lock().unwrap().extend(created);
            });
        }
        while done.load(Ordering::Relaxed) < 200 {
            thread::sleep(Duration::from_millis(1));
        }
        server.process().kill();
        stop.store(true, Ordering::Relaxed);
    });
    server.serve_again();

    let scim = scim.moved_to(&server);
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() >= 200);
    for (name, id) in &acknowledged {
        let found = scim.get(&format!("/Users/{id}")).expect(200);
        assert_eq!(found["userName"], *name);
    }
    // Beyond the acknowledged ones, at most the one request per worker that got no answer.
    let total = scim.get("/Users?count=0").expect(200)["totalResults"]
        .as_u64()
        .unwrap();
    let most = acknowledged.len() as u64 + 8;
    assert!(
        (acknowledged.len() as u64..=most).contains(&total),
        "{total} users, not {most}"
    );
}

#[test]
fn a_restart_changes_nothing() {
    let mut server = Server::start();
    let scim = Scim::new(&server);
    let user = scim.create_user("kept@acme.example");
    let group = scim.create_group("Kept", std::slice::from_ref(&user));
    let before = snapshot(&scim, &user, &group);

    assert!(server.process().terminate().success());
    server.serve_again();

    let scim = scim.moved_to(&server);
    assert_eq!(snapshot(&scim, &user, &group), before);
    // The administrator's token is of the store, not of the process.
    server
        .management()
        .call("ListSCIMConfigurations", &json!({}));
}

/// A user and a group without what names the server's own address.
fn snapshot(scim: &Scim, user: &str, group: &str) -> Vec<Value> {
    ["Users", "Groups"]
        .iter()
        .zip([user, group])
        .map(|(kind, id)| {
            let text = scim.get(&format!("/{kind}/{id}")).expect(200).to_string();
            let (server, _) = scim.url.split_once("/scim/").unwrap();
            serde_json::from_str(&text.replace(server, "")).unwrap()
        })
        .collect()
}

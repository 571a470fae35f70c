//! `muster store verify`, `backup` and `restore` as an operator uses them: beside a server that is
//! being written to, after a crash, and when a store is lost.

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::mpsc;
use std::thread;

use serde_json::{Value, json};

use crate::support::{Request, Scim, Server, Site, USER, muster};

fn store(directory: &Path, arguments: &[&str]) -> Output {
    muster()
        .current_dir(directory)
        .arg("store")
        .args(arguments)
        .output()
        .unwrap()
}

/// The JSON that a command prints that must succeed.
fn succeeds(directory: &Path, arguments: &[&str]) -> Value {
    let output = store(directory, &[arguments, &["--format", "json"]].concat());
    let stderr = String::from_utf8_lossy(&output.stderr);
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{arguments:?}: {stderr}{stdout}");
    serde_json::from_str(&stdout).unwrap()
}

/// The one sentence of a command that must fail.
fn fails(directory: &Path, arguments: &[&str]) -> String {
    let output = store(directory, arguments);
    let stderr = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(stderr.trim_end().lines().count(), 1, "{stderr}");
    stderr
}

fn backup(directory: &Path, to: &str) -> Value {
    succeeds(
        directory,
        &["backup", "--store", "sqlite:muster.db", "--to", to],
    )
}

fn restore(directory: &Path, from: &str, to: &str, further: &[&str]) -> Value {
    let to = format!("sqlite:{to}");
    let arguments = [
        "restore",
        "--from",
        from,
        "--to",
        &to,
        "--key-file",
        "muster.db.key",
    ];
    succeeds(directory, &[&arguments[..], further].concat())
}

fn verify(directory: &Path, name: &str) -> Value {
    let url = format!("sqlite:{name}");
    succeeds(directory, &["verify", "--store", &url])
}

/// Creates users until the server is gone; tells each that was acknowledged.
fn write(scim: &Scim, writer: usize, acknowledged: &mpsc::Sender<()>) {
    for number in 0.. {
        let name = format!("user-{writer}-{number}@acme.example");
        let body = json!({ "schemas": [USER], "userName": name, "emails": [{ "value": name }] });
        let request = scim
            .request("POST", "/Users")
            .header("Content-Type", "application/scim+json");
        let Ok(reply) = request.json(&body).try_send() else {
            return;
        };
        reply.expect(201);
        if acknowledged.send(()).is_err() {
            return;
        }
    }
}

/// Target B-1: backups and checks beside sixteen writers, and beside a crash.
#[test]
fn a_store_is_backed_up_and_verified_while_it_is_written_and_after_a_kill() {
    let mut server = Server::start_on(Site::in_folder(), &[]);
    let scim = Scim::new(&server);
    let directory = server.directory().to_owned();
    let (sender, acknowledged) = mpsc::channel();
    let mut counts = Vec::new();
    thread::scope(|scope| {
        // Gone when an assertion fails, so that the writers stop and the failure is told.
        let acknowledged = acknowledged;
        for writer in 0..16 {
            let (scim, sender) = (&scim, sender.clone());
            scope.spawn(move || write(scim, writer, &sender));
        }
        drop(sender);
        let mut count = 0;
        for number in 0..4 {
            count += acknowledged.iter().take(50).count();
            counts.push(count);
            backup(&directory, &format!("copy-{number}.db"));
            verify(&directory, "muster.db");
        }
        assert_eq!(count, 200, "a writer stopped");
        // The server dies while a backup is made of its store.
        let directory = &directory;
        let last = scope.spawn(move || backup(directory, "copy-4.db"));
        acknowledged.iter().take(20).for_each(drop);
        server.process().kill();
        last.join().unwrap();
        // Whatever else was acknowledged.
        acknowledged.iter().for_each(drop);
    });
    let killed = verify(&directory, "muster.db");
    assert_eq!(killed["organizations"][0]["faults"], json!([]));
    counts.push(counts[3]);
    for (number, acknowledged) in counts.into_iter().enumerate() {
        let name = format!("restored-{number}.db");
        let from = format!("copy-{number}.db");
        restore(&directory, &from, &name, &["--keep-credentials"]);
        let found = verify(&directory, &name);
        assert_eq!(found["sound"], true, "{found}");
        // The administrator is a user without a resource.
        let users = found["organizations"][0]["resources"].as_u64().unwrap();
        assert!(
            users >= acknowledged as u64,
            "{users} users in a backup that {acknowledged} came before"
        );
    }
    let partial = fs::read_dir(&directory)
        .unwrap()
        .filter(|entry| {
            let name = entry.as_ref().unwrap().file_name();
            name.to_string_lossy().contains(".partial")
        })
        .count();
    assert_eq!(partial, 0, "half files stay");
}

#[test]
fn one_changed_byte_of_a_store_is_found_and_named() {
    let mut server = Server::start_on(Site::in_folder(), &[]);
    let scim = Scim::new(&server);
    let body = json!({ "schemas": [USER], "userName": "ina", "displayName": "Unmistakable" });
    let made = scim.send("POST", "/Users", &body).expect(201);
    let directory = server.directory().to_owned();
    assert!(server.process().terminate().success());
    assert_eq!(verify(&directory, "muster.db")["sound"], true);
    let before = fs::read(directory.join("muster.db")).unwrap();

    let word = b"Unmistakable";
    let places: Vec<_> = (0..before.len() - word.len())
        .filter(|place| before[*place..].starts_with(word))
        .collect();
    assert!(places.len() > 2, "in the resource, the user, the event");
    for place in places {
        let mut bytes = before.clone();
        bytes[place] ^= 0x20;
        fs::write(directory.join("changed.db"), bytes).unwrap();
        let output = store(&directory, &["verify", "--store", "sqlite:changed.db"]);
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(1), "byte {place}: {stdout}");
        assert!(stdout.contains("What to do: "), "{stdout}");
        let id = made["id"].as_str().unwrap();
        assert!(stdout.contains(id), "byte {place}: {stdout}");
    }
    // Nothing of it changes a store.
    assert_eq!(fs::read(directory.join("muster.db")).unwrap(), before);
}

fn status(scim: &Scim) -> u16 {
    scim.get("/Users?count=0").status
}

/// Provision, back up, change, lose, restore, check.
#[test]
fn after_a_restore_what_was_revoked_stays_dead() {
    let mut server = Server::start_on(Site::in_folder(), &[]);
    let (kept, revoked) = (Scim::new(&server), Scim::new(&server));
    kept.create_user("before@acme.example");
    let directory = server.directory().to_owned();
    backup(&directory, "copy.db");
    kept.create_user("after@acme.example");
    let regenerated = server.management().call(
        "RegenerateSCIMToken",
        &json!({ "scimConfigurationId": revoked.id() }),
    );
    let made_after = Scim {
        token: regenerated["token"].as_str().unwrap().to_owned(),
        ..revoked.clone()
    };
    assert_eq!((status(&revoked), status(&made_after)), (401, 200));

    // A store that is there, or served, is never touched.
    let arguments = ["restore", "--from", "copy.db", "--to", "sqlite:muster.db"];
    let refusal = fails(&directory, &arguments);
    assert!(refusal.contains("in use by another"), "{refusal}");
    assert!(server.process().terminate().success());
    let refusal = fails(&directory, &arguments);
    assert!(refusal.contains("exists already"), "{refusal}");
    fs::rename(directory.join("muster.db"), directory.join("old.db")).unwrap();

    let further = ["--since-store", "sqlite:old.db"];
    let restored = restore(&directory, "copy.db", "muster.db", &further);
    assert_eq!(restored["keyIsThere"], true);
    let invalidated = restored["invalidated"].as_array().unwrap();
    assert_eq!(invalidated.len(), 1, "{restored}");
    assert_eq!(invalidated[0]["kind"], "SCIM token");
    assert_eq!(invalidated[0]["ownerId"], revoked.id());
    assert_eq!(restored["shortenedFeeds"].as_array().unwrap().len(), 1);
    assert_eq!(verify(&directory, "muster.db")["sound"], true);

    server.serve_again();
    let [kept, revoked, made_after] = [&kept, &revoked, &made_after].map(|s| s.moved_to(&server));
    assert_eq!(status(&revoked), 401, "a revoked token came alive");
    assert_eq!(status(&made_after), 401, "it is not in the backup");
    let listed = kept.get("/Users").expect(200);
    assert_eq!(listed["totalResults"], 1);
    assert_eq!(listed["Resources"][0]["userName"], "before@acme.example");
    // The store goes on from there.
    kept.create_user("later@acme.example");
    verify(&directory, "muster.db");
}

/// The old store is lost as well, so nobody knows what was revoked.
#[test]
fn after_a_restore_without_the_old_store_no_token_lives_but_the_operator_key() {
    let mut server = Server::start_on(Site::in_folder(), &[]);
    let scim = Scim::new(&server);
    let directory = server.directory().to_owned();
    backup(&directory, "copy.db");
    assert!(server.process().terminate().success());
    fs::remove_file(directory.join("muster.db")).unwrap();

    let restored = restore(&directory, "copy.db", "muster.db", &[]);
    assert_eq!(restored["keptCredentials"], 1);
    server.serve_again();

    assert_eq!(status(&scim.moved_to(&server)), 401);
    let listing = "muster.v1.OperatorService/ListOrganizations";
    let call = |token: &str| {
        let url = format!("{}/api/{listing}", server.url);
        let request = Request::new("POST", url).header("Content-Type", "application/json");
        request.bearer(token).json(&json!({})).send().status
    };
    assert_eq!(call(&server.credentials.token), 401);
    assert_eq!(call(&server.credentials.operator_key), 200);
    let output = muster()
        .current_dir(&directory)
        .args(["token", "create", "--role", "admin", "--organization"])
        .arg(&server.credentials.organization_id)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_backup_without_its_manifest_and_a_wrong_key_are_told() {
    let server = Server::start_on(Site::in_folder(), &[]);
    let directory = server.directory();
    let output = store(
        directory,
        &["backup", "--store", "sqlite:muster.db", "--to", "copy.db"],
    );
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(stdout.contains("key is not in the backup"), "{stdout}");
    let again = ["backup", "--store", "sqlite:muster.db", "--to", "copy.db"];
    let refusal = fails(directory, &again);
    assert!(refusal.contains("was not touched"), "{refusal}");

    let arguments = ["restore", "--from", "copy.db", "--to", "sqlite:new.db"];
    let output = store(directory, &arguments);
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{stdout}");
    assert!(stdout.contains("at new.db.key"), "{stdout}");
    assert!(stdout.contains("may have been revoked"), "{stdout}");
    let refusal = fails(directory, &["verify", "--store", "sqlite:nowhere.db"]);
    assert!(refusal.contains("does not exist"), "{refusal}");

    fs::remove_file(directory.join("copy.db.manifest.json")).unwrap();
    let arguments = ["restore", "--from", "copy.db", "--to", "sqlite:newer.db"];
    let refusal = fails(directory, &arguments);
    assert!(refusal.contains("its manifest cannot be read"), "{refusal}");
    assert!(!directory.join("newer.db").exists());
}

/// Whenever a backup is killed, its name is not there or it is whole.
#[test]
fn a_backup_that_is_killed_leaves_no_half_file_under_the_name() {
    let server = Server::start_on(Site::in_folder(), &[]);
    let scim = Scim::new(&server);
    for number in 0..20 {
        scim.create_user(&format!("user-{number}@acme.example"));
    }
    let directory = server.directory();
    let exists = |name: &str| directory.join(name).exists();
    for number in 0..30 {
        let name = format!("copy-{number}.db");
        let mut child = muster()
            .current_dir(directory)
            .args([
                "store",
                "backup",
                "--store",
                "sqlite:muster.db",
                "--to",
                &name,
            ])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let partial = format!("{name}.partial-{}", child.id());
        while !exists(&partial) && child.try_wait().unwrap().is_none() {
            thread::yield_now();
        }
        // Each time somewhat later.
        for _ in 0..number * 20 {
            thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        if exists(&name) {
            let restored = format!("restored-{number}.db");
            restore(directory, &name, &restored, &["--keep-credentials"]);
            verify(directory, &restored);
        }
    }
    backup(directory, "whole.db");
}

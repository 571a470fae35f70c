//! `muster store copy` as an operator uses it: to the other engine and back, and killed in between.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::{Scim, Server, Site, USER, muster};

fn copy(directory: &Path, from: &str, to: &str) -> Command {
    let mut command = muster();
    command
        .current_dir(directory)
        .args(["store", "copy", "--from", from, "--to", to])
        .args(["--format", "json"]);
    command
}

/// Copies; returns what the command prints.
fn succeeds(mut command: Command) -> Value {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn fails(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// Serves the copy of a server's store with the same key.
fn serve(server: &Server, site: Site) -> Server {
    let key = server.directory().join("muster.db.key");
    let arguments = ["--key-file".to_owned(), key.display().to_string()];
    Server::serving(site, server.credentials.clone(), &arguments)
}

#[test]
fn a_store_moves_to_postgres_and_back_and_its_tokens_work() {
    let mut server = Server::start_on(Site::in_folder(), &[]);
    let scim = Scim::new(&server);
    let ina = scim.create_user("ina@acme.example");
    let team = scim.create_group("Team", &[ina]);
    scim.create_group("All", &[team]);
    assert!(server.process().terminate().success());
    let directory = server.directory().to_owned();

    let there = Site::in_database();
    let copied = succeeds(copy(&directory, server.site().store(), there.store()));
    assert_eq!(copied["organizations"], "1");
    let back = Site::in_folder();
    succeeds(copy(&directory, there.store(), back.store()));

    for site in [there, back] {
        let refusal = fails(copy(&directory, "sqlite:muster.db", site.store()));
        assert!(refusal.contains("was not touched"), "{refusal}");
        let moved = serve(&server, site);
        let scim = scim.moved_to(&moved);
        let users = scim.get("/Users").expect(200);
        assert_eq!(users["Resources"][0]["userName"], "ina@acme.example");
        let groups = scim.get("/Groups").expect(200);
        assert_eq!(groups["totalResults"], 2);
        scim.create_user("ben@acme.example");
    }
}

/// SIGKILL while the rows of the second organization go over; the same command goes on.
#[test]
fn a_copy_that_is_killed_goes_on() {
    for to in [Site::in_database(), Site::in_folder()] {
        let mut server = Server::start_on(Site::in_folder(), &[]);
        let other = server.another_organization("Other").organization_id;
        let scim = Scim::new(&server);
        for number in 0..20 {
            let body = json!({ "schemas": [USER], "userName": format!("user-{number}") });
            scim.send("POST", "/Users", &body).expect(201);
        }
        assert!(server.process().terminate().success());
        let directory = server.directory().to_owned();
        more_events(&directory.join("muster.db"), &other);

        let mut command = copy(&directory, "sqlite:muster.db", to.store());
        let mut child = command
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stderr = child.stderr.take().unwrap();
        BufReader::new(stderr).read_line(&mut line).unwrap();
        assert!(line.contains("is copied"), "{line}");
        child.kill().unwrap();
        assert!(!child.wait().unwrap().success());

        let refused = muster()
            .current_dir(&directory)
            .args(["serve", "--listen", "127.0.0.1:0", "--store", to.store()])
            .args(["--key-file", "muster.db.key"])
            .output()
            .unwrap();
        let stderr = String::from_utf8(refused.stderr).unwrap();
        assert!(stderr.contains("is an unfinished copy of"), "{stderr}");

        let copied = succeeds(copy(&directory, "sqlite:muster.db", to.store()));
        assert_eq!(copied["resumed"], "yes", "{copied}");
        let moved = serve(&server, to);
        let listed = scim.moved_to(&moved).get("/Users").expect(200);
        assert_eq!(listed["totalResults"], 20);
    }
}

/// Enough rows that a copy of them takes a while.
fn more_events(database: &Path, organization: &str) {
    let id = organization.replace('-', "");
    let connection = rusqlite::Connection::open(database).unwrap();
    let sql = format!(
        "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) \
         INSERT INTO events (organization_id, sequence, occurred_at, event_type, resource_id, \
         version, actor_type, request_id) SELECT x'{id}', i, 0, 'user.updated', x'{id}', 1, \
         'cli', 'test' FROM n"
    );
    connection.execute_batch(&sql).unwrap();
}

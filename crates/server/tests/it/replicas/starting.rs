//! Servers that start at the same time.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;

use super::{REPLICAS, Replicas, together};
use crate::support::{Management, Process, Scim, Site, muster};

const PATIENCE: Duration = Duration::from_secs(60);

/// What the step 0006 puts a new table in the place of, without what later steps add.
const COUNTS_BEFORE: &str = "DROP TABLE resource_counts; \
    DROP INDEX credentials_by_service_account; \
    ALTER TABLE credentials DROP COLUMN service_account_id; DROP TABLE service_accounts; \
    DROP TABLE role_assignments; DROP TABLE local_group_members; DROP TABLE local_groups; \
    ALTER TABLE resources DROP COLUMN member_count; \
    CREATE TABLE resource_counts (organization_id uuid NOT NULL, \
    scim_configuration_id uuid NOT NULL, resource_type text NOT NULL, total bigint NOT NULL); \
    UPDATE schema_version SET version = 5";

fn folders() -> Vec<TempDir> {
    (0..REPLICAS)
        .map(|_| tempfile::tempdir().unwrap())
        .collect()
}

/// One of them makes the key, the tables and the first organization, and the others follow.
#[test]
fn those_that_share_a_key_file_initialise_an_empty_database_once() {
    for _ in 0..3 {
        let site = Site::in_database();
        let folders = folders();
        let key = site.folder().join("shared.key").display().to_string();
        let arguments = ["--key-file".to_owned(), key];
        let processes = together(REPLICAS, |replica| {
            Process::serve(folders[replica].path(), site.store(), &arguments)
        });
        let mut tokens = processes.iter().filter_map(|process| {
            let mut words = process.printed.split_whitespace();
            words.find(|word| word.starts_with("mst_op_"))
        });
        let operator_key = tokens.next().unwrap();
        assert_eq!(tokens.next(), None, "it was initialised twice");
        for process in &processes {
            let operator = Management::new(&process.url, operator_key);
            let listed = operator.call("muster.v1.OperatorService/ListOrganizations", &json!({}));
            assert_eq!(listed["organizations"].as_array().unwrap().len(), 1);
        }
        let files: Vec<_> = std::fs::read_dir(site.folder()).unwrap().collect();
        assert_eq!(files.len(), 1, "beside the key there is {files:?}");
    }
}

/// A process, killed when dropped.
struct Starting(Child);

impl Drop for Starting {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// One serves. The others say what they need, and leave no key that would be the wrong one.
#[test]
fn those_with_keys_of_their_own_are_told_to_share_one() {
    // More than once, for they do not always meet.
    for _ in 0..3 {
        one_serves_and_the_others_ask_for_its_key();
    }
}

fn one_serves_and_the_others_ask_for_its_key() {
    let site = Site::in_database();
    let folders = folders();
    let mut processes: Vec<Starting> = folders
        .iter()
        .map(|folder| {
            let mut command = muster();
            command
                .current_dir(folder)
                .args(["serve", "--listen", "127.0.0.1:0", "--store", site.store()])
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped());
            Starting(command.spawn().unwrap())
        })
        .collect();
    let begun = Instant::now();
    let mut serving = processes.len();
    while serving > 1 {
        assert!(begun.elapsed() < PATIENCE, "{serving} still serve");
        let running = |process: &mut Starting| process.0.try_wait().unwrap().is_none();
        serving = processes.iter_mut().map(running).filter(|is| *is).count();
        thread::sleep(Duration::from_millis(5));
    }
    for (process, folder) in processes.iter_mut().zip(&folders) {
        let key = folder.path().join("muster.key");
        if process.0.try_wait().unwrap().is_none() {
            let stdout = BufReader::new(process.0.stdout.take().unwrap());
            let mut lines = stdout.lines().map_while(Result::ok);
            assert!(lines.any(|line| line.starts_with("listening on ")));
            assert!(key.exists());
        } else {
            let mut told = String::new();
            let mut stderr = process.0.stderr.take().unwrap();
            stderr.read_to_string(&mut told).unwrap();
            assert!(told.contains("muster.key"), "{told}");
            assert!(!key.exists(), "{told}");
        }
    }
}

/// One brings the database up to date, and the others wait for it.
#[test]
fn those_on_a_database_of_an_earlier_release_upgrade_it_once() {
    let mut replicas = Replicas::start();
    let scim = replicas.scim();
    let user = scim.create_user("kept@acme.example");
    let group = scim.create_group("Kept", std::slice::from_ref(&user));
    for _ in 0..3 {
        for process in &mut replicas.processes {
            process.kill();
        }
        replicas.site.sql(COUNTS_BEFORE);
        replicas.processes = replicas.serve_all();
        let all = replicas.everywhere(&scim);
        for scim in &all {
            assert_eq!(total(scim), 1);
            let found = scim.get(&format!("/Groups/{group}")).expect(200);
            assert_eq!(found["members"][0]["value"], user.as_str());
        }
        let another = all[1].create_user("another@acme.example");
        assert_eq!(total(&all[2]), 2);
        let path = format!("/Users/{another}");
        all[0].request("DELETE", &path).send().expect(204);
        replicas.examine(&all);
    }
}

fn total(scim: &Scim) -> u64 {
    let found = scim.get("/Users?count=0").expect(200);
    found["totalResults"].as_u64().unwrap()
}

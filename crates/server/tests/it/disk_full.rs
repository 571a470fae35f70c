//! A disk without space: a small file system in memory, which is the server's alone.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Credentials, Management, PATCH_OP, Process, Reply, Request, Scim};
use crate::support::{muster, sqlite};

/// Mounts a file system of 8 MiB on the folder, puts the store there, and becomes the server. The
/// mount is seen by this process alone and ends with it.
const SCRIPT: &str = "set -e; mount -t tmpfs -o size=8m,mode=777 muster small; \
                      cp muster.db* small; exec \"$@\"";

struct Small {
    process: Process,
    scim: Scim,
    /// The small file system, as seen from here.
    disk: PathBuf,
    _folder: tempfile::TempDir,
}

impl Small {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let credentials = Credentials::init(folder.path(), &sqlite(folder.path()));
        fs::create_dir(folder.path().join("small")).unwrap();
        let mut command = Command::new("unshare");
        // Without privileges: as the root of a user namespace of one's own.
        command.args(if is_root() {
            ["--mount"].as_slice()
        } else {
            &["-r", "--mount"]
        });
        command.args(["sh", "-c", SCRIPT, "sh"]);
        let server = muster();
        for (name, value) in server.get_envs() {
            assert!(value.is_none());
            command.env_remove(name);
        }
        command.arg(server.get_program());
        let store = "sqlite:small/muster.db";
        let process = Process::start(command, folder.path(), store, &[]);
        let management = Management::new(&process.url, &credentials.token);
        let (id, token) = management.create_scim_configuration(&credentials.organization_id);
        let inside = folder.path().strip_prefix("/").unwrap().join("small");
        Self {
            scim: Scim {
                url: format!("{}/scim/v2/{id}", process.url),
                token,
            },
            disk: Path::new(&format!("/proc/{}/root", process.id())).join(inside),
            process,
            _folder: folder,
        }
    }

    /// Writes a file until no byte more fits.
    fn fill(&self) {
        let mut ballast = File::create(self.disk.join("ballast")).unwrap();
        for size in [64 * 1024, 4096, 1] {
            loop {
                match ballast.write(&vec![0; size]) {
                    Ok(0) => break,
                    Ok(_) => {}
                    Err(error) => {
                        assert_eq!(error.kind(), ErrorKind::StorageFull, "{error}");
                        break;
                    }
                }
            }
        }
    }

    fn make_room(&self) {
        fs::remove_file(self.disk.join("ballast")).unwrap();
    }

    fn health(&self, path: &str) -> u16 {
        Request::new("GET", format!("{}{path}", self.process.url))
            .send()
            .status
    }
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout == b"0\n"
}

/// A user whose attributes take some pages of the store.
fn large_user(scim: &Scim, name: &str) -> Reply {
    let text = "x".repeat(20_000);
    let body = json!({ "schemas": [crate::support::USER], "userName": name, "title": text });
    scim.send("POST", "/Users", &body)
}

/// Several times, because each failure could be the one that breaks something.
#[test]
fn writes_are_refused_and_reads_go_on_until_there_is_space_again() {
    let small = Small::start();
    let scim = &small.scim;
    let mut known: Vec<(String, Value)> = Vec::new();
    for round in 0..4 {
        small.fill();
        let mut refusals = 0;
        // What still fits into the pages that the files have already may be written.
        for number in 0..200 {
            let name = format!("user-{round}-{number}");
            let begun = Instant::now();
            let reply = large_user(scim, &name);
            assert!(
                begun.elapsed() < Duration::from_secs(10),
                "{:?}",
                begun.elapsed()
            );
            match reply.status {
                201 => {
                    let user = reply.json();
                    known.push((user["id"].as_str().unwrap().to_owned(), user));
                }
                503 => {
                    refusals += 1;
                    assert!(
                        reply
                            .body
                            .contains("the disk that holds the store is full; free some space"),
                        "{}",
                        reply.body
                    );
                    assert_eq!(reply.header("retry-after"), "1");
                }
                other => panic!("{other} {}", reply.body),
            }
            if refusals == 5 {
                break;
            }
        }
        assert_eq!(refusals, 5, "the disk never was full");
        for (id, user) in known.iter().rev().take(20) {
            assert_eq!(scim.get(&format!("/Users/{id}")).expect(200), *user);
        }
        let total = scim.get("/Users?count=1").expect(200)["totalResults"].clone();
        assert_eq!(total, known.len(), "a refused write has left a trace");
        assert_eq!(small.health("/livez"), 200);

        small.make_room();
        let begun = Instant::now();
        let user = loop {
            let reply = large_user(scim, &format!("after-{round}"));
            if reply.status == 201 {
                break reply.json();
            }
            assert!(begun.elapsed() < Duration::from_secs(5), "{}", reply.body);
        };
        let id = user["id"].as_str().unwrap().to_owned();
        let body = json!({ "schemas": [PATCH_OP], "Operations": [
            { "op": "replace", "path": "active", "value": false } ] });
        let path = format!("/Users/{id}");
        let user = scim.send("PATCH", &path, &body).expect(200);
        known.push((id, user));
    }
    for (id, user) in &known {
        assert_eq!(scim.get(&format!("/Users/{id}")).expect(200), *user);
    }
}

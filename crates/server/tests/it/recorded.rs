//! What identity providers really send, and what must come back (`tests/recorded`).

use crate::support::{Scim, Server, replay};

fn replay_file(file: &str) {
    let server = Server::start();
    replay(&Scim::new(&server), file);
}

#[test]
fn authentik() {
    replay_file("authentik_client.json");
}

#[test]
fn entra_id() {
    replay_file("entra_default.json");
}

#[test]
fn entra_id_with_the_compliance_flag() {
    replay_file("entra_aadOptscim062020.json");
}

#[test]
fn okta_that_only_puts() {
    replay_file("okta_aiw_put.json");
}

#[test]
fn okta_that_patches() {
    replay_file("okta_oin_patch.json");
}

#[test]
fn every_recording_is_replayed() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recorded");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let source = include_str!("recorded.rs");
    for file in files {
        assert!(
            source.contains(&format!("\"{file}\"")),
            "{file} has no test"
        );
    }
}

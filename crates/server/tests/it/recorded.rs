//! What identity providers really send, and what must come back (`tests/recorded`).

use crate::support::{Recording, Scim, Server, replay};

/// In the tolerant profile, which is what a SCIM configuration has unless it is told otherwise.
fn replay_file(file: &str) {
    let server = Server::start();
    let scim = Scim::new(&server);
    replay(&scim, file);
    let settings = scim.update_settings(&server, serde_json::json!({}));
    assert_eq!(settings["profile"], "SCIM_PROFILE_TOLERANT");
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

/// Provisioning on demand ignores the compliance flag, so one SCIM configuration meets both dialects
/// of Entra ID, here step by step in turn.
#[test]
fn entra_id_in_both_dialects_at_once() {
    let server = Server::start();
    let scim = Scim::in_profile(&server, "TOLERANT");
    let mut plain = Recording::load("entra_default.json", "plain");
    let mut flagged = Recording::load("entra_aadOptscim062020.json", "flagged");
    let each = plain.len() / flagged.len();
    while !plain.is_over() || !flagged.is_over() {
        if !flagged.is_over() {
            flagged.step(&scim);
        }
        for _ in 0..each {
            if !plain.is_over() {
                plain.step(&scim);
            }
        }
    }
    plain.finish();
    flagged.finish();
}

/// The same, about one and the same user.
#[test]
fn entra_id_in_both_dialects_about_one_user() {
    let server = Server::start();
    let scim = Scim::in_profile(&server, "TOLERANT");
    let mut plain = Recording::load("entra_default.json", "plain");
    let mut flagged = Recording::load("entra_aadOptscim062020.json", "flagged");
    // Each makes a user of its own; then the flagged one changes that of the plain one in between
    // its own changes.
    for _ in 0..9 {
        plain.step(&scim);
    }
    flagged.step(&scim);
    flagged.step(&scim);
    let user = plain.variables["userId"].clone();
    let own = flagged.variables.insert("userId".to_owned(), user).unwrap();
    flagged.step(&scim);
    plain.step(&scim);
    flagged.step(&scim);
    while !plain.is_over() {
        plain.step(&scim);
    }
    flagged.variables.insert("userId".to_owned(), own);
    while !flagged.is_over() {
        flagged.step(&scim);
    }
    plain.finish();
    flagged.finish();
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

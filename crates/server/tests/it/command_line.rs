//! `muster serve` and `muster init` as an operator sees them.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Output;

use serde_json::json;

use crate::support::{Credentials, Management, Process, Scim, Server, muster, sqlite};

fn run(directory: &Path, arguments: &[&str]) -> Output {
    muster()
        .current_dir(directory)
        .args(arguments)
        .output()
        .unwrap()
}

/// The one sentence on stderr of a command that must fail, and nothing on stdout.
fn refusal(output: &Output) -> String {
    assert!(!output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    let stderr = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(!stderr.contains("panicked"), "{stderr}");
    assert_eq!(
        stderr.trim_end().lines().count(),
        1,
        "one sentence: {stderr}"
    );
    stderr
}

#[test]
fn init_prints_credentials_that_work() {
    let server = Server::start();
    let identity = server.management().call(
        "gitpod.v1.IdentityService/GetAuthenticatedIdentity",
        &json!({}),
    );
    assert_eq!(
        identity["organizationId"],
        server.credentials.organization_id.as_str()
    );
    assert_eq!(
        identity["subject"]["id"],
        server.credentials.user_id.as_str()
    );

    let operator = Management::new(&server.url, &server.credentials.operator_key);
    let listed = operator.call("muster.v1.OperatorService/ListOrganizations", &json!({}));
    assert_eq!(
        listed["organizations"][0]["id"],
        server.credentials.organization_id.as_str()
    );
    assert_eq!(listed["organizations"][0]["name"], "Acme Corporation");
}

#[test]
fn init_refuses_an_initialised_store_and_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    Credentials::init(directory.path(), &sqlite(directory.path()));
    let before = files(directory.path());

    let output = run(
        directory.path(),
        &[
            "init",
            "--store",
            "sqlite:muster.db",
            "--organization",
            "Other",
            "--format",
            "json",
        ],
    );

    assert!(refusal(&output).contains("already"), "{output:?}");
    assert_eq!(files(directory.path()), before);
}

fn files(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        // Opening a database may create these; they hold no data of their own when it is closed.
        .filter(|(name, _)| !name.ends_with("-shm") && !name.ends_with(".lock"))
        .filter(|(name, bytes)| !(name.ends_with("-wal") && bytes.is_empty()))
        .collect();
    files.sort();
    files
}

#[test]
fn serve_initialises_an_empty_store_and_says_so_once() {
    let directory = tempfile::tempdir().unwrap();
    let mut process = Process::serve(directory.path(), &sqlite(directory.path()), &[]);
    let (token, operator_key) = (
        printed_token(&process.printed, "mst_pat_"),
        printed_token(&process.printed, "mst_op_"),
    );
    let method = "gitpod.v1.IdentityService/GetAuthenticatedIdentity";
    let identity = Management::new(&process.url, &token).call(method, &json!({}));
    let organization = identity["organizationId"].as_str().unwrap();
    assert!(
        process.printed.contains(organization),
        "{}",
        process.printed
    );
    let listing = "muster.v1.OperatorService/ListOrganizations";
    Management::new(&process.url, &operator_key).call(listing, &json!({}));

    assert!(process.terminate().success());
    let again = Process::serve(directory.path(), &sqlite(directory.path()), &[]);

    assert!(!again.printed.contains("mst_"), "{}", again.printed);
    let identity = Management::new(&again.url, &token).call(method, &json!({}));
    assert_eq!(identity["organizationId"], organization);
}

/// The token in `printed` that begins with `prefix`.
fn printed_token(printed: &str, prefix: &str) -> String {
    let start = printed
        .find(prefix)
        .unwrap_or_else(|| panic!("no {prefix} in:\n{printed}"));
    let token = printed[start..]
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_');
    token.collect()
}

#[test]
fn the_tokens_are_not_in_the_store() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let secrets = [
        &server.credentials.token,
        &server.credentials.operator_key,
        &scim.token,
    ];
    for (name, bytes) in files(server.directory()) {
        for secret in secrets {
            let found = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "{name} holds the token {secret}");
        }
    }
}

#[test]
fn serve_fails_with_one_sentence_when_the_address_is_taken() {
    let directory = tempfile::tempdir().unwrap();
    Credentials::init(directory.path(), &sqlite(directory.path()));
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();

    let output = run(
        directory.path(),
        &["serve", "--store", "sqlite:muster.db", "--listen", &address],
    );

    assert!(refusal(&output).contains(&address), "{output:?}");
}

#[test]
fn serve_fails_with_one_sentence_when_the_store_cannot_be_opened() {
    let directory = tempfile::tempdir().unwrap();
    let output = run(
        directory.path(),
        &[
            "serve",
            "--store",
            "sqlite:no/such/folder/muster.db",
            "--listen",
            "127.0.0.1:0",
        ],
    );
    assert!(refusal(&output).contains("no/such/folder"), "{output:?}");
}

#[test]
fn serve_fails_with_one_sentence_when_the_store_is_not_a_database() {
    let directory = tempfile::tempdir().unwrap();
    let garbage = "this is not a database, whatever its name says; ".repeat(100);
    fs::write(directory.path().join("muster.db"), &garbage).unwrap();

    let output = run(
        directory.path(),
        &[
            "serve",
            "--store",
            "sqlite:muster.db",
            "--listen",
            "127.0.0.1:0",
        ],
    );

    assert!(refusal(&output).contains("muster.db"), "{output:?}");
    assert_eq!(
        fs::read_to_string(directory.path().join("muster.db")).unwrap(),
        garbage
    );
}

#[test]
fn serve_drains_and_exits_with_zero_on_sigterm() {
    let mut server = Server::start();
    Scim::new(&server).create_user("someone@acme.example");
    assert!(server.answers());

    let status = server.process().terminate();

    assert_eq!(status.code(), Some(0));
    assert!(!server.answers());
}

#[test]
fn wrong_arguments_are_refused_with_the_usage() {
    let directory = tempfile::tempdir().unwrap();
    for arguments in [
        &["serve", "--lisen", "x"][..],
        &["no-such-command"],
        &["init"],
    ] {
        let output = run(directory.path(), arguments);
        assert!(!output.status.success(), "{arguments:?}");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.contains("Usage"), "{arguments:?}: {stderr}");
    }
    assert_eq!(files(directory.path()), []);
}

//! Where the command line takes its settings from, and what it says of those that it cannot use.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::support::{Credentials, Management, Server, Site, muster, sqlite};

fn run(directory: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = muster();
    command
        .current_dir(directory)
        .args(arguments)
        .envs(variables.iter().copied());
    command.output().unwrap()
}

/// The one sentence of a command that must fail.
#[track_caller]
fn refusal(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    let stderr = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    stderr
}

/// `muster organization list` as JSON.
fn list(directory: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Value {
    let all = [&["organization", "list", "--format", "json"], arguments].concat();
    let output = run(directory, &all, variables);
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_flag_comes_before_its_variable_and_that_before_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    Credentials::init(directory, &sqlite(directory));
    fs::write(
        directory.join("good.toml"),
        "store = \"sqlite:muster.db\"\n",
    )
    .unwrap();
    fs::write(directory.join("bad.toml"), "store = \"sqlite:wrong.db\"\n").unwrap();
    let (good, bad) = ("sqlite:muster.db", "sqlite:wrong.db");
    let expected = list(directory, &[], &[]);
    assert_eq!(expected["organizations"][0]["name"], "Acme Corporation");

    let store = |url| ("MUSTER_STORE", url);
    assert_eq!(list(directory, &["--store", good], &[store(bad)]), expected);
    assert_eq!(
        list(directory, &["--config", "bad.toml"], &[store(good)]),
        expected
    );
    assert_eq!(list(directory, &["--config", "good.toml"], &[]), expected);
    assert_eq!(
        list(directory, &[], &[("MUSTER_CONFIG", "good.toml")]),
        expected
    );
    let wrong = run(
        directory,
        &["organization", "list", "--config", "bad.toml"],
        &[],
    );
    assert!(refusal(&wrong).contains("wrong.db"));
    assert!(
        !directory.join("wrong.db").exists(),
        "a command that only reads creates nothing"
    );
}

#[test]
fn a_configuration_file_that_is_wrong_is_refused_with_the_place() {
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    for (text, named) in [
        ("store = \"sqlite:a.db\"\nlisen = \"x\"\n", "lisen"),
        ("store = 1\n", "line 1"),
        ("\n\nstore = [\n", "line"),
        ("log-format = \"xml\"\n", "xml"),
    ] {
        fs::write(directory.join("muster.toml"), text).unwrap();
        let sentence = refusal(&run(directory, &["serve", "--config", "muster.toml"], &[]));
        assert!(
            sentence.contains(named) && sentence.contains("muster.toml"),
            "{sentence}"
        );
    }
    let missing = refusal(&run(directory, &["serve", "--config", "none.toml"], &[]));
    assert!(missing.contains("none.toml"), "{missing}");
}

#[test]
fn values_that_cannot_be_used_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    for (flag, value) in [
        ("--store", "postgres://user:password@host/muster"),
        ("--store", "muster.db"),
        ("--public-url", "muster.example.com"),
        ("--public-url", "ftp://muster.example.com"),
        ("--public-url", "https://user:password@muster.example.com"),
        ("--public-url", "https://muster.example.com/?x"),
        ("--public-url", "https://muster.example.com/#x"),
        ("--listen", "nonsense"),
        ("--log-level", "=x=,,"),
        ("--egress-allow", "10.0.0.0/8"),
        ("--egress-allow", "jwks=10.0.0.0/8,jwks=everywhere"),
        ("--egress-ca", "none.pem"),
    ] {
        let sentence = refusal(&run(directory, &["serve", flag, value], &[]));
        assert!(
            !sentence.contains("password") || flag == "--public-url",
            "{sentence}"
        );
    }
    assert!(
        !directory.join("muster.db").exists(),
        "nothing is initialised by a failure"
    );
}

#[test]
fn where_requests_may_go_is_said_by_flag_variable_or_file() {
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    let file = |line: &str| fs::write(directory.join("muster.toml"), line).unwrap();
    let serve = |arguments: &[&str], variables: &[(&str, &str)]| {
        // It stops at the address, after all settings were read.
        let all = [&["serve", "--listen", "nonsense"], arguments].concat();
        refusal(&run(directory, &all, variables))
    };
    file("egress-allow = [\"jwks=10.0.0.0/8\", \"jwks=file\"]\n");
    let from_file = ["--config", "muster.toml"];
    assert!(serve(&from_file, &[]).contains("\"jwks=file\""));
    let variable = ("MUSTER_EGRESS_ALLOW", "jwks=10.0.0.0/8,jwks=variable");
    assert!(serve(&from_file, &[variable]).contains("\"jwks=variable\""));
    let flags = [
        "--egress-allow",
        "jwks=fd00::/8",
        "--egress-allow",
        "jwks=10.0.0.1",
    ];
    let sentence = serve(&[&from_file[..], &flags].concat(), &[variable]);
    assert!(sentence.contains("cannot listen on nonsense"), "{sentence}");

    file("egress-ca = \"file.pem\"\n");
    assert!(serve(&from_file, &[]).contains("file.pem"));
    let variable = ("MUSTER_EGRESS_CA", "variable.pem");
    assert!(serve(&from_file, &[variable]).contains("variable.pem"));
    let flags = ["--egress-ca", "flag.pem"];
    assert!(serve(&flags, &[variable]).contains("flag.pem"));
}

#[test]
fn the_key_file_is_private_and_the_store_is_worthless_without_it() {
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    Credentials::init(directory, &sqlite(directory));
    let path = directory.join("muster.db.key");
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let key = fs::read_to_string(&path).unwrap();
    let expected = list(directory, &[], &[]);

    let elsewhere = directory.join("elsewhere");
    fs::rename(&path, &elsewhere).unwrap();
    let list_again = ["organization", "list"];
    let missing = refusal(&run(directory, &list_again, &[]));
    assert!(missing.contains("muster.db.key"), "{missing}");
    assert!(!path.exists(), "no new key is made for an old store");
    let elsewhere = elsewhere.to_str().unwrap();
    assert_eq!(list(directory, &["--key-file", elsewhere], &[]), expected);
    assert_eq!(
        list(directory, &[], &[("MUSTER_KEY_FILE", elsewhere)]),
        expected
    );
    assert_eq!(list(directory, &[], &[("MUSTER_KEY", &key)]), expected);

    for (wrong, named) in [
        (
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "not the one",
        ),
        (&"00".repeat(32), "not the one"),
        ("junk", "32 bytes"),
        ("", "32 bytes"),
    ] {
        let sentence = refusal(&run(directory, &list_again, &[("MUSTER_KEY", wrong)]));
        assert!(sentence.contains(named), "{sentence}");
    }
}

#[test]
fn organizations_and_tokens_are_made_while_a_server_runs() {
    let server = Server::start_on(Site::in_folder(), &[]);
    let directory = server.directory();
    let arguments = [
        "organization",
        "create",
        "--name",
        "Beta Inc",
        "--format",
        "json",
    ];
    let made: Value = serde_json::from_slice(&run(directory, &arguments, &[]).stdout).unwrap();
    let id = made["organizationId"].as_str().unwrap();
    assert!(list(directory, &[], &[]).to_string().contains(id));

    let arguments = [
        "token",
        "create",
        "--organization",
        id,
        "--role",
        "admin",
        "--format",
        "json",
    ];
    let token: Value = serde_json::from_slice(&run(directory, &arguments, &[]).stdout).unwrap();
    assert_eq!(token["userId"], made["userId"]);
    for token in [&made["token"], &token["token"]] {
        let management = Management::new(&server.url, token.as_str().unwrap());
        management.create_sso_configuration(id);
    }
    let nobody = "0199d7a1-0000-7000-8000-000000000000";
    for (organization, user) in [(nobody, None), (id, Some(nobody))] {
        let mut arguments = vec![
            "token",
            "create",
            "--role",
            "admin",
            "--organization",
            organization,
        ];
        arguments.extend(user.iter().flat_map(|user| ["--user", *user]));
        assert!(refusal(&run(directory, &arguments, &[])).contains("not found"));
    }
}

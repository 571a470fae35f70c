//! Muster is tested by its own tester, `muster conformance`, as anybody else's server would be.

use std::collections::BTreeSet;
use std::process::Output;

use serde_json::Value;

use crate::support::{PROFILES, Request, Scim, Server, muster};

/// What a run against Muster can never find out.
const NEVER: [&str; 7] = [
    // The tests reach Muster without TLS and below its rate limit, and its configuration is not
    // public.
    "7644-7.2-tls",
    "6585-4-retry-after",
    "7643-5-anonymous",
    // Optional, and not used.
    "7643-3.1-content-location",
    // No schema has such an attribute.
    "7644-3.4.2.2-number",
    "7644-3.5.1-immutable",
    "7643-7-returned-request",
];

/// What Muster supports or offers a remedy for, so that the opposite cannot be tested.
const CONTRARY: [&str; 2] = ["7644-3.7-unsupported", "7644-3.4.2.4-deletions"];

/// Where a profile departs from the RFCs on purpose: what fails, and what is warned of.
type Departures = (&'static [&'static str], &'static [&'static str]);

const TOLERANT: Departures = (
    // Entra ID counts on the value being created that its filter describes.
    &["7644-3.5.2.3-no-match-eq"],
    &["7644-3.7-missing-bulk-id"],
);

/// What identity providers send and the RFCs do not have.
const RFC: Departures = (
    &[],
    &[
        "7644-3.4.2.2-value-path-sub-attribute",
        "7644-3.5.2-operation-case",
        "7644-3.5.2-string-boolean",
        "7644-3.5.2-dotted-names",
        "7644-3.5.2-id-in-value",
        "7644-3.5.2.2-remove-by-value",
    ],
);

/// The interoperability profile forbids some of what RFC 7644 §3.5.2 allows: an operation without
/// path, a filter without a sub-attribute behind it, and a complex value that is merged.
const INTEROP: Departures = (
    &[
        "7643-3.3-patch-extension",
        "7644-3.5.2-path-filter-case",
        "7644-3.5.2-path-filter-or",
        "7644-3.5.2.1-value-without-path",
        "7644-3.5.2.1-without-path",
        "7644-3.5.2.2-by-value",
        "7644-3.5.2.2-filter-with-and",
        "7644-3.5.2.2-last-value",
        "7644-3.5.2.2-some-values",
        "7644-3.5.2.2-without-path",
        "7644-3.5.2.3-complex",
        "7644-3.5.2.3-no-match",
        "7644-3.5.2.3-no-match-eq",
        "7644-3.5.2.3-rename",
        "7644-3.5.2.3-some-values",
        "7644-3.5.2.3-without-path",
    ],
    &[
        "7644-3.5.2-operation-case",
        "7644-3.5.2-string-boolean",
        "7644-3.5.2-dotted-names",
        "7644-3.5.2-id-in-value",
        "7644-3.5.2-unknown-attribute",
        "7644-3.5.2.2-remove-by-value",
    ],
);

/// Runs `muster conformance` on this service provider.
fn test(scim: &Scim, arguments: &[&str]) -> Output {
    muster()
        .args(["conformance", "--url", &scim.url])
        .args(arguments)
        .env("MUSTER_CONFORMANCE_TOKEN", &scim.token)
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .unwrap()
}

fn start() -> (Server, Scim) {
    let server = Server::start();
    let scim = Scim::new(&server);
    (server, scim)
}

fn with_outcome<'a>(report: &'a Value, outcome: &str) -> BTreeSet<&'a str> {
    let areas = report["areas"].as_array().unwrap();
    let checks = areas
        .iter()
        .flat_map(|area| area["checks"].as_array().unwrap());
    checks
        .filter(|check| check["outcome"] == outcome)
        .map(|check| check["id"].as_str().unwrap())
        .collect()
}

/// The findings of the checks with this outcome, for the message of a failing test.
fn findings(report: &Value, outcome: &str) -> String {
    let areas = report["areas"].as_array().unwrap();
    let checks = areas
        .iter()
        .flat_map(|area| area["checks"].as_array().unwrap());
    checks
        .filter(|check| check["outcome"] == outcome)
        .map(|check| format!("{}: {:#}\n", check["id"], check["findings"]))
        .collect()
}

#[test]
fn muster_keeps_the_rfcs() {
    let server = Server::start();
    for (profile, (failed, warned)) in PROFILES.into_iter().zip([TOLERANT, RFC, INTEROP]) {
        let scim = Scim::in_profile(&server, profile);
        let output = test(&scim, &["--format", "json"]);
        let stderr = String::from_utf8_lossy(&output.stderr);
        let report: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("no report ({error}): {stderr}"));

        let skipped = [&NEVER[..], &CONTRARY].concat();
        for (outcome, expected) in [
            ("failed", failed),
            ("warning", warned),
            ("skipped", skipped.as_slice()),
        ] {
            let found = with_outcome(&report, outcome);
            let expected = expected.iter().copied().collect();
            assert!(
                found == expected,
                "{profile}: {}",
                findings(&report, outcome)
            );
        }
        assert_eq!(output.status.code(), Some(i32::from(!failed.is_empty())));

        let listed = muster().args(["conformance", "--list"]).output().unwrap();
        let listed = String::from_utf8(listed.stdout).unwrap();
        let listed = listed
            .lines()
            .filter(|line| line.starts_with("| `"))
            .count();
        let outcomes = ["passed", "failed", "warning", "skipped"];
        let reported = outcomes.map(|outcome| with_outcome(&report, outcome).len());
        assert_eq!(reported.iter().sum::<usize>(), listed);

        assert_eq!(report["leftovers"], serde_json::json!([]));
        assert_eq!(report["stopped"], Value::Null);
        assert_eq!(scim.get("/Users").expect(200)["totalResults"], 0);
        assert_eq!(scim.get("/Groups").expect(200)["totalResults"], 0);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(!text.contains(&scim.token), "the token is in the report");
    }
}

#[test]
fn the_report_goes_where_it_is_wanted() {
    let (server, scim) = start();
    let file = server.directory().join("report.xml");
    let only = [
        "--only",
        "7644-3.3-created",
        "--format",
        "junit",
        "--output",
    ];
    let output = test(&scim, &[&only[..], &[file.to_str().unwrap()]].concat());
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "1 passed, 0 failed, 0 warnings, 0 skipped\n"
    );
    assert!(
        output.stderr.is_empty(),
        "no bar where there is no terminal"
    );
    let report = std::fs::read_to_string(file).unwrap();
    assert!(report.starts_with("<?xml") && report.contains("7644-3.3-created"));
}

#[test]
fn a_run_that_cannot_be_done_exits_with_two() {
    let (server, scim) = start();
    let stranger = Scim {
        token: "mst_scim_unknown".to_owned(),
        ..scim.clone()
    };
    let elsewhere = Scim {
        url: format!("{}/nothing", server.url),
        ..scim.clone()
    };
    for (scim, sentence) in [
        (&stranger, "the token is refused"),
        (&elsewhere, "there is no SCIM service provider at"),
    ] {
        let output = test(scim, &[]);
        assert_eq!(output.status.code(), Some(2));
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(
            stderr.starts_with("muster: ") && stderr.contains(sentence),
            "{stderr}"
        );
        assert!(!stderr.contains(&scim.token), "{stderr}");
    }
    let output = test(&scim, &["--only", "nothing"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn the_token_can_be_in_a_file() {
    let (server, scim) = start();
    let file = server.directory().join("token");
    std::fs::write(&file, format!("{}\n", scim.token)).unwrap();
    let output = muster()
        .args([
            "conformance",
            "--url",
            &scim.url,
            "--only",
            "7644-3.3-created",
        ])
        .arg("--token-file")
        .arg(&file)
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let without = muster()
        .args(["conformance", "--url", &scim.url])
        .output()
        .unwrap();
    assert_eq!(without.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&without.stderr).contains("a token is needed"));
}

#[test]
fn the_list_needs_no_service_provider() {
    let output = muster().args(["conformance", "--list"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let list = String::from_utf8_lossy(&output.stdout);
    assert!(list.contains("| `7644-3.5.2.2-remove-non-member` | SHOULD |"));
}

#[test]
fn an_interrupted_run_deletes_what_it_created() {
    let (_server, scim) = start();
    let mut child = muster()
        .args(["conformance", "--url", &scim.url, "--format", "json"])
        .env("MUSTER_CONFORMANCE_TOKEN", &scim.token)
        .env("NO_PROXY", "127.0.0.1")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // Not before there is something to delete.
    while scim.get("/Users").expect(200)["totalResults"] == 0 {
        assert!(child.try_wait().unwrap().is_none(), "the run is over");
        std::thread::yield_now();
    }
    let command = format!("kill -INT {}", child.id());
    let killed = std::process::Command::new("sh")
        .args(["-c", &command])
        .status();
    assert!(killed.unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["stopped"], "the run was interrupted");
    assert_eq!(report["leftovers"], serde_json::json!([]));
    assert_eq!(scim.get("/Users").expect(200)["totalResults"], 0);
    // The server is none the worse for it.
    assert!(
        Request::new("GET", format!("{}/Me", scim.url))
            .try_send()
            .is_ok()
    );
}

//! The forms of a report.

use conformance::Report;
use conformance::exchange::{Exchange, Received, Sent};
use conformance::render::{Format, render};
use conformance::report::{
    AreaReport, CheckReport, Counts, Evidence, Finding, Leftover, Outcome, Severity,
};

fn check(id: &str, outcome: Outcome) -> CheckReport {
    CheckReport {
        id: id.to_owned(),
        title: "Something is right".to_owned(),
        rule: "RFC 7644 §3.3".to_owned(),
        level: "MUST".to_owned(),
        quote: "It SHALL be <right>.".to_owned(),
        outcome,
        reason: None,
        findings: Vec::new(),
        requests: 1,
        milliseconds: 12,
    }
}

fn finding(severity: Severity, sentence: &str) -> Finding {
    let exchange = Exchange::new(
        Sent {
            method: "POST".to_owned(),
            target: "/Users".to_owned(),
            headers: vec![("Accept".to_owned(), "application/scim+json".to_owned())],
            body: Some("{\"userName\":\"ada\"}".to_owned()),
        },
        Received {
            status: 500,
            headers: vec![
                ("content-type".to_owned(), "text/html".to_owned()),
                ("x-powered-by".to_owned(), "Something".to_owned()),
            ],
            body: "<b>\u{1b}[2J``` fault & </b>".to_owned(),
            truncated: false,
        },
    );
    Finding {
        severity,
        sentence: sentence.to_owned(),
        evidence: vec![Evidence::from(&exchange)],
    }
}

fn report() -> Report {
    let mut failed = check("7644-3.3-failed", Outcome::Failed);
    failed.findings = vec![finding(Severity::Failure, "the status is 500; 201 is due")];
    let mut warning = check("7644-3.3-warning", Outcome::Warning);
    warning.findings = vec![finding(Severity::Warning, "there is no *detail*")];
    let mut skipped = check("7644-3.3-skipped", Outcome::Skipped);
    skipped.reason = Some("not supported: bulk.supported is false | so there".to_owned());
    let checks = vec![
        check("7644-3.3-passed", Outcome::Passed),
        failed,
        warning,
        skipped,
    ];
    Report {
        version: "0.1.0".to_owned(),
        url: "https://scim.example.com/v2".to_owned(),
        started: "2026-11-24T20:00:00Z".to_owned(),
        milliseconds: 1_234,
        prefix: "muster-check-0badcafe".to_owned(),
        requests: 4,
        counts: Counts::of(&checks),
        stopped: None,
        areas: vec![AreaReport {
            name: "create".to_owned(),
            title: "Creating & more".to_owned(),
            checks,
        }],
        leftovers: vec![Leftover {
            path: "/Users/1".to_owned(),
            reason: "DELETE is answered 405".to_owned(),
        }],
    }
}

#[test]
fn text() {
    insta::assert_snapshot!(render(&report(), Format::Text));
}

#[test]
fn markdown() {
    insta::assert_snapshot!(render(&report(), Format::Markdown));
}

#[test]
fn junit() {
    let xml = render(&report(), Format::Junit);
    insta::assert_snapshot!(xml);
    let document = roxmltree::Document::parse(&xml).unwrap();
    let count = |name: &str| {
        document
            .descendants()
            .filter(|node| node.has_tag_name(name))
            .count()
    };
    assert_eq!(count("testcase"), 4);
    assert_eq!(count("failure"), 1);
    assert_eq!(count("skipped"), 1);
    let suites = document.root_element();
    assert_eq!(suites.attribute("failures"), Some("1"));
    assert_eq!(suites.attribute("tests"), Some("4"));
}

#[test]
fn json_is_read_back_as_it_was() {
    let text = render(&report(), Format::Json);
    let read: Report = serde_json::from_str(&text).unwrap();
    assert_eq!(render(&read, Format::Json), text);
    assert_eq!(read.counts, report().counts);
}

#[test]
fn a_report_shows_the_beginning_of_long_bodies_and_the_headers_that_matter() {
    let exchange = Exchange::new(
        Sent {
            body: Some("é".repeat(3_000)),
            ..Sent::default()
        },
        Received {
            body: "x".repeat(5_000),
            headers: vec![("set-cookie".to_owned(), "secret".to_owned())],
            ..Received::default()
        },
    );
    let evidence = Evidence::from(&exchange);
    let sent = evidence.sent.body.unwrap();
    assert!(sent.ends_with("é… (6000 bytes in all)"), "{sent}");
    assert_eq!(sent.chars().filter(|c| *c == 'é').count(), 2_000);
    assert!(evidence.received.body.ends_with("x… (5000 bytes in all)"));
    assert!(evidence.received.headers.is_empty());
}

//! Faults that existing service providers have, each in a service provider that has nothing else:
//! the check that is made for it must find it.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use conformance::report::{CheckReport, Outcome};
use scim::urn::LIST_RESPONSE;
use serde_json::{Value, json};

use crate::support::{Asked, Said, scim, serve, settings};

/// Takes whatever it is given, under identifiers that it counts.
#[derive(Default)]
struct Store {
    next: AtomicU32,
    kept: Mutex<Vec<(String, Value)>>,
}

impl Store {
    fn answer(&self, asked: &Asked) -> Said {
        let path = asked.target.split('?').next().unwrap();
        let (_, endpoint) = path.rsplit_once('/').unwrap();
        match asked.method.as_str() {
            "POST" => {
                let id = self.next.fetch_add(1, Ordering::SeqCst).to_string();
                let mut body: Value = serde_json::from_str(&asked.body).unwrap();
                body["id"] = json!(id);
                let location = format!("{path}/{id}");
                self.kept.lock().unwrap().push((location, body.clone()));
                scim(201, &body)
            }
            "GET" if endpoint == "Users" => {
                let kept = self.kept.lock().unwrap();
                let users = kept.iter().filter(|(at, _)| at.starts_with(path));
                let users: Vec<&Value> = users.map(|(_, user)| user).collect();
                scim(
                    200,
                    &json!({ "schemas": [LIST_RESPONSE], "totalResults": users.len(), "Resources": users }),
                )
            }
            "GET" => {
                let kept = self.kept.lock().unwrap();
                match kept.iter().find(|(at, _)| at == path) {
                    Some((_, found)) => scim(200, found),
                    None => scim(404, &json!({})),
                }
            }
            "PATCH" | "DELETE" => (204, Vec::new(), String::new()),
            _ => scim(404, &json!({})),
        }
    }
}

/// Runs one check against a service provider that answers as its store does, unless `fault` does.
fn find(
    check: &str,
    fault: impl Fn(&Store, &Asked) -> Option<Said> + Send + Sync + 'static,
) -> CheckReport {
    let store = Arc::new(Store::default());
    let url = serve(move |asked| fault(&store, asked).unwrap_or_else(|| store.answer(asked)));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let settings = settings(&url, &[check]);
    let report = runtime
        .block_on(conformance::run(&settings, &|_| {}, std::future::pending()))
        .unwrap();
    report.checks().next().unwrap().clone()
}

fn fails_with(report: &CheckReport, sentence: &str) {
    assert_eq!(report.outcome, Outcome::Failed, "{report:?}");
    assert_eq!(report.findings[0].sentence, sentence);
    assert!(!report.findings[0].evidence.is_empty());
}

#[test]
fn members_that_are_lost() {
    // The service provider says 204 and keeps nothing.
    let report = find("7644-3.5.2-race-members", |_, _| None);
    fails_with(&report, "12 of 12 members that were added are missing");
}

#[test]
fn users_that_are_there_twice() {
    let report = find("7643-4.1.1-race", |_, _| None);
    fails_with(&report, "12 users were created");
}

#[test]
fn a_filter_that_fails_open() {
    let report = find("7644-3.4.2.2-unknown-attribute", |_, _| None);
    fails_with(
        &report,
        "noSuchAttribute eq \"x\" is answered with a list of 6",
    );
    let report = find("7644-3.4.2.2-eq", |_, _| None);
    assert_eq!(report.outcome, Outcome::Failed);
}

#[test]
fn a_filter_that_silently_finds_nobody() {
    let report = find("7644-3.4.2.2-id", |_, asked| {
        let filtered = asked.method == "GET" && asked.target.contains("filter=");
        let nobody = json!({ "schemas": [LIST_RESPONSE], "totalResults": 0, "Resources": [] });
        filtered.then(|| scim(200, &nobody))
    });
    assert_eq!(report.outcome, Outcome::Failed);
    let sentence = &report.findings[0].sentence;
    assert!(sentence.contains("finds nobody"), "{sentence}");
}

#[test]
fn members_that_a_list_of_values_wipes() {
    let report = find("7644-3.5.2.2-remove-by-value", |store, asked| {
        if asked.method == "PATCH" && asked.body.contains("\"remove\"") {
            for (_, group) in store.kept.lock().unwrap().iter_mut() {
                if group.get("members").is_some() {
                    group["members"] = json!([]);
                }
            }
        }
        None
    });
    // To the letter the RFC removes all, so it is no failure.
    assert_eq!(report.outcome, Outcome::Warning);
    assert_eq!(
        report.findings[0].sentence,
        "the member that was not named is gone as well"
    );
}

#[test]
fn a_deleted_user_who_is_still_there() {
    let report = find("7644-3.6-gone", |_, _| None);
    assert_eq!(report.outcome, Outcome::Failed);
    let sentence = &report.findings[0].sentence;
    assert!(sentence.starts_with("GET /Users/") && sentence.ends_with("is answered 200"));
}

#[test]
fn a_fault_that_is_answered_with_html() {
    let report = find("7231-6.6-server-error", |_, asked| {
        let fails = asked.target == "/Schemas";
        fails.then(|| (500, Vec::new(), "<html>".to_owned()))
    });
    fails_with(&report, "GET /Schemas is answered 500");
}

#[test]
fn no_answer_at_all() {
    let report = find("7644-3.3-created", |_, asked| {
        // What the client cannot read as HTTP.
        (asked.method == "POST").then(|| (0, Vec::new(), String::new()))
    });
    assert_eq!(report.outcome, Outcome::Failed);
    let sentence = &report.findings[0].sentence;
    assert!(
        sentence.starts_with("POST /Users: no answer: "),
        "{sentence}"
    );
}

//! Whole runs against service providers that behave badly in one way each.

use std::sync::{Arc, Mutex};

use conformance::report::Outcome;
use conformance::run::Unable;
use conformance::{Report, Settings, Token};
use serde_json::{Value, json};

use crate::support::{Asked, Said, TOKEN, scim, serve, settings};

fn run(settings: &Settings) -> Result<Report, Unable> {
    run_until(settings, std::future::pending())
}

fn run_until(settings: &Settings, interrupt: impl Future<Output = ()>) -> Result<Report, Unable> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(conformance::run(settings, &|_| {}, interrupt))
}

/// Enough of a service provider for a check to begin: it creates users, and lists none.
fn users(asked: &Asked) -> Said {
    match (
        asked.method.as_str(),
        asked.target.split('?').next().unwrap(),
    ) {
        ("POST", "/Users") => {
            let mut user: Value = serde_json::from_str(&asked.body).unwrap();
            user["id"] = json!("1");
            scim(201, &user)
        }
        ("DELETE", _) => (204, Vec::new(), String::new()),
        ("GET", "/Users/1") => scim(200, &json!({ "id": "1" })),
        ("GET", "/Users") => scim(200, &json!({ "totalResults": 0, "Resources": [] })),
        _ => scim(404, &json!({})),
    }
}

#[test]
fn a_url_that_nobody_serves_cannot_be_tested() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let error = run(&settings(&url, &[])).unwrap_err();
    assert!(matches!(error, Unable::Unreachable { .. }), "{error}");
    assert!(error.to_string().contains("no connection"), "{error}");
}

#[test]
fn a_token_that_is_refused_ends_the_run() {
    let url = serve(|_| scim(401, &json!({})));
    let error = run(&settings(&url, &[])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the token is refused: GET /Users?count=1 is answered 401; give the token of a client that \
         may read and write everything"
    );
}

#[test]
fn a_web_site_is_no_service_provider() {
    let url = serve(|_| (404, Vec::new(), "<html>".to_owned()));
    let error = run(&settings(&url, &[])).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "there is no SCIM service provider at {url}: GET /ServiceProviderConfig is answered \
             404, GET /Users?count=1 is answered 404"
        )
    );
}

#[test]
fn a_redirect_is_told_and_not_followed() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = asked.clone();
    let url = serve(move |one| {
        seen.lock().unwrap().push(one.target.clone());
        let location = ("Location", "https://login.example.com/".to_owned());
        (302, vec![location], String::new())
    });
    let error = run(&settings(&url, &[])).unwrap_err();
    assert!(
        error.to_string().ends_with(
            "it redirects to https://login.example.com/; give the URL that it redirects to"
        ),
        "{error}"
    );
    assert_eq!(*asked.lock().unwrap(), ["/ServiceProviderConfig"]);
}

#[test]
fn what_is_created_is_deleted_again() {
    let deleted = Arc::new(Mutex::new(0));
    let seen = deleted.clone();
    let url = serve(move |asked| {
        if asked.method == "DELETE" {
            *seen.lock().unwrap() += 1;
        }
        users(asked)
    });
    let report = run(&settings(&url, &["7644-3.3-body"])).unwrap();
    assert!(report.leftovers.is_empty(), "{:?}", report.leftovers);
    assert!(*deleted.lock().unwrap() > 0);
}

#[test]
fn what_cannot_be_deleted_is_told() {
    let url = serve(|asked| match asked.method.as_str() {
        "DELETE" => scim(405, &json!({})),
        _ => users(asked),
    });
    let report = run(&settings(&url, &["7644-3.3-body"])).unwrap();
    let leftovers: Vec<(&str, &str)> = report
        .leftovers
        .iter()
        .map(|one| (one.path.as_str(), one.reason.as_str()))
        .collect();
    assert_eq!(leftovers, [("/Users/1", "DELETE is answered 405")]);
}

#[test]
fn what_is_created_without_an_id_is_told() {
    let url = serve(|asked| match asked.method.as_str() {
        "POST" => (201, Vec::new(), String::new()),
        _ => users(asked),
    });
    let report = run(&settings(&url, &["7644-3.3-body"])).unwrap();
    assert!(!report.leftovers.is_empty());
    let first = &report.leftovers[0];
    assert_eq!(first.path, "/Users");
    assert!(first.reason.contains(&report.prefix), "{}", first.reason);
}

#[test]
fn half_of_a_surrogate_pair_hides_nothing() {
    // What a service provider stored that takes text as it comes.
    let url = serve(|asked| {
        let (status, headers, body) = users(asked);
        (
            status,
            headers,
            body.replace("\"id\"", r#""title":"\ud800\\","id""#),
        )
    });
    let report = run(&settings(&url, &["7644-3.3-body"])).unwrap();
    assert!(report.leftovers.is_empty(), "{:?}", report.leftovers);
}

#[test]
fn everything_that_is_created_has_the_prefix_of_the_run() {
    let names = Arc::new(Mutex::new(Vec::new()));
    let seen = names.clone();
    let url = serve(move |asked| {
        if asked.method == "POST" {
            let user: Value = serde_json::from_str(&asked.body).unwrap_or_default();
            let name = user["userName"].as_str().map(str::to_owned);
            seen.lock().unwrap().extend(name);
        }
        users(asked)
    });
    let report = run(&settings(&url, &["common", "put"])).unwrap();
    let names = names.lock().unwrap();
    assert!(names.len() > 10);
    assert!(
        names.iter().all(|name| name.starts_with(&report.prefix)),
        "{names:?}"
    );
    assert!(report.prefix.starts_with("muster-check-"));
}

#[test]
fn the_token_is_in_no_report_even_if_the_service_provider_repeats_it() {
    let url = serve(|asked| {
        let (status, mut headers, body) = users(asked);
        headers.push(("Location", asked.authorization.clone()));
        (
            status,
            headers,
            body.replace("\"id\"", &format!("\"{TOKEN}\":1,\"id\"")),
        )
    });
    let report = run(&settings(&url, &["7644-3.3-location", "common"])).unwrap();
    assert!(report.has_failures());
    for format in [
        conformance::render::Format::Text,
        conformance::render::Format::Json,
        conformance::render::Format::Junit,
        conformance::render::Format::Markdown,
    ] {
        let text = conformance::render::render(&report, format);
        assert!(!text.contains(TOKEN), "{format:?}");
        assert!(text.contains("***"), "{format:?}");
    }
}

#[test]
fn an_interrupted_run_cleans_up_and_says_so() {
    let (sender, interrupt) = tokio::sync::oneshot::channel::<()>();
    let sender = Mutex::new(Some(sender));
    let deleted = Arc::new(Mutex::new(false));
    let seen = deleted.clone();
    let url = serve(move |asked| {
        match asked.method.as_str() {
            // The first resource is there: now somebody presses Ctrl-C.
            "GET" if asked.target == "/Users/1" => {
                if let Some(sender) = sender.lock().unwrap().take() {
                    sender.send(()).unwrap();
                }
            }
            "DELETE" => *seen.lock().unwrap() = true,
            _ => {}
        }
        users(asked)
    });
    let interrupted = async {
        let _ = interrupt.await;
    };
    let report = run_until(&settings(&url, &["7644-3.3-body", "put"]), interrupted).unwrap();
    assert_eq!(report.stopped.as_deref(), Some("the run was interrupted"));
    assert!(*deleted.lock().unwrap());
    assert!(report.leftovers.is_empty());
    let last = report.checks().last().unwrap();
    assert_eq!(last.outcome, Outcome::Skipped);
    assert_eq!(last.reason.as_deref(), Some("the run was interrupted"));
}

#[test]
fn a_check_whose_resource_is_refused_is_skipped_with_the_reason() {
    let url = serve(|asked| match asked.method.as_str() {
        "POST" => scim(405, &json!({ "detail": "read-only" })),
        _ => users(asked),
    });
    let report = run(&settings(&url, &["7644-3.5.1-put"])).unwrap();
    let check = report.checks().next().unwrap();
    assert_eq!(check.outcome, Outcome::Skipped);
    let reason = check.reason.as_deref().unwrap();
    assert!(
        reason.contains("POST /Users is answered 405 read-only"),
        "{reason}"
    );
}

#[test]
fn a_request_that_is_answered_429_is_sent_again() {
    let times = Arc::new(Mutex::new(0));
    let seen = times.clone();
    let url = serve(move |asked| {
        if asked.target == "/NoSuchEndpoint" {
            *seen.lock().unwrap() += 1;
            if *seen.lock().unwrap() == 1 {
                return (429, vec![("Retry-After", "0".to_owned())], String::new());
            }
        }
        users(asked)
    });
    let report = run(&settings(&url, &["7644-3.12-unknown-endpoint"])).unwrap();
    assert_eq!(report.checks().next().unwrap().outcome, Outcome::Passed);
    assert_eq!(*times.lock().unwrap(), 2);
}

#[test]
fn settings_say_what_is_wrong_with_them() {
    let new = |url: &str| {
        let token = Token::parse(TOKEN).unwrap();
        Settings::new(
            url,
            token,
            std::time::Duration::from_secs(1),
            Default::default(),
        )
        .map(|settings| settings.url)
    };
    assert_eq!(
        new("https://example.com/v2/").unwrap(),
        "https://example.com/v2"
    );
    for (url, problem) in [
        ("example.com", "is not a URL"),
        (
            "ftp://example.com",
            "does not begin with http:// or https://",
        ),
        ("https://me:secret@example.com", "has a user name in it"),
        ("https://example.com/?a=b", "has a query or a fragment"),
    ] {
        let error = new(url).unwrap_err();
        assert!(error.contains(problem), "{error}");
    }
}

#[test]
fn a_token_is_checked_and_never_shown() {
    assert_eq!(
        format!("{:?}", Token::parse(" a-b \n").unwrap()),
        "Token(***)"
    );
    assert_eq!(Token::parse(" ").unwrap_err(), "the token is empty");
    assert!(Token::parse("Bearer x").is_err());
}

//! Replays recorded traffic of identity providers: `tests/recorded/*.json`.
//!
//! A step is a request and what must come back. `{{name}}` stands for a value that an earlier step
//! saved, or for `{{run}}`, which is new in every run. What is expected is a path into the answer
//! and a value: the path has `/` between its keys (URNs contain dots), `[0]` for an index and
//! `[type=work]` for an element; the value is compared as it is, but for `~present`, `~absent`,
//! `~empty`, `~any` and `~len:N`.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use super::{Reply, Scim};

/// Sends every step of `file` in order; panics with all that did not come back as expected.
pub(crate) fn replay(scim: &Scim, file: &str) {
    let mut recording = Recording::load(file, "r7f3a");
    while !recording.is_over() {
        recording.step(scim);
    }
    recording.finish();
}

/// A recording that is being replayed, and what went wrong so far.
pub(crate) struct Recording {
    file: String,
    recorded: Value,
    /// The position of the next step.
    next: usize,
    pub(crate) variables: Variables,
    problems: Vec<String>,
}

impl Recording {
    /// Reads `file`; `run` stands for `{{run}}`.
    pub(crate) fn load(file: &str, run: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/recorded")
            .join(file);
        let text = std::fs::read_to_string(path).unwrap();
        let recording = Self {
            file: file.to_owned(),
            recorded: serde_json::from_str(&text).unwrap(),
            next: 0,
            variables: BTreeMap::from([("run".to_owned(), run.to_owned())]),
            problems: Vec::new(),
        };
        assert!(!recording.is_over(), "{file} has no steps");
        recording
    }

    pub(crate) fn len(&self) -> usize {
        self.recorded["steps"].as_array().unwrap().len()
    }

    pub(crate) fn is_over(&self) -> bool {
        self.next >= self.len()
    }

    /// Sends the next step.
    pub(crate) fn step(&mut self, scim: &Scim) {
        let step = &self.recorded["steps"][self.next];
        for problem in replay_step(scim, step, &mut self.variables) {
            self.problems
                .push(format!("{} {}: {problem}", step["id"], step["name"]));
        }
        self.next += 1;
    }

    /// Panics with all that did not come back as expected.
    pub(crate) fn finish(self) {
        assert!(
            self.problems.is_empty(),
            "{} of {}:\n{}",
            self.recorded["idp"],
            self.file,
            self.problems.join("\n")
        );
    }
}

pub(crate) type Variables = BTreeMap<String, String>;

fn replay_step(scim: &Scim, step: &Value, variables: &mut Variables) -> Vec<String> {
    let mut problems = Vec::new();
    let reply = send(scim, &substitute(step, variables));
    let expected = substitute(&step["expect"], variables);
    check(&reply, &expected, &mut problems);
    for verify in expected["verify"].as_array().into_iter().flatten() {
        let found = scim.get(verify["path"].as_str().unwrap());
        check(&found, verify, &mut problems);
    }
    for (name, path) in step["save"].as_object().into_iter().flatten() {
        match find(&reply.json(), path.as_str().unwrap()) {
            Some(Value::String(text)) => {
                variables.insert(name.clone(), text);
            }
            other => problems.push(format!("{path} to be saved as {name} is {other:?}")),
        }
    }
    problems
}

fn send(scim: &Scim, step: &Value) -> Reply {
    let text = |name: &str| step[name].as_str().unwrap();
    let mut request = scim.request(text("method"), text("path"));
    if let Some(body) = step.get("body") {
        request = request.header("Content-Type", "application/scim+json");
        request = match body {
            // A body that is not JSON, or not JSON that a library would write.
            Value::String(raw) => request.body(raw.as_str()),
            body => request.json(body),
        };
    }
    for (name, value) in step["headers"].as_object().into_iter().flatten() {
        request = request.header(name, value.as_str().unwrap());
    }
    request.send()
}

fn check(reply: &Reply, expected: &Value, problems: &mut Vec<String>) {
    if let Some(allowed) = expected["status"].as_array()
        && !allowed.contains(&Value::from(reply.status))
    {
        let allowed = Value::from(allowed.as_slice());
        problems.push(format!(
            "{}: status {}, not {allowed}",
            reply.what, reply.status
        ));
        problems.push(format!("answered: {}", reply.body));
    }
    // RFC 7644 §3.8: every body is application/scim+json, errors too.
    let media_type = reply.header("Content-Type");
    if !reply.body.is_empty() && !media_type.starts_with("application/scim+json") {
        problems.push(format!(
            "{}: the media type is \"{media_type}\"",
            reply.what
        ));
    }
    let Some(wanted) = expected["json"].as_object() else {
        return;
    };
    // RFC 7644 §3.5.2: a PATCH may answer 204 without a body; `verify` looks at the resource then.
    if reply.status == 204 {
        return;
    }
    let body = reply.json();
    for (path, wanted) in wanted {
        let found = find(&body, path);
        if !matches(found.as_ref(), wanted) {
            let found = found.map_or("absent".to_owned(), |found| found.to_string());
            problems.push(format!("{}: {path} is {found}, not {wanted}", reply.what));
        }
    }
}

fn matches(found: Option<&Value>, wanted: &Value) -> bool {
    let found = found.filter(|found| !found.is_null());
    let empty = found.is_none_or(|found| match found {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    });
    match wanted.as_str() {
        Some("~any") => true,
        Some("~present") => !empty,
        Some("~absent") => found.is_none(),
        Some("~empty") => empty,
        Some(text) if text.starts_with("~len:") => {
            let length = found.and_then(Value::as_array).map_or(0, Vec::len);
            text["~len:".len()..].parse() == Ok(length)
        }
        _ => found.unwrap_or(&Value::Null) == wanted,
    }
}

/// The value at `path` in `body`.
fn find(body: &Value, path: &str) -> Option<Value> {
    let mut found = body;
    for part in split(path) {
        let (name, selectors) = part.split_once('[').unwrap_or((part, ""));
        if !name.is_empty() {
            found = found.get(name)?;
        }
        for selector in selectors.split('[').filter(|selector| !selector.is_empty()) {
            found = select(found, selector.trim_end_matches(']'))?;
        }
    }
    Some(found.clone())
}

/// Splits at the slashes outside brackets.
fn split(path: &str) -> impl Iterator<Item = &str> {
    let mut bracketed = false;
    path.split(move |c: char| {
        bracketed = (bracketed || c == '[') && c != ']';
        c == '/' && !bracketed
    })
}

fn select<'a>(found: &'a Value, selector: &str) -> Option<&'a Value> {
    let items = found.as_array()?;
    let Some((key, wanted)) = selector.split_once('=') else {
        return items.get(selector.parse::<usize>().unwrap());
    };
    items.iter().find(|item| {
        let text = match &item[key] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        text.eq_ignore_ascii_case(wanted)
    })
}

/// Replaces every `{{name}}` in texts and keys.
fn substitute(value: &Value, variables: &Variables) -> Value {
    match value {
        Value::String(text) => Value::String(fill(text, variables)),
        Value::Array(items) => items
            .iter()
            .map(|item| substitute(item, variables))
            .collect(),
        Value::Object(members) => {
            let members: Map<String, Value> = members
                .iter()
                .map(|(key, value)| (fill(key, variables), substitute(value, variables)))
                .collect();
            Value::Object(members)
        }
        other => other.clone(),
    }
}

fn fill(text: &str, variables: &Variables) -> String {
    variables
        .iter()
        .fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{{{name}}}}}"), value)
        })
}

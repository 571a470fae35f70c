//! The same requests on both engines are answered alike, but for identifiers and times.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{GROUP, PATCH_OP, Reply, Scim, Server, Site, USER};

/// One server on each engine, sent the same requests.
struct Pair {
    clients: [Scim; 2],
    _servers: [Server; 2],
    /// What was created, by the identifier on each.
    ids: Vec<[String; 2]>,
}

impl Pair {
    fn start() -> Self {
        let servers =
            [Site::in_folder(), Site::in_database()].map(|site| Server::start_on(site, &[]));
        Self {
            clients: [Scim::new(&servers[0]), Scim::new(&servers[1])],
            _servers: servers,
            ids: Vec::new(),
        }
    }

    /// Sends a request in which `#n` stands for what was created as number n.
    fn send(&mut self, method: &str, path: &str, body: &Value, story: &str) {
        let replies = [0, 1].map(|side| {
            let (path, body) = (
                self.with_ids(path, side),
                self.with_ids(&body.to_string(), side),
            );
            let request = self.clients[side].request(method, &path);
            if body == "null" {
                return request.send();
            }
            let request = request.header("Content-Type", "application/scim+json");
            request.body(body).send()
        });
        if replies.iter().all(|reply| reply.status == 201) {
            let id = |reply: &Reply| reply.json()["id"].as_str().unwrap().to_owned();
            self.ids.push([id(&replies[0]), id(&replies[1])]);
        }
        let [sqlite, postgres] = [0, 1].map(|side| {
            let reply = &replies[side];
            let tag = reply.header("etag");
            (reply.status, tag, self.without_ids(&reply.body, side))
        });
        assert_eq!(sqlite, postgres, "{method} {path} {body}\n{story}");
    }

    fn with_ids(&self, text: &str, side: usize) -> String {
        let mut text = text.to_owned();
        for (number, ids) in self.ids.iter().enumerate().rev() {
            text = text.replace(&format!("#{number}"), &ids[side]);
        }
        // What is yet to be created.
        text.replace(&format!("#{}", self.ids.len()), &Uuid::nil().to_string())
    }

    fn without_ids(&self, text: &str, side: usize) -> String {
        let mut text = text.replace(&self.clients[side].url, "BASE");
        for (number, ids) in self.ids.iter().enumerate() {
            text = text.replace(&ids[side], &format!("#{number}"));
        }
        without_times(&text)
    }
}

/// Replaces what looks like `2026-01-01T…Z`, and the identifiers of requests.
fn without_times(text: &str) -> String {
    let text = match text.split_once(" [request ") {
        Some((before, after)) => {
            let (_, behind) = after.split_once(']').unwrap();
            format!("{before}{behind}")
        }
        None => text.to_owned(),
    };
    let parts = text.split('"').map(|part| {
        let is_time = part.len() > 18 && part.ends_with('Z') && part.as_bytes()[10] == b'T';
        let is_id = part.len() == 36 && part.bytes().filter(|byte| *byte == b'-').count() == 4;
        if is_time || is_id { "…" } else { part }
    });
    parts.collect::<Vec<_>>().join("\"")
}

/// SplitMix64: repeatable choices.
struct Choices(u64);

impl Choices {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % 1_000_003).unwrap() % end
    }

    fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

/// Texts on which engines might disagree: letter case, other scripts, what LIKE and JSON escape.
const TEXTS: [&str; 16] = [
    "anna",
    "Anna",
    "BOB",
    "b_b",
    "b%b",
    "50\\%",
    "Zo\u{eb}",
    "ZOE\u{308}",
    "stra\u{df}e",
    "STRASSE",
    "\u{1f600}",
    "\u{e000}",
    "a\"b",
    "tab\there",
    "\u{1}",
    " ",
];
const FILTERS: [&str; 8] = [
    "userName eq $",
    "userName sw $",
    "userName co $",
    "displayName ew $",
    "externalId eq $",
    "emails.value sw $",
    "displayName gt $ and active eq true",
    "not (title eq $) and id pr",
];
const SORTS: [&str; 6] = [
    "userName",
    "displayName",
    "externalId",
    "title",
    "meta.created",
    "id",
];

fn user(choices: &mut Choices) -> Value {
    let text = |choices: &mut Choices| choices.pick(&TEXTS);
    let mut body = json!({
        "schemas": [USER], "userName": text(choices), "displayName": text(choices),
        "active": choices.below(3) > 0,
        "emails": [{ "value": format!("{}@x.example", text(choices)), "primary": true }],
    });
    if choices.below(2) == 0 {
        body["externalId"] = json!(text(choices));
        body["title"] = json!(text(choices));
    }
    body
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn step(pair: &mut Pair, choices: &mut Choices, story: &str) {
    let one = format!("#{}", choices.below(pair.ids.len() + 1));
    let path = format!("/{}/{one}", choices.pick(&["Users", "Users", "Groups"]));
    let nothing = Value::Null;
    match choices.below(10) {
        0..=2 => pair.send("POST", "/Users", &user(choices), story),
        3 => {
            let member = format!("#{}", choices.below(pair.ids.len() + 1));
            let name = choices.pick(&TEXTS);
            let body = json!({
                "schemas": [GROUP], "displayName": name, "members": [{ "value": member }],
            });
            pair.send("POST", "/Groups", &body, story);
        }
        4 => pair.send("PUT", &path, &user(choices), story),
        5 => {
            let (attribute, text) = (
                choices.pick(&["displayName", "title", "userName", "externalId"]),
                choices.pick(&TEXTS),
            );
            let body = json!({ "schemas": [PATCH_OP], "Operations": [
                { "op": "replace", "path": attribute, "value": text } ] });
            pair.send("PATCH", &path, &body, story);
        }
        6 => {
            let operation = choices.pick(&["add", "remove"]);
            let member = format!("#{}", choices.below(pair.ids.len() + 1));
            let body = json!({ "schemas": [PATCH_OP], "Operations": [
                { "op": operation, "path": "members", "value": [{ "value": member }] } ] });
            pair.send("PATCH", &path.replace("Users", "Groups"), &body, story);
        }
        7 => pair.send("DELETE", &path, &nothing, story),
        8 => pair.send("GET", &path, &nothing, story),
        _ => {
            let text = json!(choices.pick(&TEXTS)).to_string();
            let filter = choices.pick(&FILTERS).replace('$', &text);
            let (by, order) = (
                choices.pick(&SORTS),
                choices.pick(&["ascending", "descending"]),
            );
            let (start, count) = (choices.below(4) + 1, choices.below(5));
            let kind = choices.pick(&["Users", "Groups"]);
            let filter = encoded(&filter);
            pair.send("GET", &format!(
                "/{kind}?filter={filter}&sortBy={by}&sortOrder={order}&startIndex={start}&count={count}"
            ), &nothing, story);
        }
    }
}

#[test]
fn random_traffic_is_answered_alike() {
    let mut pair = Pair::start();
    for seed in 1..=4 {
        let mut choices = Choices(seed);
        for number in 0..150 {
            step(
                &mut pair,
                &mut choices,
                &format!("seed {seed}, request {number}"),
            );
        }
    }
    assert!(pair.ids.len() > 20, "{} were created", pair.ids.len());
}

//! A server with something in its store, and what it was like before.

use std::time::{Duration, Instant};

use domain::limits::{IN_FLIGHT_BODY_BYTES, REQUEST_TIME};
use serde_json::{Value, json};

use crate::scim_edge::assert_error;
use crate::support::{Reply, Request, Scim, Server, USER, feed};

/// How many times as long as the ordinary request a hostile one may take. The ordinary one is the
/// largest user there may be; what grows with the square of its size takes thousands of times.
const PATIENCE: u32 = 50;
/// Memory that the server may take beside the bodies: for a moment each of them is there a second
/// time, as the attributes of a resource; then caches of the store and what the allocator keeps.
const SLACK_BYTES: usize = IN_FLIGHT_BODY_BYTES;

/// A request that must be refused.
pub(super) struct Case {
    pub(super) name: String,
    pub(super) status: u16,
    /// The `scimType`, where the status has one.
    pub(super) kind: Option<&'static str>,
    pub(super) request: Request,
}

/// A server with a user, a group and a type of the organization's own.
pub(super) struct Besieged {
    pub(super) server: Server,
    pub(super) scim: Scim,
    /// The path of the user, who has a thousand e-mail addresses.
    pub(super) user: String,
    /// The path of the group, of which the user is a member.
    pub(super) group: String,
    /// The path of a badge, which has a thousand doors.
    pub(super) badge: String,
    ordinary: Duration,
    memory: Option<u64>,
    stored: Vec<Value>,
    events: usize,
}

impl Besieged {
    pub(super) fn start() -> Self {
        let server = Server::start();
        let scim = Scim::new(&server);
        define_badges(&server);
        let started = Instant::now();
        let id = |reply: Reply| reply.expect(201)["id"].as_str().unwrap().to_owned();
        let user = id(scim.send("POST", "/Users", &large_user("Somebody")));
        let ordinary = started.elapsed();
        let group = scim.create_group("Staff", std::slice::from_ref(&user));
        let badge = id(scim.send("POST", "/Badges", &large_badge("1")));
        let mut besieged = Self {
            user: format!("/Users/{user}"),
            group: format!("/Groups/{group}"),
            badge: format!("/Badges/{badge}"),
            ordinary,
            memory: server.peak_memory(),
            stored: Vec::new(),
            events: 0,
            scim,
            server,
        };
        (besieged.stored, besieged.events) = besieged.state();
        besieged
    }

    /// Sends a request, whose answer must not take long.
    #[track_caller]
    pub(super) fn send(&self, name: &str, request: Request) -> Reply {
        let started = Instant::now();
        let mut reply = request.send();
        let (took, limit) = (started.elapsed(), self.longest());
        assert!(
            took < limit,
            "{name}: {took:?}, and at most {limit:?} were expected"
        );
        name.clone_into(&mut reply.what);
        reply
    }

    /// A request with a JSON body as it is.
    pub(super) fn request(&self, method: &str, path: &str, body: impl Into<Vec<u8>>) -> Request {
        self.scim
            .request(method, path)
            .header("Content-Type", "application/scim+json")
            .body(body)
    }

    /// Sends what must be refused; answers why it was.
    #[track_caller]
    pub(super) fn refuses(&self, case: Case) -> String {
        let reply = self.send(&case.name, case.request);
        let kind = assert_error(&reply, case.status);
        assert_eq!(kind.as_deref(), case.kind, "{}: {}", case.name, reply.body);
        let length = reply.body.len();
        assert!(
            length < 20_000,
            "{}: an answer of {length} bytes",
            case.name
        );
        reply.json()["detail"].as_str().unwrap().to_owned()
    }

    /// Nothing has changed, and no more memory was taken than promised.
    #[track_caller]
    pub(super) fn is_unharmed(&self) {
        assert_eq!(self.state(), (self.stored.clone(), self.events));
        if let (Some(before), Some(now)) = (self.memory, self.server.peak_memory()) {
            let grown = now.saturating_sub(before);
            let most = u64::try_from((IN_FLIGHT_BODY_BYTES + SLACK_BYTES) / 1024).unwrap();
            assert!(
                grown <= most,
                "{grown} KiB more, and {most} KiB were promised"
            );
        }
    }

    /// How long a hostile request may take: never less than the server gives any request.
    pub(super) fn longest(&self) -> Duration {
        REQUEST_TIME.max(self.ordinary * PATIENCE)
    }

    /// Every resource, and how many events there are.
    fn state(&self) -> (Vec<Value>, usize) {
        let all = self.scim.get("/?count=1000").expect(200);
        let all = all["Resources"].as_array().unwrap().clone();
        (all, feed(&self.server).len())
    }
}

/// A user with as many e-mail addresses as there may be.
pub(super) fn large_user(name: &str) -> Value {
    let emails: Vec<Value> = (0..1000)
        .map(|number| json!({ "value": format!("{number}@acme.example"), "type": "work" }))
        .collect();
    json!({ "schemas": [USER], "userName": name, "emails": emails })
}

pub(super) const BADGE: &str = "urn:example:scim:schemas:1.0:Badge";

fn large_badge(number: &str) -> Value {
    let doors: Vec<Value> = (0..1000)
        .map(|door| json!({ "value": format!("door {door}"), "level": door }))
        .collect();
    json!({ "schemas": [BADGE], "number": number, "doors": doors })
}

fn define_badges(server: &Server) {
    let organization = &server.credentials.organization_id;
    let parts = json!([
        { "name": "value", "type": "string" },
        { "name": "level", "type": "integer" },
        { "name": "note", "type": "string" },
    ]);
    let schema = json!({
        "id": BADGE,
        "name": "Badge",
        "attributes": [
            { "name": "number", "type": "string", "required": true, "uniqueness": "server" },
            { "name": "weight", "type": "decimal" },
            { "name": "doors", "type": "complex", "multiValued": true, "subAttributes": parts },
        ],
    });
    let management = server.management();
    management.call(
        "muster.v1.ResourceTypeService/CreateSchema",
        &json!({ "organizationId": organization, "schema": schema }),
    );
    let badges = json!({
        "organizationId": organization,
        "name": "Badge",
        "endpoint": "/Badges",
        "schema": BADGE,
    });
    management.call("muster.v1.ResourceTypeService/CreateResourceType", &badges);
}

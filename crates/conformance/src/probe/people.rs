//! The users that the checks of filters, lists and sorting look at: five, with known values.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Answer, Probe, Resource, Stop};
use crate::json;
use crate::request::Request;
use crate::sample::set;
use crate::server::{Field, ResourceType};

/// What tells the five apart. Upper and lower case take turns, so that comparing without regard to
/// it shows.
const NAMES: [&str; 5] = ["Alpha", "bravo", "Charlie", "delta", "Echo"];
const GIVEN: [&str; 5] = ["Ada", "Bob", "Cleo", "Dan", "Eve"];
const FAMILY: [&str; 5] = [
    "O'Malley",
    r#"Quote"Back\Slash"#,
    "Çelik",
    "Smith",
    "100%_sure",
];
/// Nobody's is the third's.
const TITLES: [Option<&str>; 5] = [
    Some("Engineer"),
    Some("engineer of bridges"),
    None,
    Some("Director"),
    Some("Engineer"),
];

/// One of them, and how the checks refer to it: 0 to 4.
pub(crate) type Person = usize;

/// The five users, and which attributes they have.
pub(crate) struct People {
    pub(crate) kind: Arc<ResourceType>,
    /// What every `userName` begins with, and nobody else's.
    pub(crate) prefix: String,
    pub(crate) resources: Vec<Resource>,
}

impl People {
    /// The `userName` of one of them.
    pub(crate) fn user_name(&self, person: Person) -> String {
        user_name(&self.prefix, person)
    }

    /// The identifier of one of them.
    pub(crate) fn id(&self, person: Person) -> &str {
        self.resources
            .get(person)
            .map(|resource| resource.id.as_str())
            .unwrap_or_default()
    }

    /// Which of them an answer lists, in its order, and how many others.
    pub(crate) fn listed(&self, answer: &Answer) -> (Vec<Person>, usize) {
        let listed = json::list(answer.json(), &["Resources"]);
        let people: Vec<Person> = listed
            .iter()
            .filter_map(|resource| {
                let id = json::text(resource, &["id"])?;
                self.resources.iter().position(|person| person.id == id)
            })
            .collect();
        let others = listed.len() - people.len();
        (people, others)
    }

    /// A filter that selects the five and nobody else.
    pub(crate) fn mine(&self) -> String {
        format!("userName sw \"{}\"", self.prefix)
    }
}

impl Probe {
    /// The five users, created when they are first asked for; the check ends if they cannot be.
    pub(crate) async fn people(&mut self) -> Result<People, Stop> {
        let kind = self.user_type()?;
        let prefix = format!("{}-people", self.session.prefix);
        let session = self.session.clone();
        let made = session
            .people
            .get_or_init(|| self.make_people(&kind, &prefix))
            .await;
        match made {
            Ok(resources) => Ok(People {
                kind,
                prefix,
                resources: resources.clone(),
            }),
            Err(reason) => Err(Stop::Skip(reason.clone())),
        }
    }

    /// A query of the endpoint of users.
    pub(crate) fn users_query(&self, people: &People, filter: &str) -> Request {
        Request::get(&people.kind.endpoint).query("filter", filter)
    }

    async fn make_people(
        &mut self,
        kind: &ResourceType,
        prefix: &str,
    ) -> Result<Vec<Resource>, String> {
        let mut made = Vec::new();
        for person in 0..NAMES.len() {
            match self.make_person(kind, prefix, person).await {
                Ok(resource) => made.push(resource),
                Err(Stop::Skip(reason) | Stop::NoAnswer(reason)) => return Err(reason),
                Err(Stop::Found) => return Err("needs users".to_owned()),
            }
        }
        Ok(made)
    }

    async fn make_person(
        &mut self,
        kind: &ResourceType,
        prefix: &str,
        person: Person,
    ) -> Result<Resource, Stop> {
        let mut body = self.new_body(kind).await?;
        if let Some(body) = body.as_object_mut() {
            // Whoever is given none has none, whatever a usual body holds.
            body.retain(|name, _| !matches!(name.as_str(), "emails" | "title"));
        }
        let mut give = |name: &str, value: Value| {
            if let Some(field) = kind.field(name).filter(Field::is_writable) {
                set(&mut body, &field, value);
            }
        };
        give("userName", json!(user_name(prefix, person)));
        give(
            "displayName",
            json!(format!("{prefix} {}", pick(&NAMES, person))),
        );
        let name = json!({
            "givenName": pick(&GIVEN, person),
            "familyName": pick(&FAMILY, person),
        });
        give("name", name);
        give("active", json!(person.is_multiple_of(2)));
        if let Some(title) = pick(&TITLES, person) {
            give("title", json!(title));
        }
        let addresses = emails(prefix, person);
        if !addresses.is_empty() {
            give("emails", json!(addresses));
        }
        if let Some(body) = body.as_object_mut() {
            body.insert("externalId".to_owned(), json!(external_id(prefix, person)));
        }
        self.create_exactly(kind, body).await
    }
}

/// The `externalId` of one of them.
pub(crate) fn external_id(prefix: &str, person: Person) -> String {
    format!("{prefix}-Ext-{person}")
}

fn user_name(prefix: &str, person: Person) -> String {
    format!("{prefix}-{}@example.com", pick(&NAMES, person))
}

/// 0: work at .com, home at .org. 1: work at .org, home at .com. 2: none. 3: work at .com.
/// 4: home at .com.
fn emails(prefix: &str, person: Person) -> Vec<Value> {
    let address = |kind: &str, domain: &str| {
        let value = format!("{prefix}-{person}-{kind}@example.{domain}");
        json!({ "value": value, "type": kind })
    };
    match person {
        0 => vec![address("work", "com"), address("home", "org")],
        1 => vec![address("work", "org"), address("home", "com")],
        3 => vec![address("work", "com")],
        4 => vec![address("home", "com")],
        _ => Vec::new(),
    }
}

fn pick<T: Copy + Default, const N: usize>(values: &[T; N], person: Person) -> T {
    values.get(person).copied().unwrap_or_default()
}

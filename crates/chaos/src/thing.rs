//! A user or a group of a writer.

use serde_json::{Map, Value, json};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

/// What kind of resource it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A User.
    User,
    /// A Group.
    Group,
}

/// A resource that is made from one number: three attributes of a user have it in their values,
/// and a group with an even number has two members, one with an odd number none. So a change of
/// which only a part happened is seen from what is there alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// What it is.
    pub kind: Kind,
    /// The `externalId`.
    pub key: String,
    /// The `id`; empty while no answer has told it.
    pub id: String,
    /// Of the representation, as in the entity tag.
    pub version: i64,
    /// What it is made from.
    pub number: u64,
}

impl Kind {
    /// The path of its endpoint.
    #[must_use]
    pub fn endpoint(self) -> &'static str {
        match self {
            Self::User => "/Users",
            Self::Group => "/Groups",
        }
    }
}

impl Thing {
    /// What comes of it after a change to another number.
    #[must_use]
    pub fn changed(&self, number: u64) -> Self {
        Self {
            version: self.version + 1,
            number,
            ..self.clone()
        }
    }

    /// Its path, below the base URL.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}/{}", self.kind.endpoint(), self.id)
    }

    /// The body of a POST or PUT; `pair` are the members that its writer's groups have.
    #[must_use]
    pub fn body(&self, pair: &[String]) -> Value {
        let text = text(self.number);
        match self.kind {
            Kind::User => json!({
                "schemas": [USER], "externalId": self.key, "active": true,
                "userName": format!("{}@people.example", self.key),
                "displayName": text, "title": text, "nickName": text,
            }),
            Kind::Group => json!({
                "schemas": [GROUP], "externalId": self.key,
                "displayName": format!("{} {text}", self.key),
                "members": members(self.number, pair).collect::<Vec<_>>(),
            }),
        }
    }

    /// The operations of a PATCH that make it what it is from what it was with a number of the other
    /// parity: several, so that there is something to do by halves.
    #[must_use]
    pub fn operations(&self, pair: &[String]) -> Value {
        let text = text(self.number);
        let replace =
            |path: &str, value: &str| json!({ "op": "replace", "path": path, "value": value });
        match self.kind {
            Kind::User => json!([
                replace("displayName", &text),
                replace("title", &text),
                replace("nickName", &text),
            ]),
            Kind::Group => {
                let mut operations = vec![replace("displayName", &format!("{} {text}", self.key))];
                if self.number.is_multiple_of(2) {
                    let members: Vec<_> = members(self.number, pair).collect();
                    operations.push(json!({ "op": "add", "path": "members", "value": members }));
                } else {
                    operations.extend(pair.iter().map(|id| {
                        json!({ "op": "remove", "path": format!("members[value eq \"{id}\"]") })
                    }));
                }
                operations.into()
            }
        }
    }
}

/// The number that stored attributes and the identifiers of members are made from; `None` when
/// they are of several, half a change.
#[must_use]
pub fn number_of(
    kind: Kind,
    attributes: &Map<String, Value>,
    members: &[String],
    pair: &[String],
) -> Option<u64> {
    let text = |name: &str| attributes.get(name).and_then(Value::as_str);
    let shown = text("displayName")?;
    let number = shown.rsplit_once('s')?.1.parse().ok()?;
    let is_whole = match kind {
        Kind::User => text("title") == Some(shown) && text("nickName") == Some(shown),
        Kind::Group if number % 2 == 0 => {
            members.len() == pair.len() && pair.iter().all(|id| members.contains(id))
        }
        Kind::Group => members.is_empty(),
    };
    is_whole.then_some(number)
}

fn text(number: u64) -> String {
    format!("s{number}")
}

fn members(number: u64, pair: &[String]) -> impl Iterator<Item = Value> {
    let count = if number.is_multiple_of(2) {
        pair.len()
    } else {
        0
    };
    pair.iter().take(count).map(|id| json!({ "value": id }))
}

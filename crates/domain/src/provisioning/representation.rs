//! A resource as the client sees it.

use scim::ResourceType;
use scim::projection::Projection;
use scim::resource::Attributes;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::error::Error;
use crate::provisioning::{Client, outcome};
use crate::resource::{Member, StoredResource};

const MEMBERS: &str = "members";

/// The representation of a resource, projected as the request asked. It is written as JSON.
///
/// A group's members become JSON one by one while they are written, because there may be a hundred
/// thousand of them and a JSON tree takes ten times the space of what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Representation {
    /// All but the members; of these only the first, which keeps their place.
    attributes: Attributes,
    members: Vec<Member>,
    base_url: String,
}

impl Representation {
    /// What the client is to see of a stored resource.
    ///
    /// # Errors
    /// `Internal` when the stored attributes are no JSON.
    pub(crate) fn new(
        client: &Client,
        resource_type: &ResourceType,
        mut stored: StoredResource,
        projection: &Projection,
    ) -> Result<Self, Error> {
        let rest = stored.members.split_off(stored.members.len().min(1));
        let mut attributes = outcome::render(&client.base_url, resource_type, &stored)?;
        projection.apply(resource_type, &mut attributes);
        let mut members = stored.members;
        members.extend(rest);
        Ok(Self {
            attributes,
            members,
            base_url: client.base_url.clone(),
        })
    }

    /// The same as a tree of JSON.
    pub fn into_attributes(mut self) -> Attributes {
        let members = self.first_member().map(|first| {
            let shown = |member| shown(member, &self.base_url, first);
            self.members.iter().map(shown).collect()
        });
        if let Some(members) = members {
            self.attributes.insert(MEMBERS.to_owned(), members);
        }
        self.attributes
    }

    /// The first member as the projection left it: the others show the same sub-attributes.
    fn first_member(&self) -> Option<&Attributes> {
        if self.members.is_empty() {
            return None;
        }
        self.attributes.get(MEMBERS)?.get(0)?.as_object()
    }
}

impl Serialize for Representation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let first_member = self.first_member();
        let mut map = serializer.serialize_map(Some(self.attributes.len()))?;
        for (name, value) in &self.attributes {
            match first_member.filter(|_| name == MEMBERS) {
                Some(first) => map.serialize_entry(name, &Members(self, first))?,
                None => map.serialize_entry(name, value)?,
            }
        }
        map.end()
    }
}

struct Members<'r>(&'r Representation, &'r Attributes);

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(whole, first) = self;
        let shown = |member| shown(member, &whole.base_url, first);
        serializer.collect_seq(whole.members.iter().map(shown))
    }
}

fn shown(member: &Member, base_url: &str, like: &Map<String, Value>) -> Value {
    let mut json = member.to_json(base_url);
    if let Some(parts) = json.as_object_mut() {
        parts.retain(|name, _| like.contains_key(name));
    }
    json
}

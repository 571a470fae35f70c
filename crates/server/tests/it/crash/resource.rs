//! What a writer knows of its users and groups.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// Resources by `externalId`, which never changes.
pub(crate) type State = BTreeMap<String, Resource>;

/// A user or a group.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Resource {
    /// `Users` or `Groups`.
    pub(crate) kind: &'static str,
    /// Unknown while no answer has told it.
    pub(crate) id: Option<String>,
    pub(crate) version: i64,
    /// Without `members`.
    pub(crate) attributes: Map<String, Value>,
    /// The `externalId` of each member.
    pub(crate) members: BTreeSet<String>,
}

impl Resource {
    pub(crate) fn id(&self) -> &str {
        self.id.as_deref().unwrap()
    }

    /// Relative to the base URL.
    pub(crate) fn path(&self) -> String {
        format!("/{}/{}", self.kind, self.id())
    }

    pub(crate) fn etag(&self) -> String {
        format!("W/\"{}\"", self.version)
    }

    /// Asserts that a representation shows this resource; `state` has its members.
    pub(crate) fn is_shown_as(&self, shown: &Value, state: &State) {
        let mut shown = shown.as_object().unwrap().clone();
        assert_eq!(shown["id"], self.id(), "{shown:?}");
        assert_eq!(shown["meta"]["version"], self.etag(), "{shown:?}");
        let members = shown.remove("members").unwrap_or(Value::Array(Vec::new()));
        let members: BTreeSet<&str> = members
            .as_array()
            .unwrap()
            .iter()
            .map(|member| member["value"].as_str().unwrap())
            .collect();
        let expected: BTreeSet<&str> = self.members.iter().map(|key| state[key].id()).collect();
        assert_eq!(members, expected, "members of {shown:?}");
        for computed in ["schemas", "id", "meta", "groups"] {
            shown.remove(computed);
        }
        assert_eq!(shown, self.attributes);
    }
}

/// Takes out what has this prefix.
pub(crate) fn part(state: &mut State, prefix: &str) -> State {
    state
        .extract_if(.., |key, _| key.starts_with(prefix))
        .collect()
}

/// Whether what is stored is what was expected; it may tell an identifier that no answer told.
pub(crate) fn is_stored(expected: &State, stored: &State) -> bool {
    let mut expected = expected.clone();
    for (key, resource) in &mut expected {
        if resource.id.is_none() {
            resource.id = stored.get(key).and_then(|found| found.id.clone());
        }
    }
    expected == *stored
}

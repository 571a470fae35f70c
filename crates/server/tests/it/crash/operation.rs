//! The requests of the load, each with the state that it leads to.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::resource::{Resource, State};
use crate::support::{GROUP, PATCH_OP, Request, Scim, USER};

/// A request, how it must be answered, and what is stored then.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    method: &'static str,
    path: String,
    if_match: Option<String>,
    body: Option<Value>,
    /// What it is about.
    pub(crate) key: String,
    /// The status of the answer.
    pub(crate) status: u16,
    /// The state after it.
    pub(crate) after: State,
}

impl Operation {
    /// Creates a user.
    pub(crate) fn create_user(state: &State, key: &str, serial: u64) -> Self {
        create(state, "Users", key, user(key, serial), BTreeSet::new())
    }

    /// Creates a group.
    pub(crate) fn create_group(state: &State, key: &str, members: BTreeSet<String>) -> Self {
        create(state, "Groups", key, group(key, 0), members)
    }

    /// Creates a user with the `userName` of another.
    pub(crate) fn duplicate(state: &State, of: &str, serial: u64) -> Self {
        let mut attributes = user("nobody", serial);
        attributes["userName"] = state[of].attributes["userName"].clone();
        let created = create(state, "Users", of, attributes, BTreeSet::new());
        created.refused(state, 409)
    }

    /// Replaces all attributes of a user.
    pub(crate) fn replace_user(state: &State, key: &str, serial: u64) -> Self {
        let attributes = user(key, serial);
        let body = body(USER, &attributes);
        let after = changed(state, key, |user| user.attributes = attributes);
        request("PUT", state, key, body, after)
    }

    /// Replaces name and members of a group.
    pub(crate) fn replace_group(
        state: &State,
        key: &str,
        serial: u64,
        members: BTreeSet<String>,
    ) -> Self {
        let attributes = group(key, serial);
        let mut body = body(GROUP, &attributes);
        body["members"] = values(state, &members);
        let after = changed(state, key, |group| {
            group.attributes = attributes;
            group.members = members;
        });
        request("PUT", state, key, body, after)
    }

    /// Lets a user in or out.
    pub(crate) fn activate(state: &State, key: &str, active: bool) -> Self {
        let after = changed(state, key, |user| {
            user.attributes["active"] = active.into();
        });
        let operation = json!({ "op": "replace", "path": "active", "value": active });
        patch(state, key, &[operation], after)
    }

    /// Gives a user a `title` and a `nickName` that are always the same, one operation each.
    pub(crate) fn change_both(state: &State, key: &str, serial: u64) -> Self {
        let both = pair(serial);
        let operations = [
            json!({ "op": "replace", "path": "title", "value": both }),
            json!({ "op": "replace", "path": "nickName", "value": both }),
        ];
        let after = changed(state, key, |user| {
            user.attributes["title"] = both.clone();
            user.attributes["nickName"] = both.clone();
        });
        patch(state, key, &operations, after)
    }

    /// The same with a last operation that is refused.
    pub(crate) fn change_one_and_fail(state: &State, key: &str, serial: u64) -> Self {
        let operations = [
            json!({ "op": "replace", "path": "title", "value": pair(serial) }),
            json!({ "op": "replace", "path": "userName", "value": "" }),
        ];
        patch(state, key, &operations, state.clone()).refused(state, 400)
    }

    /// A change of a version that is never current.
    pub(crate) fn stale(state: &State, key: &str, serial: u64) -> Self {
        let operation = json!({ "op": "replace", "path": "displayName", "value": pair(serial) });
        let mut refused = patch(state, key, &[operation], state.clone()).refused(state, 412);
        refused.if_match = Some("W/\"0\"".to_owned());
        refused
    }

    /// Adds a member to a group.
    pub(crate) fn add(state: &State, key: &str, member: &str) -> Self {
        let value = json!([{ "value": state[member].id() }]);
        let operation = json!({ "op": "add", "path": "members", "value": value });
        let after = changed(state, key, |group| {
            group.members.insert(member.to_owned());
        });
        patch(state, key, &[operation], after)
    }

    /// Takes a member out of a group.
    pub(crate) fn remove(state: &State, key: &str, member: &str) -> Self {
        let path = format!("members[value eq \"{}\"]", state[member].id());
        let operation = json!({ "op": "remove", "path": path });
        let after = changed(state, key, |group| {
            group.members.remove(member);
        });
        patch(state, key, &[operation], after)
    }

    /// Renames a group, takes all members out and puts others in.
    pub(crate) fn regroup(
        state: &State,
        key: &str,
        serial: u64,
        members: BTreeSet<String>,
    ) -> Self {
        let attributes = group(key, serial);
        let operations = [
            json!({ "op": "replace", "path": "displayName", "value": attributes["displayName"] }),
            json!({ "op": "remove", "path": "members" }),
            json!({ "op": "add", "path": "members", "value": values(state, &members) }),
        ];
        let after = changed(state, key, |group| {
            group.attributes = attributes;
            group.members = members;
        });
        patch(state, key, &operations, after)
    }

    /// Renames a group, takes all members out and puts somebody in who does not exist.
    pub(crate) fn regroup_and_fail(state: &State, key: &str, serial: u64) -> Self {
        let nobody = json!([{ "value": "00000000-0000-7000-8000-000000000000" }]);
        let operations = [
            json!({ "op": "replace", "path": "displayName", "value": pair(serial) }),
            json!({ "op": "remove", "path": "members" }),
            json!({ "op": "add", "path": "members", "value": nobody }),
        ];
        patch(state, key, &operations, state.clone()).refused(state, 400)
    }

    /// Deletes a user, who leaves all groups with it, or a group.
    pub(crate) fn delete(state: &State, key: &str) -> Self {
        let mut after = state.clone();
        after.remove(key);
        for group in after.values_mut() {
            if group.members.remove(key) {
                group.version += 1;
            }
        }
        Self {
            method: "DELETE",
            path: state[key].path(),
            if_match: Some(state[key].etag()),
            body: None,
            key: key.to_owned(),
            status: 204,
            after,
        }
    }

    /// The request, ready to be sent.
    pub(crate) fn request(&self, scim: &Scim) -> Request {
        let mut request = scim.request(self.method, &self.path);
        if let Some(etag) = &self.if_match {
            request = request.header("If-Match", etag);
        }
        match &self.body {
            Some(body) => request
                .header("Content-Type", "application/scim+json")
                .json(body),
            None => request,
        }
    }

    fn refused(self, state: &State, status: u16) -> Self {
        Self {
            status,
            after: state.clone(),
            ..self
        }
    }
}

fn create(
    state: &State,
    kind: &'static str,
    key: &str,
    attributes: Map<String, Value>,
    members: BTreeSet<String>,
) -> Operation {
    let schema = if kind == "Users" { USER } else { GROUP };
    let mut body = body(schema, &attributes);
    if !members.is_empty() {
        body["members"] = values(state, &members);
    }
    let created = Resource {
        kind,
        id: None,
        version: 1,
        attributes,
        members,
    };
    let mut after = state.clone();
    after.insert(key.to_owned(), created);
    Operation {
        method: "POST",
        path: format!("/{kind}"),
        if_match: None,
        body: Some(body),
        key: key.to_owned(),
        status: 201,
        after,
    }
}

fn patch(state: &State, key: &str, operations: &[Value], after: State) -> Operation {
    let body = json!({ "schemas": [PATCH_OP], "Operations": operations });
    request("PATCH", state, key, body, after)
}

fn request(method: &'static str, state: &State, key: &str, body: Value, after: State) -> Operation {
    Operation {
        method,
        path: state[key].path(),
        if_match: None,
        body: Some(body),
        key: key.to_owned(),
        status: 200,
        after,
    }
}

/// The state after a change of one resource: a new version, unless nothing is different.
fn changed(state: &State, key: &str, change: impl FnOnce(&mut Resource)) -> State {
    let mut after = state.clone();
    let resource = after.get_mut(key).unwrap();
    change(resource);
    if *resource != state[key] {
        resource.version += 1;
    }
    after
}

fn user(key: &str, serial: u64) -> Map<String, Value> {
    let attributes = json!({
        "externalId": key,
        "userName": format!("{key}-{serial}@people.example"),
        "displayName": format!("User {serial}"),
        "title": pair(serial),
        "nickName": pair(serial),
        "active": !serial.is_multiple_of(4),
        "emails": [{ "value": format!("{key}-{serial}@people.example"), "primary": true }],
    });
    object(attributes)
}

fn group(key: &str, serial: u64) -> Map<String, Value> {
    object(json!({ "externalId": key, "displayName": format!("{key}-{serial}") }))
}

/// The value that two attributes of a user share.
fn pair(serial: u64) -> Value {
    format!("pair {serial}").into()
}

fn values(state: &State, members: &BTreeSet<String>) -> Value {
    members
        .iter()
        .map(|key| json!({ "value": state[key].id() }))
        .collect()
}

fn body(schema: &str, attributes: &Map<String, Value>) -> Value {
    let mut body = attributes.clone();
    body.insert("schemas".to_owned(), json!([schema]));
    body.into()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("not an object: {other}"),
    }
}

//! What a writer asks for, and what comes of it.

use serde_json::{Value, json};

use crate::Thing;
use crate::answer::Answer;

const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const BULK_REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

/// A request.
pub(crate) struct Operation {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) body: Option<Value>,
    /// Several only in a bulk request, each about another resource: it happens or not, whatever
    /// becomes of the others (RFC 7644 §3.7).
    pub(crate) changes: Vec<Change>,
}

/// A change of one resource.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) before: Option<Thing>,
    pub(crate) after: Option<Thing>,
    /// The status of its success.
    pub(crate) status: u16,
}

/// How a change went, as the answer tells.
pub(crate) enum Outcome {
    /// It has happened; with the `id` that was given.
    Acknowledged(String),
    /// Nobody knows.
    Unknown,
    /// The answer is none that may come.
    Wrong(String),
}

impl Operation {
    pub(crate) fn create(thing: Thing, pair: &[String]) -> Self {
        let (path, body) = (thing.kind.endpoint().to_owned(), thing.body(pair));
        Self::of("POST", path, Some(body), None, Some(thing))
    }

    pub(crate) fn replace(before: &Thing, number: u64, pair: &[String]) -> Self {
        let after = before.changed(number);
        let body = Some(after.body(pair));
        Self::of("PUT", before.path(), body, Some(before), Some(after))
    }

    pub(crate) fn patch(before: &Thing, number: u64, pair: &[String]) -> Self {
        let after = before.changed(number);
        let body = json!({ "schemas": [PATCH_OP], "Operations": after.operations(pair) });
        Self::of(
            "PATCH",
            before.path(),
            Some(body),
            Some(before),
            Some(after),
        )
    }

    pub(crate) fn delete(before: &Thing) -> Self {
        Self::of("DELETE", before.path(), None, Some(before), None)
    }

    fn of(
        method: &'static str,
        path: String,
        body: Option<Value>,
        before: Option<&Thing>,
        after: Option<Thing>,
    ) -> Self {
        let status = match method {
            "POST" => 201,
            "DELETE" => 204,
            _ => 200,
        };
        let before = before.cloned();
        Self {
            method,
            path,
            body,
            changes: vec![Change {
                before,
                after,
                status,
            }],
        }
    }

    /// All of these as one bulk request.
    pub(crate) fn bulk(operations: Vec<Self>) -> Self {
        let (mut items, mut changes) = (Vec::new(), Vec::new());
        for (number, operation) in operations.into_iter().enumerate() {
            let mut item = json!({ "method": operation.method, "path": operation.path });
            if let (Some(item), Some(body)) = (item.as_object_mut(), operation.body) {
                item.insert("data".to_owned(), body);
                if operation.method == "POST" {
                    item.insert("bulkId".to_owned(), json!(format!("b{number}")));
                }
            }
            items.push(item);
            changes.extend(operation.changes);
        }
        Self {
            method: "POST",
            path: "/Bulk".to_owned(),
            body: Some(json!({ "schemas": [BULK_REQUEST], "Operations": items })),
            changes,
        }
    }

    /// How a change went, by its place among the changes.
    pub(crate) fn outcome(&self, answer: &Answer, place: usize, change: &Change) -> Outcome {
        if answer.is_unknown() {
            return Outcome::Unknown;
        }
        let wrong = || Outcome::Wrong(format!("{} {}", answer.status, answer.body));
        let (status, id) = if self.path == "/Bulk" {
            if answer.status != 200 {
                return wrong();
            }
            let result = answer.text(&format!("/Operations/{place}/location"));
            let id = result.rsplit('/').next().unwrap_or_default().to_owned();
            (answer.text(&format!("/Operations/{place}/status")), id)
        } else {
            (answer.status.to_string(), answer.text("/id"))
        };
        match status.as_str() {
            "503" => Outcome::Unknown,
            status if status == change.status.to_string() => Outcome::Acknowledged(id),
            // RFC 7644 §3.5.2: a PATCH may be answered without the resource.
            "204" if change.status == 200 => Outcome::Acknowledged(id),
            _ => wrong(),
        }
    }
}

impl Change {
    /// The `externalId` of what changes.
    pub(crate) fn key(&self) -> &str {
        let thing = self.after.as_ref().or(self.before.as_ref());
        thing.map_or("", |thing| &thing.key)
    }
}

//! The requests of each workload against Muster.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::json;

use crate::load::Script;
use crate::person::Person;
use crate::random::Random;
use crate::request::Template;

/// Users beyond the size of the directory that join and leave groups, one per client.
pub(crate) const SPARE: usize = 16;
/// Users on a page.
pub(crate) const PAGE: usize = 100;

/// What is in the directory.
#[derive(Clone)]
pub(crate) struct Directory {
    pub(crate) template: Template,
    /// The ids of the users by their numbers, the spare ones last.
    pub(crate) users: Arc<[String]>,
    /// Whether each is active.
    pub(crate) active: Arc<[AtomicBool]>,
    /// The number of the next user to be created.
    pub(crate) next: Arc<AtomicUsize>,
}

/// A group and which of the spare users are in it.
#[derive(Clone)]
pub(crate) struct Group {
    pub(crate) id: String,
    /// The numbers of the users that are in it for good.
    pub(crate) members: Range<usize>,
    pub(crate) joined: Arc<[AtomicBool]>,
}

impl Directory {
    /// How many users are not spare ones.
    pub(crate) fn size(&self) -> usize {
        self.users.len().saturating_sub(SPARE)
    }

    pub(crate) fn create(&self) -> Script {
        let (template, next) = (self.template.clone(), self.next.clone());
        Box::new(move |out| {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let body = Person { number }.body();
            template.send(out, "POST", format_args!("/Users"), body.as_bytes());
        })
    }

    pub(crate) fn get(&self, client: usize) -> Script {
        let (template, users) = (self.template.clone(), self.users.clone());
        let mut random = Random::new(client);
        Box::new(move |out| {
            if let Some(id) = users.get(random.below(users.len())) {
                template.get(out, format_args!("/Users/{id}"));
            }
        })
    }

    pub(crate) fn filter(&self, client: usize) -> Script {
        let (template, count) = (self.template.clone(), self.users.len());
        let mut random = Random::new(client);
        Box::new(move |out| {
            let number = random.below(count);
            template.get(out, format_args!("{}", filter_path(number)));
        })
    }

    /// Each client has users of its own, so that every request changes something.
    pub(crate) fn patch_active(&self, client: usize, clients: usize) -> Script {
        let Self {
            template,
            users,
            active,
            ..
        } = self.clone();
        let mut random = Random::new(client);
        Box::new(move |out| {
            let mine = users.len() / clients;
            let number = random.below(mine) * clients + client;
            if let (Some(id), Some(active)) = (users.get(number), active.get(number)) {
                let value = !active.fetch_xor(true, Ordering::Relaxed);
                let operation = json!({ "op": "Replace", "path": "active", "value": value });
                template.send(
                    out,
                    "PATCH",
                    format_args!("/Users/{id}"),
                    &patch_body(&operation),
                );
            }
        })
    }

    pub(crate) fn page(&self, start_index: usize) -> Script {
        let template = self.template.clone();
        Box::new(move |out| template.get(out, format_args!("{}", page_path(start_index))))
    }

    /// Asks for pages anywhere in the middle half.
    pub(crate) fn middle_page(&self, client: usize) -> Script {
        let (template, size) = (self.template.clone(), self.users.len());
        let mut random = Random::new(client);
        Box::new(move |out| {
            let start_index = size / 4 + random.below(size / 2);
            template.get(out, format_args!("{}", page_path(start_index)));
        })
    }

    /// Asks for the page after this cursor.
    pub(crate) fn cursor_page(&self, cursor: &str) -> Script {
        let (template, path) = (self.template.clone(), cursor_path(cursor));
        Box::new(move |out| template.get(out, format_args!("{path}")))
    }

    pub(crate) fn last_start_index(&self) -> usize {
        self.users.len().saturating_sub(PAGE) + 1
    }

    pub(crate) fn group(&self, group: &Group) -> Script {
        let (template, id) = (self.template.clone(), group.id.clone());
        Box::new(move |out| {
            template.get(out, format_args!("/Groups/{id}?excludedAttributes=members"));
        })
    }

    /// Asks for the groups of users with numbers in `members`.
    pub(crate) fn groups_of(&self, members: Range<usize>, client: usize) -> Script {
        let (template, users) = (self.template.clone(), self.users.clone());
        let mut random = Random::new(client);
        Box::new(move |out| {
            if let Some(id) = users.get(members.start + random.below(members.len())) {
                template.get(out, format_args!("{}", groups_path(id)));
            }
        })
    }

    /// A spare user joins and leaves the group.
    pub(crate) fn member(&self, group: &Group, client: usize) -> Script {
        let (template, group) = (self.template.clone(), group.clone());
        let id = self.users.get(self.size() + client);
        let id = id.cloned().unwrap_or_default();
        Box::new(move |out| {
            let Some(joined) = group.joined.get(client) else {
                return;
            };
            let operation = if joined.fetch_xor(true, Ordering::Relaxed) {
                json!({ "op": "Remove", "path": format!("members[value eq \"{id}\"]") })
            } else {
                json!({ "op": "Add", "path": "members", "value": [{ "value": id }] })
            };
            let path = format_args!("/Groups/{}", group.id);
            template.send(out, "PATCH", path, &patch_body(&operation));
        })
    }
}

/// The query for the groups of the user with this id.
pub(crate) fn groups_path(id: &str) -> String {
    format!("/Groups?filter=members.value%20eq%20%22{id}%22&excludedAttributes=members")
}

/// The query for the user with this number, percent-encoded.
pub(crate) fn filter_path(number: usize) -> String {
    let user_name = Person { number }.user_name();
    format!("/Users?filter=userName%20eq%20%22{user_name}%22")
}

pub(crate) fn page_path(start_index: usize) -> String {
    format!("/Users?startIndex={start_index}&count={PAGE}")
}

pub(crate) fn cursor_path(cursor: &str) -> String {
    format!("/Users?cursor={cursor}&count={PAGE}")
}

pub(crate) fn patch_body(operation: &serde_json::Value) -> Vec<u8> {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [operation],
    });
    body.to_string().into_bytes()
}

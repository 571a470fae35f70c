//! What must hold in the end: everything that is listed, what the application sees, and what the
//! change feed tells.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{OrganizationId, ResourceId};
use domain::replay::{Replay, ReplayedResource, ResourceKey};
use serde_json::{Value, json};

use super::person::Person;
use super::session::{Session, same};
use super::state::Kind;
use crate::support::{Management, feed_of};

impl Session<'_> {
    /// Compares everything.
    pub(crate) fn end(&mut self, organizations: &[String]) -> Result<(), String> {
        for who in 0..self.state.endpoints.len() {
            self.compare(who)
                .map_err(|problem| format!("endpoint {who} in the end: {problem}"))?;
        }
        for (number, organization) in organizations.iter().enumerate() {
            self.compare_people(number, organization)
                .map_err(|problem| format!("people of organization {number}: {problem}"))?;
            self.compare_feed(number, organization)
                .map_err(|problem| format!("the feed of organization {number}: {problem}"))?;
        }
        Ok(())
    }

    /// What the application sees.
    fn compare_people(&self, number: usize, organization: &str) -> Result<(), String> {
        let management = Management::new(&self.server.url, &self.tokens[number]);
        let mut found = BTreeMap::new();
        let mut token = String::new();
        loop {
            let body = json!({
                "organizationId": organization,
                "pagination": { "pageSize": 100, "token": token },
            });
            let answer = management.call("ListMembers", &body);
            for member in answer["members"].as_array().into_iter().flatten() {
                let text = |name: &str| member[name].as_str().unwrap_or_default().to_owned();
                if member["role"] == "ORGANIZATION_ROLE_ADMIN" {
                    continue;
                }
                let status = text("status");
                found.insert(text("userId"), (status, text("fullName"), text("email")));
            }
            match answer["pagination"]["nextToken"].as_str() {
                Some(next) if !next.is_empty() => next.clone_into(&mut token),
                _ => break,
            }
        }
        let expected = self.state.people[number].iter().map(|(id, person)| {
            let Person {
                status,
                name,
                email,
            } = person.clone();
            (id.clone(), (format!("USER_STATUS_{status}"), name, email))
        });
        same("members", &found, &expected.collect())
    }

    /// The feed alone rebuilds the resources.
    fn compare_feed(&self, number: usize, organization: &str) -> Result<(), String> {
        let mut replay = Replay::new(OrganizationId::parse(organization).unwrap());
        for event in feed_of(self.server, organization) {
            replay
                .apply(&event)
                .map_err(|error| format!("{error}: {event:?}"))?;
        }
        let told = |resources: &BTreeMap<ResourceKey, ReplayedResource>| -> BTreeMap<String, Told> {
            let resources = resources.iter();
            resources
                .map(|((_, id), resource)| (id.to_string(), Told::of(resource)))
                .collect()
        };
        let known = |kind: Kind| -> BTreeMap<String, Told> {
            let endpoints = self.state.endpoints.iter();
            let endpoints = endpoints.filter(|endpoint| endpoint.organization == number);
            let resources = endpoints.flat_map(|endpoint| endpoint.listed(Some(kind)));
            let told = resources.map(|resource| {
                let told = Told {
                    version: i64::try_from(resource.version).unwrap(),
                    attributes: Value::Object(resource.attributes.clone()),
                    members: resource.members.clone(),
                };
                (resource.id.clone(), told)
            });
            told.collect()
        };
        same("users", &told(replay.user_resources()), &known(Kind::User))?;
        same("groups", &told(replay.groups()), &known(Kind::Group))
    }
}

#[derive(Debug, PartialEq)]
struct Told {
    version: i64,
    attributes: Value,
    members: BTreeSet<String>,
}

impl Told {
    fn of(resource: &ReplayedResource) -> Self {
        Self {
            version: resource.version,
            attributes: serde_json::from_str(&resource.attributes).unwrap(),
            members: resource.members.iter().map(ResourceId::to_string).collect(),
        }
    }
}

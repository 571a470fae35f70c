//! Carries out operations on the server and on the model, and compares.

use serde_json::{Value, json};

use super::operation::{Action, Look, Operation, Prefer, Request, Setting};
use super::show::{difference, learn, named_members, shown};
use super::state::{Kind, PatchReply, Problem, Profile, State, Unmentioned};
use super::target::{Choice, Target};
use super::write::{Effect, Reading, Write};
use crate::support::{Management, Reply, Server};

pub(crate) type Check = Result<(), String>;

/// The server and the model of what it has.
pub(crate) struct Session<'s> {
    pub(crate) server: &'s Server,
    /// The administrators' tokens, by organization.
    pub(crate) tokens: Vec<String>,
    pub(crate) state: State,
}

impl Session<'_> {
    /// One operation.
    pub(crate) fn run(&mut self, operation: &Operation) -> Check {
        let who = operation.who;
        match &operation.action {
            Action::Write(request) => self.write(who, request)?,
            Action::Read(kind, target, look) => return self.read(who, *kind, *target, *look),
            Action::Query(query) => return self.query(who, query),
            Action::Walk(kind, count, during) => self.walk(who, *kind, *count, during)?,
            Action::Bulk(limit, items) => self.bulk(who, *limit, items)?,
            Action::Set(setting) => return self.set(who, *setting),
        }
        self.compare(who)
    }

    pub(crate) fn choice(&self, who: usize) -> Choice {
        let others = self.state.endpoints.iter().enumerate();
        let others: Vec<_> = others
            .filter(|(other, _)| *other != who)
            .map(|(_, endpoint)| endpoint)
            .collect();
        Choice::new(&self.state.endpoints[who], &others)
    }

    pub(crate) fn write(&mut self, who: usize, request: &Request) -> Check {
        let choice = self.choice(who);
        let names = |target: Target, kind: Option<Kind>| choice.id(target, kind);
        let endpoint = &self.state.endpoints[who];
        let write = &request.write;
        let kind = write.kind();
        let mut path = kind.path().to_owned();
        let mut current = None;
        if let Some(target) = write.target() {
            let id = names(target, Some(kind));
            current = endpoint.find(kind, &id);
            path = format!("{path}/{id}");
        }
        let mut sent = endpoint
            .scim
            .request(write.method(), &path)
            .header("Content-Type", "application/scim+json");
        let prefer = match request.prefer {
            Prefer::Nothing => None,
            Prefer::Minimal => Some("return=minimal"),
            Prefer::Representation => Some("return=representation"),
            Prefer::Strict => Some("handling=strict"),
        };
        if let Some(prefer) = prefer {
            sent = sent.header("Prefer", prefer);
        }
        if let Some(tags) = request.if_match.header(current) {
            sent = sent.header("If-Match", tags);
        }
        if !matches!(write, Write::Delete(..)) {
            sent = sent.json(&write.json(&names));
        }
        let reading = Reading {
            profile: match (endpoint.settings.profile, request.prefer) {
                (Profile::Tolerant, Prefer::Strict) => Profile::Rfc,
                (profile, _) => profile,
            },
            condition: request.if_match.condition(current),
            names: &names,
            companions: &Default::default(),
        };
        let expected = self.state.decide(who, write, &reading);
        let reply = sent.send();
        match expected {
            Err(problems) => refused(&reply, &problems),
            Ok(effect) => self.written(who, request, effect, &reply),
        }
    }

    /// The answer to a write that was carried out (RFC 7644 §3.3, §3.5, §3.6, RFC 7240).
    fn written(&mut self, who: usize, request: &Request, effect: Effect, reply: &Reply) -> Check {
        if matches!(effect, Effect::Delete(..)) {
            self.state.carry_out(who, effect, "");
            return same("status", &reply.status, &204);
        }
        let (kind, id) = match &effect {
            Effect::Create(kind, ..) => {
                let location = reply.header("Location");
                (
                    *kind,
                    location.rsplit('/').next().unwrap_or_default().to_owned(),
                )
            }
            Effect::Change(kind, id, ..) | Effect::Delete(kind, id) => (*kind, id.clone()),
        };
        let is_new = matches!(effect, Effect::Create(..));
        self.state.carry_out(who, effect, &id);
        let endpoint = &mut self.state.endpoints[who];
        let reply_of_groups = endpoint.settings.patch_reply;
        let is_patch = matches!(request.write, Write::Patch(..));
        let is_shown = match request.prefer {
            Prefer::Minimal => false,
            Prefer::Representation => true,
            Prefer::Nothing | Prefer::Strict => {
                !(is_patch && kind == Kind::Group && reply_of_groups == PatchReply::NoContent)
            }
        };
        let status = match (is_new, is_shown) {
            (true, _) => 201,
            (false, true) => 200,
            (false, false) => 204,
        };
        if reply.status != status {
            return Err(format!("{} {}, not {status}", reply.status, reply.body));
        }
        let resource = endpoint.find_mut(kind, &id).unwrap();
        same("ETag", &reply.header("ETag"), &resource.etag().as_str())?;
        if !is_shown {
            let location = format!("{}{}/{id}", endpoint.scim.url, kind.path());
            same("body", &reply.body.as_str(), &"")?;
            return same("Location", &reply.header("Location"), &location.as_str());
        }
        let found = reply.json();
        learn(resource, &found)?;
        let resource = endpoint.find(kind, &id).unwrap();
        let expected = shown(endpoint, resource);
        same(
            "Location",
            &Some(reply.header("Location")),
            &expected["meta"]["location"].as_str(),
        )?;
        difference(&found, &expected).map_or(Ok(()), Err)
    }

    fn read(&mut self, who: usize, kind: Kind, target: Target, look: Look) -> Check {
        let id = self.choice(who).id(target, Some(kind));
        let endpoint = &self.state.endpoints[who];
        let current = endpoint.find(kind, &id);
        let query = match look {
            Look::Names => "?attributes=members.value,members.display",
            Look::WithoutLists => "?excludedAttributes=members,groups",
            Look::Whole | Look::IfChanged | Look::IfNotStale => "",
        };
        let mut sent = endpoint
            .scim
            .request("GET", &format!("{}/{id}{query}", kind.path()));
        let version = current.map_or(1, |resource| resource.version);
        match look {
            Look::IfChanged => sent = sent.header("If-None-Match", format!("W/\"{version}\"")),
            Look::IfNotStale => {
                sent = sent.header("If-None-Match", format!("W/\"{}\"", version + 1));
            }
            Look::Whole | Look::Names | Look::WithoutLists => {}
        }
        let reply = sent.send();
        let Some(resource) = current else {
            return refused(&reply, &[Problem::NOT_FOUND]);
        };
        same("ETag", &reply.header("ETag"), &resource.etag().as_str())?;
        let mut expected = shown(endpoint, resource);
        match look {
            Look::IfChanged => return same("status", &reply.status, &304),
            Look::Names => {
                // RFC 7643 §3.1, §7: `id` and `schemas` are returned always; so is what is not
                // named of the members, if it is.
                let mut named = json!({ "schemas": expected["schemas"], "id": expected["id"] });
                let members = named_members(endpoint, resource);
                if kind == Kind::Group && members != json!([]) {
                    named["members"] = members;
                }
                if let Some(schemas) = named["schemas"].as_array_mut() {
                    // Nothing of the extension is shown.
                    schemas.truncate(1);
                }
                expected = named;
            }
            Look::WithoutLists => {
                for name in ["members", "groups"] {
                    expected.as_object_mut().unwrap().shift_remove(name);
                }
            }
            Look::Whole | Look::IfNotStale => {}
        }
        same("status", &reply.status, &200)?;
        difference(&reply.json(), &expected).map_or(Ok(()), Err)
    }

    /// All that the endpoint has, against all that the model has.
    pub(crate) fn compare(&mut self, who: usize) -> Check {
        let endpoint = &mut self.state.endpoints[who];
        let reply = endpoint.scim.get("/?count=1000");
        if reply.status != 200 {
            return Err(format!("the list is {} {}", reply.status, reply.body));
        }
        let found = reply.json();
        let listed: Vec<(Kind, String)> = endpoint
            .listed(None)
            .into_iter()
            .map(|resource| (resource.kind, resource.id.clone()))
            .collect();
        let ids: Vec<&str> = listed.iter().map(|(_, id)| id.as_str()).collect();
        same("identifiers", &ids_of(&found), &ids)?;
        same("totalResults", &found["totalResults"], &json!(ids.len()))?;
        for ((kind, id), one) in listed
            .iter()
            .zip(found["Resources"].as_array().into_iter().flatten())
        {
            let resource = endpoint.find_mut(*kind, id).unwrap();
            learn(resource, one).map_err(|problem| format!("{id}: {problem}"))?;
            let resource = endpoint.find(*kind, id).unwrap();
            if let Some(difference) = difference(one, &shown(endpoint, resource)) {
                return Err(format!("{} {id}: {difference}", kind.name()));
            }
        }
        Ok(())
    }

    fn set(&mut self, who: usize, setting: Setting) -> Check {
        let endpoint = &mut self.state.endpoints[who];
        let (_, id) = endpoint.scim.url.rsplit_once('/').unwrap();
        let mut body = json!({ "scimConfigurationId": id });
        let settings = &mut endpoint.settings;
        match setting {
            Setting::Profile(profile) => {
                settings.profile = profile;
                body["profile"] = json!(match profile {
                    Profile::Tolerant => "SCIM_PROFILE_TOLERANT",
                    Profile::Rfc => "SCIM_PROFILE_RFC",
                    Profile::Interop => "SCIM_PROFILE_INTEROP",
                });
            }
            Setting::PatchReply(reply) => {
                settings.patch_reply = reply;
                body["groupPatchReply"] = json!(match reply {
                    PatchReply::Automatic => "GROUP_PATCH_REPLY_AUTOMATIC",
                    PatchReply::Group => "GROUP_PATCH_REPLY_GROUP",
                    PatchReply::NoContent => "GROUP_PATCH_REPLY_NO_CONTENT",
                });
            }
            Setting::RequireIfMatch(required) => {
                settings.require_if_match = required;
                body["requireIfMatch"] = json!(required);
            }
            Setting::PageSize(size) => {
                settings.page_size = if size == 0 { 100 } else { size };
                body["defaultPageSize"] = json!(size);
            }
            Setting::Unmentioned(unmentioned) => {
                settings.unmentioned = unmentioned;
                body["putWithoutMembers"] = json!(match unmentioned {
                    Unmentioned::ByProfile => "PUT_WITHOUT_MEMBERS_BY_PROFILE",
                    Unmentioned::Keep => "PUT_WITHOUT_MEMBERS_KEEP",
                    Unmentioned::Clear => "PUT_WITHOUT_MEMBERS_CLEAR",
                });
            }
        }
        let organization = endpoint.organization;
        let management = Management::new(&self.server.url, &self.tokens[organization]);
        let method = "muster.v1.SCIMConfigurationService/UpdateSCIMSettings";
        same("status", &management.request(method, &body).status, &200)
    }
}

pub(crate) fn ids_of(list: &Value) -> Vec<&str> {
    let resources = list["Resources"].as_array().into_iter().flatten();
    resources
        .map(|resource| resource["id"].as_str().unwrap_or_default())
        .collect()
}

/// An error with the status and the `scimType` of one of the problems (RFC 7644 §3.12).
pub(crate) fn refused(reply: &Reply, problems: &[Problem]) -> Check {
    is_one_of(reply.status, &reply.json(), problems)
}

pub(crate) fn is_one_of(status: u16, error: &Value, problems: &[Problem]) -> Check {
    let problem = |one: &&Problem| status == one.0 && error["scimType"].as_str() == one.1;
    if problems.iter().find(problem).is_none() {
        return Err(format!(
            "{status} {error}, but one of {problems:?} is expected"
        ));
    }
    same(
        "status in the body",
        &error["status"],
        &json!(status.to_string()),
    )
}

pub(crate) fn same<T: PartialEq<U> + std::fmt::Debug, U: std::fmt::Debug>(
    what: &str,
    found: &T,
    expected: &U,
) -> Check {
    if found == expected {
        return Ok(());
    }
    Err(format!("{what}: {found:?}, not {expected:?}"))
}

//! What is in the store before Muster is measured.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::time::Duration;

use serde_json::{Value, json};

use super::{Filled, Muster};
use crate::connection::Connection;
use crate::fill::fill;
use crate::load::success;
use crate::person::Person;
use crate::request::Template;
use crate::scripts::{
    Directory, Group, PAGE, SPARE, cursor_path, filter_path, groups_path, page_path, patch_body,
};
use crate::{Failure, GroupSize};

const SCIM: &str = "application/scim+json";
/// Organizations; each has half as many users as the one before it.
const ORGANIZATIONS: u32 = 10;
/// The small group, with the spare users that join it: up to this size a PATCH is answered with
/// the group. Its members are in no other group.
const SMALL: usize = domain::limits::MEMBERS_ECHOED - SPARE;
/// The large group; its members are in the huge one too.
pub(super) const LARGE: usize = 10_000;
const HUGE: usize = 100_000;
/// Longest wait for one answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// Members that one PATCH adds while a group is filled.
const BATCH: usize = 1000;

/// An administrator of an organization.
struct Administrator {
    organization_id: String,
    token: String,
}

impl Muster {
    /// Creates this many users in ten organizations, and in the first of them the groups, all over
    /// HTTP; checks that every workload gets what it asks for.
    pub(super) async fn fill(&mut self, users: usize) -> Result<(), Failure> {
        let first = Administrator {
            organization_id: self.credentials.organization_id.clone(),
            token: self.credentials.token.clone(),
        };
        let mut rest = users - users / 2;
        for number in 1..ORGANIZATIONS {
            let administrator = self.create_organization(number).await?;
            let template = self.create_scim_configuration(&administrator).await?;
            // What is left over by halving goes to the last.
            let share = if number + 1 < ORGANIZATIONS {
                rest / 2
            } else {
                rest
            };
            rest -= share;
            self.create_users(&template, share).await?;
        }
        let template = self.create_scim_configuration(&first).await?;
        self.fill_measured(template, users / 2).await
    }

    async fn fill_measured(&mut self, template: Template, users: usize) -> Result<(), Failure> {
        let count = users + SMALL + SPARE;
        let ids = self.create_users(&template, count).await?;
        let directory = Directory {
            template,
            active: ids.iter().map(|_| AtomicBool::new(true)).collect(),
            next: Arc::new(AtomicUsize::new(count)),
            users: ids.into(),
        };
        let mut groups = HashMap::new();
        for (size, members) in [
            (GroupSize::Small, users..users + SMALL),
            (GroupSize::Large, 0..LARGE),
            (GroupSize::Huge, 0..HUGE),
        ] {
            if size == GroupSize::Small || members.end <= users {
                groups.insert(size, self.fill_group(&directory, members).await?);
            }
        }
        self.check(&directory, &groups).await?;
        let page = self.look(&directory.template, &cursor_path("")).await?;
        let cursor = text(&page, "/nextCursor")?.to_owned();
        self.filled = Some(Filled {
            directory,
            cursor,
            groups,
        });
        Ok(())
    }

    async fn create_users(
        &self,
        template: &Template,
        count: usize,
    ) -> Result<Vec<String>, Failure> {
        let template = template.clone();
        let create = move |out: &mut Vec<u8>, number| {
            let body = Person { number }.body();
            template.send(out, "POST", format_args!("/Users"), body.as_bytes());
        };
        fill(self.process.address, count, Arc::new(create)).await
    }

    async fn create_organization(&self, number: u32) -> Result<Administrator, Failure> {
        let service = "/api/muster.v1.OperatorService";
        let operator = self.management(service, &self.credentials.operator_key);
        let body = json!({ "name": format!("Organization {number}") });
        let made = self
            .call(&operator, "POST", "/CreateOrganization", &body)
            .await?;
        Ok(Administrator {
            organization_id: text(&made, "/organizationId")?.to_owned(),
            token: text(&made, "/token")?.to_owned(),
        })
    }

    fn management(&self, service: &str, token: &str) -> Template {
        Template::new(self.process.address, service, token, "application/json")
    }

    async fn create_scim_configuration(
        &self,
        administrator: &Administrator,
    ) -> Result<Template, Failure> {
        let service = "/api/gitpod.v1.OrganizationService";
        let management = self.management(service, &administrator.token);
        let organization = &administrator.organization_id;
        let body = json!({
            "organizationId": organization,
            "clientId": "client",
            "clientSecret": "secret",
            "issuerUrl": "https://idp.example.com",
            "emailDomains": ["example.com"],
        });
        let sso = self
            .call(&management, "POST", "/CreateSSOConfiguration", &body)
            .await?;
        let body = json!({
            "organizationId": organization,
            "ssoConfigurationId": text(&sso, "/ssoConfiguration/id")?,
        });
        let scim = self
            .call(&management, "POST", "/CreateSCIMConfiguration", &body)
            .await?;
        let base = format!("/scim/v2/{}", text(&scim, "/scimConfiguration/id")?);
        let token = text(&scim, "/token")?;
        Ok(Template::new(self.process.address, &base, token, SCIM))
    }

    async fn fill_group(
        &self,
        directory: &Directory,
        members: Range<usize>,
    ) -> Result<Group, Failure> {
        let template = &directory.template;
        let body = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
            "displayName": format!("Group of {}", members.len()),
        });
        let made = self.call(template, "POST", "/Groups", &body).await?;
        let id = text(&made, "/id")?;
        let path = format!("/Groups/{id}");
        let users = directory.users.get(members.clone()).unwrap_or_default();
        for some in users.chunks(BATCH) {
            let members: Vec<Value> = some.iter().map(|id| json!({ "value": id })).collect();
            let operation = json!({ "op": "Add", "path": "members", "value": members });
            let mut request = Vec::new();
            let body = patch_body(&operation);
            template.send(&mut request, "PATCH", format_args!("{path}"), &body);
            self.exchange(&request).await?;
        }
        let found = self.look(template, &path).await?;
        let count = found.pointer("/members").and_then(Value::as_array);
        expect("members", count.map(Vec::len), members.len())?;
        Ok(Group {
            id: id.to_owned(),
            members,
            joined: (0..SPARE).map(|_| AtomicBool::new(false)).collect(),
        })
    }

    /// Figures of answers that find nothing would be worth nothing.
    async fn check(
        &self,
        directory: &Directory,
        groups: &HashMap<GroupSize, Group>,
    ) -> Result<(), Failure> {
        let template = &directory.template;
        let total = directory.users.len();
        let found = self.look(template, &filter_path(total / 2)).await?;
        expect("users of one userName", number(&found, "/totalResults"), 1)?;
        for start_index in [1, directory.last_start_index()] {
            let page = self.look(template, &page_path(start_index)).await?;
            expect("users", number(&page, "/totalResults"), total)?;
            let listed = page.pointer("/Resources").and_then(Value::as_array);
            expect("users on a page", listed.map(Vec::len), PAGE)?;
        }
        for group in [GroupSize::Small, GroupSize::Huge]
            .iter()
            .filter_map(|size| groups.get(size))
        {
            let last = directory.users.get(group.members.end - 1);
            let path = groups_path(last.map_or("", String::as_str));
            let found = self.look(template, &path).await?;
            expect("groups of a member", number(&found, "/totalResults"), 1)?;
        }
        Ok(())
    }

    async fn look(&self, template: &Template, path: &str) -> Result<Value, Failure> {
        let mut request = Vec::new();
        template.get(&mut request, format_args!("{path}"));
        self.exchange(&request).await
    }

    async fn call(
        &self,
        template: &Template,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Result<Value, Failure> {
        let mut request = Vec::new();
        let body = body.to_string();
        template.send(
            &mut request,
            method,
            format_args!("{path}"),
            body.as_bytes(),
        );
        self.exchange(&request).await
    }

    async fn exchange(&self, request: &[u8]) -> Result<Value, Failure> {
        let mut connection = Connection::open(self.process.address).await?;
        let reply = tokio::time::timeout(PATIENCE, connection.exchange(request))
            .await
            .map_err(|_| Failure::new(format!("no answer came in {PATIENCE:?}")))??;
        let body = success(&reply, request)?;
        if body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(body).map_err(Failure::of("an answer"))
    }
}

fn text<'a>(answer: &'a Value, pointer: &str) -> Result<&'a str, Failure> {
    let found = answer.pointer(pointer).and_then(Value::as_str);
    found.ok_or_else(|| Failure::new(format!("no {pointer} in the answer {answer}")))
}

fn number(answer: &Value, pointer: &str) -> Option<usize> {
    let found = answer.pointer(pointer).and_then(Value::as_u64)?;
    usize::try_from(found).ok()
}

fn expect(what: &str, found: Option<usize>, expected: usize) -> Result<(), Failure> {
    match found {
        Some(found) if found == expected => Ok(()),
        _ => Err(Failure::new(format!(
            "muster shows {found:?} {what} where there are {expected}"
        ))),
    }
}

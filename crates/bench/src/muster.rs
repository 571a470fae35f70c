//! Muster, started and put under load.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::connection::Connection;
use crate::fill::fill;
use crate::load::{Script, excerpt, success};
use crate::person::Person;
use crate::request::Template;
use crate::scripts::{
    Directory, Group, PAGE, SPARE, cursor_path, filter_path, groups_path, page_path, patch_body,
};
use crate::stores::{Store, Stores};
use crate::{Failure, GroupSize, Process, Workload};

const SCIM: &str = "application/scim+json";
/// The small group, with the spare users that join it: up to this size a PATCH is answered with
/// the group. Its members are in no other group.
const SMALL: usize = domain::limits::MEMBERS_ECHOED - SPARE;
/// The large group; its members are in the huge one too.
const LARGE: usize = 10_000;
const HUGE: usize = 100_000;
/// Longest wait for one answer, or for `muster init`.
const PATIENCE: Duration = Duration::from_secs(60);
/// Members that one PATCH adds while a group is filled.
const BATCH: usize = 1000;

/// A `muster serve` of its own on a new store, with one SCIM configuration.
pub struct Muster {
    // Before the store: the process ends before its files are removed.
    process: Process,
    binary: PathBuf,
    store: Store,
    credentials: Credentials,
    filled: Option<Filled>,
}

struct Filled {
    directory: Directory,
    /// Of the second page.
    cursor: String,
    groups: HashMap<GroupSize, Group>,
}

/// What `muster init` prints.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credentials {
    organization_id: String,
    token: String,
}

impl Muster {
    /// Initialises a store with `muster init`, and serves it.
    ///
    /// # Errors
    /// What the binary said when it failed.
    pub async fn start(binary: &Path, stores: &Stores) -> Result<Self, Failure> {
        let store = stores.create()?;
        let credentials = initialize(binary, &store).await?;
        Ok(Self {
            process: serve(binary, &store)?,
            binary: binary.to_owned(),
            store,
            credentials,
            filled: None,
        })
    }

    /// The process.
    #[must_use]
    pub fn process(&self) -> &Process {
        &self.process
    }

    /// Stops the process and starts it again on the same store.
    ///
    /// # Errors
    /// When it does not stop, or does not start.
    pub fn restart(self) -> Result<Self, Failure> {
        self.process.stop()?;
        Ok(Self {
            process: serve(&self.binary, &self.store)?,
            ..self
        })
    }

    /// Creates an SSO and a SCIM configuration, this many users and the groups, all over HTTP,
    /// and checks that every workload gets what it asks for.
    ///
    /// # Errors
    /// What was answered instead.
    pub async fn fill(&mut self, users: usize) -> Result<(), Failure> {
        let template = self.create_scim_configuration().await?;
        let for_fill = template.clone();
        let create = move |out: &mut Vec<u8>, number| {
            let body = Person { number }.body();
            for_fill.send(out, "POST", format_args!("/Users"), body.as_bytes());
        };
        let count = users + SMALL + SPARE;
        let ids = fill(self.process.address, count, Arc::new(create)).await?;
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

    /// The requests of a workload, a script per client; none where the directory is too small for
    /// it or was not filled, or it is the floor's.
    #[must_use]
    pub fn scripts(&self, workload: Workload, clients: usize) -> Vec<Script> {
        let Some(filled) = &self.filled else {
            return Vec::new();
        };
        let directory = &filled.directory;
        (0..clients.min(SPARE))
            .filter_map(|client| match workload {
                Workload::Create => Some(directory.create()),
                Workload::Get => Some(directory.get(client)),
                Workload::Filter => Some(directory.filter(client)),
                Workload::PatchActive => Some(directory.patch_active(client, clients)),
                Workload::FirstPage => Some(directory.page(1)),
                Workload::LastPage => Some(directory.page(directory.last_start_index())),
                Workload::MiddlePage => Some(directory.middle_page(client)),
                Workload::CursorPage => Some(directory.cursor_page(&filled.cursor)),
                Workload::Member(size) => Some(directory.member(filled.groups.get(&size)?, client)),
                Workload::Group(size) => Some(directory.group(filled.groups.get(&size)?)),
                Workload::GroupsOf(size) => {
                    let group = filled.groups.get(&size)?;
                    let members = group.members.start.max(match size {
                        GroupSize::Huge => LARGE,
                        GroupSize::Small | GroupSize::Large => 0,
                    })..group.members.end;
                    Some(directory.groups_of(members, client))
                }
                Workload::FloorInsert | Workload::FloorRead | Workload::FloorUpdate => None,
            })
            .collect()
    }

    async fn create_scim_configuration(&self) -> Result<Template, Failure> {
        let address = self.process.address;
        let service = "/api/gitpod.v1.OrganizationService";
        let management = Template::new(
            address,
            service,
            &self.credentials.token,
            "application/json",
        );
        let organization = &self.credentials.organization_id;
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
        Ok(Template::new(address, &base, text(&scim, "/token")?, SCIM))
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

async fn initialize(binary: &Path, store: &Store) -> Result<Credentials, Failure> {
    let mut command = command(binary, "init", store);
    command.args(["--organization", "Bench", "--format", "json"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command
        .stdin(Stdio::null())
        .spawn()
        .map_err(Failure::of(format!("cannot start {}", binary.display())))?;
    let begun = Instant::now();
    while child.try_wait().map_err(Failure::of("wait"))?.is_none() {
        if begun.elapsed() > PATIENCE {
            child.kill().map_err(Failure::of("kill"))?;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let output = child.wait_with_output().map_err(Failure::of("wait"))?;
    if !output.status.success() {
        let said = excerpt(&output.stderr);
        return Err(Failure::new(format!("muster init failed: {said}")));
    }
    serde_json::from_slice(&output.stdout).map_err(Failure::of("the output of muster init"))
}

fn serve(binary: &Path, store: &Store) -> Result<Process, Failure> {
    let mut command = command(binary, "serve", store);
    command.args(["--listen", "127.0.0.1:0"]);
    Process::start(&mut command, &store.folder.path().join("muster.log"))
}

/// The binary with its own settings only, none from the environment.
fn command(binary: &Path, name: &str, store: &Store) -> Command {
    let mut command = Command::new(binary);
    for (variable, _) in std::env::vars_os() {
        if variable.to_string_lossy().starts_with("MUSTER_") {
            command.env_remove(variable);
        }
    }
    command
        .current_dir(store.folder.path())
        .args([name, "--store", &store.url]);
    command
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

//! Other people's SCIM servers, started and put under load.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize};

use tempfile::TempDir;

use crate::fill::fill;
use crate::load::Script;
use crate::person::Person;
use crate::request::Template;
use crate::scripts::Directory;
use crate::{Failure, Process, Workload};

const TOKEN: &str = "peer";

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerKind {
    /// scim2-server (PyPI), in memory, served by waitress.
    Scim2Server,
    /// scimmy-routers (npm) with Express, users in SQLite by better-sqlite3.
    ScimmyRouters,
}

impl PeerKind {
    /// All.
    pub const ALL: [Self; 2] = [Self::Scim2Server, Self::ScimmyRouters];

    /// What the tables call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Scim2Server => "scim2-server",
            Self::ScimmyRouters => "scimmy-routers",
        }
    }

    fn base(self) -> &'static str {
        match self {
            Self::Scim2Server => "/v2",
            Self::ScimmyRouters => "/scim",
        }
    }

    /// As `cargo xtask bench --peers` installs it.
    fn command(self, installed: &Path) -> Command {
        let (program, script) = match self {
            Self::Scim2Server => (
                installed.join("py-scim2-server/bin/python"),
                installed.join("scim2_server_peer.py"),
            ),
            Self::ScimmyRouters => ("node".into(), installed.join("npm/scimmy_peer.mjs")),
        };
        let mut command = Command::new(program);
        command.arg(script);
        command
    }
}

/// A running server with users.
pub struct Peer {
    /// Which.
    pub kind: PeerKind,
    // Before the folder: the process ends before its files are removed.
    process: Process,
    _folder: TempDir,
    directory: Directory,
}

impl Peer {
    /// Starts a server that is installed in `installed` and creates this many users.
    ///
    /// # Errors
    /// What it said or answered instead.
    pub async fn filled(kind: PeerKind, installed: &Path, users: usize) -> Result<Self, Failure> {
        let folder = tempfile::tempdir_in(installed).map_err(Failure::of("a temporary folder"))?;
        let mut command = kind.command(installed);
        command.current_dir(folder.path()).env("TOKEN", TOKEN);
        let process = Process::start(&mut command, &folder.path().join("peer.log"))?;
        let template = Template::new(process.address, kind.base(), TOKEN, "application/scim+json");
        let for_fill = template.clone();
        let create = move |out: &mut Vec<u8>, number| {
            let body = Person { number }.body();
            for_fill.send(out, "POST", format_args!("/Users"), body.as_bytes());
        };
        let ids = fill(process.address, users, Arc::new(create)).await?;
        Ok(Self {
            kind,
            process,
            _folder: folder,
            directory: Directory {
                template,
                active: ids.iter().map(|_| AtomicBool::new(true)).collect(),
                next: Arc::new(AtomicUsize::new(users)),
                users: ids.into(),
            },
        })
    }

    /// The process.
    #[must_use]
    pub fn process(&self) -> &Process {
        &self.process
    }

    /// The requests of a workload, a script per client; none for what the servers do not all do.
    #[must_use]
    pub fn scripts(&self, workload: Workload, clients: usize) -> Vec<Script> {
        (0..clients)
            .filter_map(|client| match workload {
                Workload::Create => Some(self.directory.create()),
                Workload::Get => Some(self.directory.get(client)),
                Workload::Filter => Some(self.directory.filter(client)),
                Workload::PatchActive => Some(self.directory.patch_active(client, clients)),
                Workload::FirstPage => Some(self.directory.page(1)),
                _ => None,
            })
            .collect()
    }
}

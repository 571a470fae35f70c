//! Muster, started and put under load.

mod command;
mod fill;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::load::Script;
use crate::scripts::{Directory, Group, SPARE};
use crate::stores::{Store, Stores};
use crate::{Failure, GroupSize, Process, Workload};

use command::Credentials;

/// A `muster serve` of its own on a store.
pub struct Muster {
    // Before the store: the process ends before its files are removed.
    process: Process,
    binary: PathBuf,
    store: Store,
    credentials: Credentials,
    filled: Option<Filled>,
}

/// What the organization that is measured has.
struct Filled {
    directory: Directory,
    /// Of the second page.
    cursor: String,
    groups: HashMap<GroupSize, Group>,
}

impl Muster {
    /// Initialises an empty store with `muster init`, and serves it.
    ///
    /// # Errors
    /// What the binary said when it failed.
    pub async fn start(binary: &Path, stores: &Stores) -> Result<Self, Failure> {
        Self::start_on(binary, stores.create()?).await
    }

    /// Serves a store with this many users in ten organizations, half of them in the one that is
    /// measured, which has groups as well. They are created over HTTP, in a file, because that is
    /// fast; where the engine is another, `muster store copy` brings them there.
    ///
    /// # Errors
    /// What the binary said or answered when it failed.
    pub async fn filled(binary: &Path, stores: &Stores, users: usize) -> Result<Self, Failure> {
        let mut muster = Self::start_on(binary, stores.create_file()?).await?;
        muster.fill(users).await?;
        let Some(destination) = stores.destination(&muster.store)? else {
            return Ok(muster);
        };
        muster.process.stop()?;
        command::copy(binary, &muster.store, &destination).await?;
        let process = command::serve(binary, &destination)?;
        Ok(Self {
            process,
            store: destination,
            ..muster
        })
    }

    async fn start_on(binary: &Path, store: Store) -> Result<Self, Failure> {
        let credentials = command::initialize(binary, &store).await?;
        Ok(Self {
            process: command::serve(binary, &store)?,
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
            process: command::serve(&self.binary, &self.store)?,
            ..self
        })
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
                        GroupSize::Huge => fill::LARGE,
                        GroupSize::Small | GroupSize::Large => 0,
                    })..group.members.end;
                    Some(directory.groups_of(members, client))
                }
                Workload::FloorInsert | Workload::FloorRead | Workload::FloorUpdate => None,
            })
            .collect()
    }
}

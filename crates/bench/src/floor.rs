//! The floor, started and put under load.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::fill::fill;
use crate::load::Script;
use crate::person::Person;
use crate::random::Random;
use crate::request::Template;
use crate::scripts::SPARE;
use crate::stores::{Store, Stores};
use crate::{Failure, Process, Workload};

/// A running `floor`: one table with a unique name and a document, on the same HTTP stack and
/// on the same engine with the same settings as Muster. It does nothing else: no authentication, no schema,
/// no change feed, no second index.
pub struct Floor {
    // Before the store: the process ends before its files are removed.
    process: Process,
    _store: Store,
    template: Template,
    users: usize,
    next: Arc<AtomicUsize>,
}

impl Floor {
    /// Serves a new store.
    ///
    /// # Errors
    /// What the binary said when it failed.
    pub fn start(binary: &Path, stores: &Stores) -> Result<Self, Failure> {
        let store = stores.create()?;
        let mut command = Command::new(binary);
        command.arg(&store.url);
        let log = store.folder.path().join("floor.log");
        // Once to create the store, as `muster init` does.
        drop(Process::start(&mut command, &log)?);
        let process = Process::start(&mut command, &log)?;
        // As long as Muster's, so that both servers parse as much.
        let token = "mst_scim_".to_owned() + &"x".repeat(64);
        let base = "/scim/v2/00000000-0000-7000-8000-000000000000";
        Ok(Self {
            template: Template::new(process.address, base, &token, "application/scim+json"),
            process,
            _store: store,
            users: 0,
            next: Arc::default(),
        })
    }

    /// The process.
    #[must_use]
    pub fn process(&self) -> &Process {
        &self.process
    }

    /// Creates as many users as Muster gets, with the same bodies.
    ///
    /// # Errors
    /// What was answered instead.
    pub async fn fill(&mut self, users: usize) -> Result<(), Failure> {
        let template = self.template.clone();
        let create = move |out: &mut Vec<u8>, number| {
            let body = Person { number }.body();
            template.send(out, "POST", format_args!("/Users"), body.as_bytes());
        };
        self.users = users + SPARE;
        fill(self.process.address, self.users, Arc::new(create)).await?;
        self.next = Arc::new(AtomicUsize::new(self.users));
        Ok(())
    }

    /// The requests of a workload, a script per client; none if it is not the floor's.
    #[must_use]
    pub fn scripts(&self, workload: Workload, clients: usize) -> Vec<Script> {
        (0..clients)
            .filter_map(|client| match workload {
                Workload::FloorInsert => Some(self.insert()),
                Workload::FloorRead => Some(self.read(client)),
                Workload::FloorUpdate => Some(self.update(client)),
                _ => None,
            })
            .collect()
    }

    fn insert(&self) -> Script {
        let (template, next) = (self.template.clone(), self.next.clone());
        Box::new(move |out| {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let body = Person { number }.body();
            template.send(out, "POST", format_args!("/Users"), body.as_bytes());
        })
    }

    fn read(&self, client: usize) -> Script {
        let (template, users) = (self.template.clone(), self.users);
        let mut random = Random::new(client);
        Box::new(move |out| {
            let number = random.below(users);
            let name = Person { number }.user_name();
            template.get(out, format_args!("/Users/{name}"));
        })
    }

    fn update(&self, client: usize) -> Script {
        let (template, users) = (self.template.clone(), self.users);
        let mut random = Random::new(client);
        let mut count = 0_u32;
        Box::new(move |out| {
            // SQLite does not write a row that is the same as before, and then commits nothing.
            count = count.wrapping_add(1);
            let title = format!("Specialist {count:06}/{client:02}");
            let person = Person {
                number: random.below(users),
            };
            let path = format_args!("/Users/{}", person.user_name());
            let body = person.body_with_title(&title);
            template.send(out, "PUT", path, body.as_bytes());
        })
    }
}

//! Several servers on one database: whatever one of them does, all of them know with the next
//! request.

mod assertions;
mod credentials;
mod custom_types;
mod logins;
mod pages;
mod rate_limit;
mod reads;
mod rolling_restart;
mod starting;
mod writes;

use std::sync::Barrier;
use std::thread;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Credentials, Management, Process, Scim, Site};

/// How many servers there are.
const REPLICAS: usize = 3;

/// Servers with a folder each and the key of one store.
struct Replicas {
    // Before the site: the processes stop before their database is removed.
    processes: Vec<Process>,
    folders: Vec<TempDir>,
    site: Site,
    credentials: Credentials,
    arguments: Vec<String>,
}

impl Replicas {
    fn start() -> Self {
        Self::start_with(&[])
    }

    /// With further arguments for each.
    fn start_with(arguments: &[&str]) -> Self {
        let site = Site::in_database();
        let credentials = Credentials::init(site.folder(), site.store());
        let key = site.folder().join("muster.key");
        let folders: Vec<TempDir> = (0..REPLICAS)
            .map(|_| {
                let folder = tempfile::tempdir().unwrap();
                std::fs::copy(&key, folder.path().join("muster.key")).unwrap();
                folder
            })
            .collect();
        let mut all = vec!["--public-url", "https://muster.example.com"];
        all.extend(arguments);
        let mut replicas = Self {
            processes: Vec::new(),
            folders,
            site,
            credentials,
            arguments: all.into_iter().map(str::to_owned).collect(),
        };
        replicas.processes = replicas.serve_all();
        replicas
    }

    /// Starts a process in each folder, all at once.
    fn serve_all(&self) -> Vec<Process> {
        thread::scope(|scope| {
            let started: Vec<_> = (0..REPLICAS)
                .map(|replica| scope.spawn(move || self.serve(replica)))
                .collect();
            started
                .into_iter()
                .map(|process| process.join().unwrap())
                .collect()
        })
    }

    fn serve(&self, replica: usize) -> Process {
        let folder = self.folders[replica].path();
        Process::serve(folder, self.site.store(), &self.arguments)
    }

    /// Calls to the management API of a replica as the first organization's administrator.
    fn management(&self, replica: usize) -> Management<'_> {
        self.management_as(replica, &self.credentials.token)
    }

    fn management_as<'a>(&'a self, replica: usize, token: &'a str) -> Management<'a> {
        Management::new(&self.processes[replica].url, token)
    }

    /// A client of a new SCIM configuration of the first organization, on the first replica.
    fn scim(&self) -> Scim {
        let organization = &self.credentials.organization_id;
        let (id, token) = self.management(0).create_scim_configuration(organization);
        let url = format!("{}/scim/v2/{id}", self.processes[0].url);
        Scim { url, token }
    }

    /// The same client on each replica.
    fn everywhere(&self, scim: &Scim) -> Vec<Scim> {
        let on = |process: &Process| Scim {
            url: format!("{}/scim/v2/{}", process.url, scim.id()),
            token: scim.token.clone(),
        };
        self.processes.iter().map(on).collect()
    }

    /// A call to the management API that names the SCIM configuration.
    fn change(&self, replica: usize, scim: &Scim, method: &str, mut body: Value) -> Value {
        body["scimConfigurationId"] = json!(scim.id());
        self.management(replica).call(method, &body)
    }

    /// The replicas beside this one.
    fn others(replica: usize) -> impl Iterator<Item = usize> {
        (0..REPLICAS).filter(move |other| *other != replica)
    }
}

/// Runs `work` on so many threads, all starting together; answers what each returned.
fn together<T: Send>(threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = Barrier::new(threads);
    let (start, work) = (&start, &work);
    thread::scope(|scope| {
        let spawned: Vec<_> = (0..threads)
            .map(|number| {
                scope.spawn(move || {
                    start.wait();
                    work(number)
                })
            })
            .collect();
        spawned
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

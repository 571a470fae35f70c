//! A server with one organization.

use std::path::Path;

use serde_json::json;

use super::{Credentials, Management, Process, Request, Site};

/// A server on a port and a store of its own; stopped, and its store removed, when dropped.
pub(crate) struct Server {
    /// `http://127.0.0.1:<port>`.
    pub(crate) url: String,
    pub(crate) credentials: Credentials,
    // Before the site: the process stops before its store is removed.
    process: Process,
    site: Site,
    arguments: Vec<String>,
}

impl Server {
    /// Initialises a store and serves it.
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same, with further arguments.
    pub(crate) fn start_with(arguments: &[String]) -> Self {
        Self::start_on(Site::new(), arguments)
    }

    /// The same on a store that is elsewhere.
    pub(crate) fn start_on(site: Site, arguments: &[String]) -> Self {
        let credentials = Credentials::init(site.folder(), site.store());
        Self::serving(site, credentials, arguments)
    }

    /// Serves a store that has been initialised already.
    pub(crate) fn serving(site: Site, credentials: Credentials, arguments: &[String]) -> Self {
        let process = Process::serve(site.folder(), site.store(), arguments);
        Self {
            url: process.url.clone(),
            credentials,
            process,
            site,
            arguments: arguments.to_vec(),
        }
    }

    /// Calls to the management API as the organization's administrator.
    pub(crate) fn management(&self) -> Management<'_> {
        Management::new(&self.url, &self.credentials.token)
    }

    /// A second organization on the same server.
    pub(crate) fn another_organization(&self, name: &str) -> Credentials {
        let operator = Management::new(&self.url, &self.credentials.operator_key);
        let made = operator.call(
            "muster.v1.OperatorService/CreateOrganization",
            &json!({ "name": name }),
        );
        let field = |name: &str| made[name].as_str().unwrap().to_owned();
        Credentials {
            organization_id: field("organizationId"),
            user_id: field("userId"),
            token: field("token"),
            operator_key: self.credentials.operator_key.clone(),
        }
    }

    /// The folder in which it runs.
    pub(crate) fn directory(&self) -> &Path {
        self.site.folder()
    }

    /// Where the store is.
    pub(crate) fn site(&self) -> &Site {
        &self.site
    }

    /// Whether anything answers at all.
    pub(crate) fn answers(&self) -> bool {
        Request::new("GET", format!("{}/livez", self.url))
            .try_send()
            .is_ok()
    }

    /// The most memory that the server ever had, in KiB; `None` where the system does not tell.
    pub(crate) fn peak_memory(&self) -> Option<u64> {
        self.process.peak_memory()
    }

    /// The running process.
    pub(crate) fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    /// Starts a process again on the same store, on a new port, with these further arguments.
    pub(crate) fn serve_again_with(&mut self, arguments: &[String]) {
        self.arguments = arguments.to_vec();
        self.process.terminate();
        self.serve_again();
    }

    /// Starts a process again on the same store, on a new port.
    pub(crate) fn serve_again(&mut self) {
        self.process = Process::serve(self.site.folder(), self.site.store(), &self.arguments);
        self.url.clone_from(&self.process.url);
    }
}

//! A running `muster serve`.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;

use super::muster::{Credentials, muster, store};
use super::{Management, Request};

/// Long, because the machine that runs the tests may be busy; a good start takes far less.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server on a port and a store of its own; stopped, and its store removed, when dropped.
pub(crate) struct Server {
    /// `http://127.0.0.1:<port>`.
    pub(crate) url: String,
    pub(crate) credentials: Credentials,
    process: Child,
    directory: TempDir,
}

impl Server {
    /// Starts a server with one organization.
    pub(crate) fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let credentials = Credentials::init(directory.path());
        let (process, url) = serve(directory.path());
        Self {
            url,
            credentials,
            process,
            directory,
        }
    }

    /// Calls to the management API as the organization's administrator.
    pub(crate) fn management(&self) -> Management<'_> {
        Management::new(&self.url, &self.credentials.token)
    }

    /// A second organization on the same server.
    pub(crate) fn another_organization(&self, name: &str) -> Credentials {
        let operator = Management::new(&self.url, &self.credentials.operator_key);
        let made = operator
            .request(
                "muster.v1.OperatorService/CreateOrganization",
                &json!({ "name": name }),
            )
            .expect(200);
        let field = |name: &str| made[name].as_str().unwrap().to_owned();
        Credentials {
            organization_id: field("organizationId"),
            user_id: field("userId"),
            token: field("token"),
            operator_key: self.credentials.operator_key.clone(),
        }
    }

    /// Whether the server answers at all.
    pub(crate) fn answers(&self) -> bool {
        Request::new("GET", format!("{}/livez", self.url))
            .try_send()
            .is_ok()
    }

    /// Where the store is.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Asks the process to stop (SIGTERM) and waits until it did.
    pub(crate) fn terminate(&mut self) -> ExitStatus {
        self.signal("TERM");
        self.wait()
    }

    /// Stops the process at once (SIGKILL), as a crash would.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts the process again on the same store, on a new port.
    pub(crate) fn serve_again(&mut self) {
        (self.process, self.url) = serve(self.directory.path());
    }

    fn signal(&self, name: &str) {
        let id = self.process.id().to_string();
        let sent = Command::new("sh")
            .args(["-c", &format!("kill -{name} {id}")])
            .status()
            .unwrap();
        assert!(sent.success(), "cannot send SIG{name}");
    }

    fn wait(&mut self) -> ExitStatus {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("the server still runs {PATIENCE:?} after it was asked to stop");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if thread::panicking() {
            let log = std::fs::read_to_string(self.directory.path().join("stderr.log"));
            eprintln!("the server's log:\n{}", log.unwrap_or_default());
        }
    }
}

/// Starts `muster serve` on the store in `directory` and waits until it listens.
fn serve(directory: &Path) -> (Child, String) {
    let log = directory.join("stderr.log");
    let mut process = muster()
        .current_dir(directory)
        .args(["serve", "--listen", "127.0.0.1:0", "--store"])
        .arg(store(directory))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let stdout = BufReader::new(process.stdout.take().unwrap());
    let (found, url) = mpsc::channel();
    // Reads to the end, or the server would block on a full pipe.
    thread::spawn(move || {
        for line in stdout.lines().map_while(Result::ok) {
            if let Some(url) = line.strip_prefix("listening on ") {
                let _ = found.send(url.trim().to_owned());
            }
        }
    });
    match url.recv_timeout(PATIENCE) {
        Ok(url) => (process, url),
        Err(error) => {
            let _ = process.kill();
            let log = std::fs::read_to_string(log).unwrap_or_default();
            panic!("muster serve did not start listening ({error}):\n{log}");
        }
    }
}

//! The server.

use std::fs::OpenOptions;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;

use crate::Failure;

const PATIENCE: Duration = Duration::from_secs(60);

/// A running `muster serve`; killed when dropped.
pub(crate) struct Muster {
    /// `http://127.0.0.1:<port>`, the same after it was started again.
    pub(crate) url: String,
    binary: PathBuf,
    folder: PathBuf,
    store: String,
    child: Child,
}

impl Muster {
    /// Initialises a store; what `muster init` prints.
    pub(crate) fn init(binary: &Path, folder: &Path, store: &str) -> Result<Value, Failure> {
        let output = command(binary, folder, "init", store)
            .args(["--organization", "Chaos", "--format", "json"])
            .output()
            .map_err(Failure::of("muster init"))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(Failure::new(format!("muster init: {said}")));
        }
        serde_json::from_slice(&output.stdout).map_err(Failure::of("what muster init printed"))
    }

    /// Serves the store.
    pub(crate) fn serve(binary: &Path, folder: &Path, store: &str) -> Result<Self, Failure> {
        let (child, url) = start(binary, folder, store, "127.0.0.1:0")?;
        Ok(Self {
            url,
            binary: binary.to_owned(),
            folder: folder.to_owned(),
            store: store.to_owned(),
            child,
        })
    }

    /// Kills it, as a crash would.
    pub(crate) fn kill(&mut self) -> Result<(), Failure> {
        self.child.kill().map_err(Failure::of("kill"))?;
        self.child.wait().map_err(Failure::of("wait"))?;
        Ok(())
    }

    /// Starts it again where it was.
    pub(crate) fn serve_again(&mut self) -> Result<(), Failure> {
        let place = self.url.trim_start_matches("http://").to_owned();
        (self.child, _) = start(&self.binary, &self.folder, &self.store, &place)?;
        Ok(())
    }

    /// Whether it runs.
    pub(crate) fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// The end of its log.
    pub(crate) fn log(&self) -> String {
        let log = std::fs::read_to_string(self.folder.join("muster.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines
            .get(lines.len().saturating_sub(20)..)
            .unwrap_or_default()
            .join("\n")
    }
}

impl Drop for Muster {
    fn drop(&mut self) {
        // It may be gone.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(
    binary: &Path,
    folder: &Path,
    store: &str,
    listen: &str,
) -> Result<(Child, String), Failure> {
    let log = OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join("muster.log"))
        .map_err(Failure::of("muster.log"))?;
    let mut child = command(binary, folder, "serve", store)
        .args(["--listen", listen])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .map_err(Failure::of("muster serve"))?;
    let stdout = child.stdout.take();
    let (sender, lines) = mpsc::channel();
    // Reads to the end, or the server would block on a full pipe.
    std::thread::spawn(move || {
        let lines = stdout
            .into_iter()
            .flat_map(|pipe| BufReader::new(pipe).lines());
        for line in lines.map_while(Result::ok) {
            // Nobody waits for what comes after the address.
            let _ = sender.send(line);
        }
    });
    while let Ok(line) = lines.recv_timeout(PATIENCE) {
        if let Some(url) = line.strip_prefix("listening on ") {
            return Ok((child, url.trim().to_owned()));
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    Err(Failure::new("muster serve does not listen"))
}

/// The binary with its own settings only, none from the environment.
fn command(binary: &Path, folder: &Path, name: &str, store: &str) -> Command {
    let mut command = Command::new(binary);
    for (variable, _) in std::env::vars_os() {
        if variable.to_string_lossy().starts_with("MUSTER_") {
            command.env_remove(variable);
        }
    }
    command.current_dir(folder).args([name, "--store", store]);
    command
}

//! The commands of the binary.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::Deserialize;

use crate::load::excerpt;
use crate::stores::Store;
use crate::{Failure, Process};

/// Longest time for `muster init`.
const INIT_TIME: Duration = Duration::from_secs(60);
/// Longest time for `muster store copy`.
const COPY_TIME: Duration = Duration::from_secs(3600);

/// What `muster init` prints.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Credentials {
    pub(super) organization_id: String,
    pub(super) token: String,
    pub(super) operator_key: String,
}

pub(super) async fn initialize(binary: &Path, store: &Store) -> Result<Credentials, Failure> {
    let mut command = command(binary, store);
    command.arg("init").args(["--store", &store.url]);
    with_key(&mut command, store);
    command.args(["--organization", "Bench", "--format", "json"]);
    let output = run(command, "muster init", INIT_TIME).await?;
    serde_json::from_slice(&output).map_err(Failure::of("the output of muster init"))
}

pub(super) async fn copy(binary: &Path, from: &Store, to: &Store) -> Result<(), Failure> {
    let mut command = command(binary, from);
    command.args(["store", "copy", "--from", &from.url, "--to", &to.url]);
    run(command, "muster store copy", COPY_TIME).await.map(drop)
}

pub(super) fn serve(binary: &Path, store: &Store) -> Result<Process, Failure> {
    let mut command = command(binary, store);
    command.arg("serve").args(["--store", &store.url]);
    with_key(&mut command, store);
    command.args(["--listen", "127.0.0.1:0"]);
    Process::start(&mut command, &store.folder.path().join("muster.log"))
}

/// The binary with its own settings only, none from the environment.
fn command(binary: &Path, store: &Store) -> Command {
    let mut command = Command::new(binary);
    for (variable, _) in std::env::vars_os() {
        if variable.to_string_lossy().starts_with("MUSTER_") {
            command.env_remove(variable);
        }
    }
    command.current_dir(store.folder.path());
    command
}

/// One key for a store and for its copy on another engine.
fn with_key(command: &mut Command, store: &Store) {
    command
        .arg("--key-file")
        .arg(store.folder.path().join("muster.key"));
}

/// What the command prints when it succeeds within that time.
async fn run(mut command: Command, name: &str, time: Duration) -> Result<Vec<u8>, Failure> {
    command.stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let begun = tokio::process::Command::from(command)
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(time, begun)
        .await
        .map_err(|_| Failure::new(format!("{name} takes longer than {time:?}")))?
        .map_err(Failure::of(name.to_owned()))?;
    if !output.status.success() {
        let said = excerpt(&output.stderr);
        return Err(Failure::new(format!("{name} failed: {said}")));
    }
    Ok(output.stdout)
}

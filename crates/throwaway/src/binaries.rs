//! The programs of PostgreSQL.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Problem;

/// Where Debian keeps the versions side by side.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The folder with `initdb` and `postgres`: the newest of Debian's, or the first in PATH.
pub(crate) fn folder() -> Result<PathBuf, Problem> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let number = entry.file_name().to_str()?.parse().ok()?;
            Some((number, entry.path().join("bin")))
        })
        .collect();
    versions.sort();
    let paths = std::env::var_os("PATH").unwrap_or_default();
    versions
        .into_iter()
        .rev()
        .map(|(_, path)| path)
        .chain(std::env::split_paths(&paths))
        .find(|path| path.join("initdb").is_file() && path.join("postgres").is_file())
        .ok_or(Problem::NotInstalled("initdb"))
}

/// The beginning of a command line that runs as somebody else than root, whom PostgreSQL refuses.
pub(crate) fn as_nobody() -> Vec<String> {
    if !is_root() {
        return Vec::new();
    }
    let user = if output("id", &["-u", "postgres"]).is_some() {
        "postgres"
    } else {
        "nobody"
    };
    let group = output("id", &["-gn", user]).unwrap_or_else(|| user.to_owned());
    [
        "setpriv",
        "--reuid",
        user,
        "--regid",
        &group,
        "--clear-groups",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// A program of PostgreSQL's, run as somebody whom it accepts.
pub(crate) fn command(program: &str) -> Result<Command, Problem> {
    let mut words = as_nobody();
    words.push(folder()?.join(program).display().to_string());
    let mut words = words.into_iter();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    Ok(command)
}

/// Gives a folder to whom [`as_nobody`] names.
pub(crate) fn give(folder: &Path) -> Result<(), Problem> {
    if let [_, _, user, _, group, ..] = as_nobody().as_slice() {
        let owner = format!("{user}:{group}");
        run(Command::new("chown").arg(owner).arg(folder))?;
    }
    Ok(())
}

/// Runs a program to its end.
pub(crate) fn run(command: &mut Command) -> Result<(), Problem> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .map_err(|error| Problem::failed(&program, error))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(Problem::failed(&program, String::from_utf8_lossy(&said)))
}

fn is_root() -> bool {
    output("id", &["-u"]).is_some_and(|id| id == "0")
}

fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

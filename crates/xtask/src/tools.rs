//! The clients that the tests drive: pinned Python and Node packages, each set in a folder of its
//! own (the two Gitpod SDKs share a package name and exclude each other).
#![allow(clippy::print_stderr, reason = "progress for the developer")]

mod node;
mod python;
mod system;

use std::fs;
use std::path::Path;
use std::thread;

use crate::failure::Failure;

/// Where the pins are, below the repository root: `python/<name>.txt` and `package.json`.
const PINS: &str = "crates/server/tests/clients/packages";

/// Installs everything below `tools`. Quick when it is already there; a changed pin reinstalls
/// the one set it belongs to.
///
/// # Errors
/// A set that could not be installed, with what the installer said.
pub fn install(root: &Path, tools: &Path) -> Result<(), Failure> {
    system::ensure_postgres()?;
    system::ensure_browser()?;
    system::ensure_dns()?;
    install_sets(&root.join(PINS), tools)
}

/// Installs below `tools` what the files in `pins` name: `python/<name>.txt` and `package.json`.
///
/// # Errors
/// A set that could not be installed, with what the installer said.
pub fn install_sets(pins: &Path, tools: &Path) -> Result<(), Failure> {
    let mut missing: Vec<Set> = Vec::new();
    for set in sets(pins)? {
        if !set.installed(tools)? {
            missing.push(set);
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(tools).map_err(|error| cannot(tools, &error))?;
    let python = missing.iter().any(|set| set.kind == Kind::Python);
    let node = missing.iter().any(|set| set.kind == Kind::Node);
    system::ensure(python, node)?;
    eprintln!(
        "xtask: installing {} sets of packages into {}",
        missing.len(),
        tools.display()
    );
    // Mostly waiting for the registries, so all at once.
    thread::scope(|scope| {
        let started: Vec<_> = missing
            .iter()
            .map(|set| scope.spawn(move || set.install(tools)))
            .collect();
        let mut failures = Vec::new();
        for handle in started {
            match handle.join() {
                Ok(Ok(())) => {}
                Ok(Err(failure)) => failures.push(failure.to_string()),
                Err(_) => failures.push("an installer thread stopped unexpectedly".to_owned()),
            }
        }
        if failures.is_empty() {
            Ok(())
        } else {
            Err(Failure::new(failures.join("\n")))
        }
    })
}

/// Installs PostgreSQL where it is missing.
///
/// # Errors
/// What to install, where that cannot be done.
pub fn install_postgres() -> Result<(), Failure> {
    system::ensure_postgres()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Python,
    Node,
}

/// One folder below the tools directory and the file that pins what is in it.
struct Set {
    kind: Kind,
    /// The folder: `py-<name>` or `npm`.
    name: String,
    /// A requirements file or a `package.json`.
    pins: std::path::PathBuf,
}

impl Set {
    /// Whether the folder was completely installed from the pins as they are now.
    fn installed(&self, tools: &Path) -> Result<bool, Failure> {
        let wanted = self.stamp()?;
        Ok(
            fs::read_to_string(tools.join(&self.name).join(".installed"))
                .is_ok_and(|found| found == wanted),
        )
    }

    fn install(&self, tools: &Path) -> Result<(), Failure> {
        let folder = tools.join(&self.name);
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(|error| cannot(&folder, &error))?;
        }
        match self.kind {
            Kind::Python => python::install(&folder, &self.pins)?,
            Kind::Node => node::install(&folder, &self.pins)?,
        }
        // Written last: an interrupted installation is done again.
        let stamp = folder.join(".installed");
        fs::write(&stamp, self.stamp()?).map_err(|error| cannot(&stamp, &error))
    }

    fn stamp(&self) -> Result<String, Failure> {
        fs::read_to_string(&self.pins).map_err(|error| cannot(&self.pins, &error))
    }
}

fn sets(pins: &Path) -> Result<Vec<Set>, Failure> {
    let directory = pins.join("python");
    let entries = fs::read_dir(&directory).map_err(|error| cannot(&directory, &error))?;
    let mut sets = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| cannot(&directory, &error))?.path();
        let is_pins = path.extension().is_some_and(|extension| extension == "txt");
        if let Some(name) = path.file_stem().filter(|_| is_pins) {
            let name = format!("py-{}", name.to_string_lossy());
            sets.push(Set {
                kind: Kind::Python,
                name,
                pins: path,
            });
        }
    }
    let package = pins.join("package.json");
    sets.push(Set {
        kind: Kind::Node,
        name: "npm".to_owned(),
        pins: package,
    });
    Ok(sets)
}

fn cannot(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{}: {error}", path.display()))
}

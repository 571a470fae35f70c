//! `cargo xtask bench`.
#![allow(clippy::print_stderr, reason = "progress for the developer")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::failure::Failure;
use crate::{process, repository_root, target_directory, tools};

/// Below the target directory: what `--peers` measures beside Muster.
const PEERS: &str = "bench-peers";
/// Their pins and what makes servers of them, below the repository root.
const PEER_SOURCES: &str = "crates/bench/peers";

/// Builds the server, the floor and the load generator in release mode, then measures with
/// `arguments`, which the `bench` binary reads; `--peers`, which has no value here, installs other
/// SCIM servers and has them measured too. The figures go to stdout, the progress to stderr.
///
/// # Errors
/// When something does not build, or a server does not answer as it should.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    let (peers, arguments): (Vec<_>, Vec<_>) = arguments
        .iter()
        .partition(|argument| *argument == "--peers");
    eprintln!("xtask: cargo build --release --package server --package bench");
    process::show(
        Command::new("cargo")
            .current_dir(repository_root())
            .args(["build", "--release", "--package", "server"])
            .args(["--package", "bench"]),
    )?;
    let built = target_directory().join("release");
    let mut bench = Command::new(built.join("bench"));
    bench
        .arg("--muster")
        .arg(built.join("muster"))
        .arg("--floor")
        .arg(built.join("floor"))
        .args(arguments);
    if !peers.is_empty() {
        bench.arg("--peers").arg(install_peers()?);
    }
    process::show(&mut bench)
}

fn install_peers() -> Result<PathBuf, Failure> {
    let sources = repository_root().join(PEER_SOURCES);
    let folder = target_directory().join(PEERS);
    tools::install_sets(&sources, &folder)?;
    // Node finds packages from where a script is.
    for (name, place) in [("scim2_server_peer.py", "."), ("scimmy_peer.mjs", "npm")] {
        let copy = folder.join(place).join(name);
        fs::copy(sources.join(name), &copy)
            .map_err(|error| Failure::new(format!("{}: {error}", copy.display())))?;
    }
    Ok(folder)
}

//! `cargo xtask bench`.
#![allow(clippy::print_stderr, reason = "progress for the developer")]

use std::process::Command;

use crate::failure::Failure;
use crate::{process, repository_root, target_directory};

/// Builds the server, the floor and the load generator in release mode, then measures with
/// `arguments`, which the `bench` binary reads. The figures go to stdout, the progress to stderr.
///
/// # Errors
/// When something does not build, or a server does not answer as it should.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    eprintln!("xtask: cargo build --release --package server --package bench");
    process::show(
        Command::new("cargo")
            .current_dir(repository_root())
            .args(["build", "--release", "--package", "server"])
            .args(["--package", "bench"]),
    )?;
    let built = target_directory().join("release");
    process::show(
        Command::new(built.join("bench"))
            .arg("--muster")
            .arg(built.join("muster"))
            .arg("--floor")
            .arg(built.join("floor"))
            .args(arguments),
    )
}

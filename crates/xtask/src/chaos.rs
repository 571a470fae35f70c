//! `cargo xtask chaos`.
#![allow(clippy::print_stderr, reason = "progress for the developer")]

use std::process::Command;

use crate::failure::Failure;
use crate::{process, repository_root, target_directory, tools};

/// Installs PostgreSQL if it is missing, builds the server and what breaks it, and runs that with
/// `arguments`. The table goes to stdout, the progress to stderr.
///
/// # Errors
/// When something does not build, or anything was lost.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    tools::install_postgres()?;
    eprintln!("xtask: cargo build --package server --package chaos");
    process::show(Command::new("cargo").current_dir(repository_root()).args([
        "build",
        "--package",
        "server",
        "--package",
        "chaos",
    ]))?;
    let built = target_directory().join("debug");
    process::show(
        Command::new(built.join("chaos"))
            .arg("--muster")
            .arg(built.join("muster"))
            .args(arguments),
    )
}

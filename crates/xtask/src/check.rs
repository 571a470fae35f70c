//! `cargo xtask check`: what a change must pass.
#![allow(clippy::print_stderr, reason = "progress for the developer")]

use std::process::Command;

use crate::failure::Failure;
use crate::{process, repository_root, run_tests, target_directory, tidy};

/// The workspace of the fuzz targets, which `--workspace` does not reach.
const FUZZ: &str = "fuzz/Cargo.toml";
const CARGO_DENY_VERSION: &str = "0.20.2";

/// Runs every check, cheapest first, and stops at the first that fails.
///
/// # Errors
/// The check that failed.
pub fn run() -> Result<(), Failure> {
    tidy::run(&repository_root())?;
    component("rustfmt", "fmt")?;
    step(&["fmt", "--all", "--check"])?;
    step(&["fmt", "--manifest-path", FUZZ, "--check"])?;
    component("clippy", "clippy")?;
    step(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ])?;
    fuzz_targets()?;
    documentation()?;
    licences()?;
    run_tests::run(&[])
}

fn step(arguments: &[&str]) -> Result<(), Failure> {
    eprintln!("xtask: cargo {}", arguments.join(" "));
    process::show(cargo().args(arguments))
}

fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(repository_root());
    cargo
}

/// Installs a rustup component, only when its cargo command is missing.
fn component(name: &str, subcommand: &str) -> Result<(), Failure> {
    if process::succeeds(cargo().args([subcommand, "--version"])) {
        return Ok(());
    }
    process::show(Command::new("rustup").args(["component", "add", name])).map_err(|failure| {
        Failure::new(format!(
            "{failure}\nInstall {name} for this toolchain, then run again."
        ))
    })
}

/// Clippy on the fuzz targets, beside where [`crate::fuzz`] builds them.
fn fuzz_targets() -> Result<(), Failure> {
    eprintln!("xtask: cargo clippy --manifest-path {FUZZ}");
    let folder = target_directory().join("fuzz");
    process::show(
        cargo()
            .args(["clippy", "--manifest-path", FUZZ])
            .arg("--target-dir")
            .arg(folder)
            .args(["--", "-D", "warnings"]),
    )
}

fn documentation() -> Result<(), Failure> {
    eprintln!("xtask: cargo doc");
    process::show(cargo().env("RUSTDOCFLAGS", "-D warnings").args([
        "doc",
        "--workspace",
        "--no-deps",
        "--quiet",
    ]))
}

/// Licences, banned crates and sources; not the advisories, a list that changes without us.
fn licences() -> Result<(), Failure> {
    if !process::succeeds(cargo().args(["deny", "--version"])) {
        step(&[
            "install",
            "cargo-deny",
            "--locked",
            "--version",
            CARGO_DENY_VERSION,
        ])?;
    }
    step(&[
        "deny",
        "--offline",
        "check",
        "--hide-inclusion-graph",
        "bans",
        "licenses",
        "sources",
    ])
}

//! Developer commands, run as `cargo xtask <command>`.
//!
//! - [`run_tests`] installs what the tests need ([`tools`]), fuzzes for a moment and runs every
//!   test.
//! - [`fuzz`] runs the fuzz targets.
//! - [`check`] is what a change must pass: format, clippy, [`tidy`], docs, licences, tests.
//! - [`mod@bench`] builds for release and measures.
//! - [`tidy`] holds the rules of this repository that no compiler knows.
//!
//! No dependencies: these commands must start at once on a machine that has only Rust.

pub mod bench;
pub mod chaos;
pub mod check;
pub mod failure;
pub mod fuzz;
pub mod process;
pub mod run_tests;
pub mod tidy;
pub mod tools;

use std::path::{Path, PathBuf};

/// The root of the repository this binary was built from.
#[must_use]
pub fn repository_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// Where Cargo puts its output: `CARGO_TARGET_DIR`, or `target` in the repository.
#[must_use]
pub fn target_directory() -> PathBuf {
    let root = repository_root();
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(directory) => root.join(directory),
        None => root.join("target"),
    }
}

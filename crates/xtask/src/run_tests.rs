//! `cargo xtask test`.

use std::process::Command;

use crate::failure::Failure;
use crate::{fuzz, process, repository_root, target_directory, tools};

/// The environment variable that tells the tests where the clients are installed.
pub const TOOLS_VARIABLE: &str = "MUSTER_TEST_TOOLS";

/// The environment variable that tells the tests of the server on which engine they run.
pub const STORE_VARIABLE: &str = "MUSTER_TEST_STORE";

/// Installs what the tests drive, then runs `cargo test` with `arguments`, or over every crate and
/// the examples of the library when there are none, after a moment of fuzzing; the tests of the
/// server on both engines. The last lines are the test runner's own summary.
///
/// # Errors
/// When a tool cannot be installed, a fuzz target finds something, or a test fails.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    let tools = target_directory().join("test-tools");
    tools::install(&repository_root(), &tools)?;
    if arguments.is_empty() {
        fuzz::run_short()?;
    }
    let cargo = || {
        let mut cargo = Command::new("cargo");
        cargo
            .current_dir(repository_root())
            .arg("test")
            .env(TOOLS_VARIABLE, &tools);
        cargo
    };
    if !arguments.is_empty() {
        return process::show(cargo().args(arguments));
    }
    // First, because other crates have no examples and their empty summaries would come last.
    let examples = process::show(cargo().args(["--doc", "--package", "scim"]));
    // All of them, so that one failure does not hide another.
    let sqlite = process::show(cargo().args(["--workspace", "--all-targets", "--no-fail-fast"]));
    let postgres = process::show(
        cargo()
            .args(["--package", "server", "--test", "it"])
            .env(STORE_VARIABLE, "postgres"),
    );
    examples.and(sqlite).and(postgres)
}

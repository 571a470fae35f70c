use std::path::PathBuf;
use std::process::Command;

use crate::failure::Failure;
use crate::{process, repository_root, target_directory};

/// What `cargo fuzz build --sanitizer none` passes to the compiler: counters of the edges that run,
/// and the operands of comparisons. No address sanitizer, which stable Rust does not have, and which
/// code without `unsafe` does not need.
const FLAGS: [&str; 9] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cllvm-args=-sanitizer-coverage-stack-depth",
    "-Cllvm-args=-simplifycfg-branch-fold-threshold=0",
    "-Ccodegen-units=1",
    "--cfg=fuzzing",
];

/// Builds the targets; answers the folder with the executables.
///
/// # Errors
/// When they do not build.
pub(super) fn build(targets: &[String]) -> Result<PathBuf, Failure> {
    let folder = target_directory().join("fuzz");
    let host = host()?;
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(repository_root())
        .args(["build", "--release"])
        .args(["--manifest-path", "fuzz/Cargo.toml"])
        // Named though it is this machine: only so are build scripts compiled without the flags.
        .args(["--target", &host])
        .arg("--target-dir")
        .arg(&folder)
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"));
    for target in targets {
        cargo.args(["--bin", target]);
    }
    process::show(&mut cargo)?;
    Ok(folder.join(host).join("release"))
}

/// The name of this machine's kind, such as `x86_64-unknown-linux-gnu`.
fn host() -> Result<String, Failure> {
    let version = process::quiet(Command::new("rustc").arg("-vV"))?;
    version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
        .ok_or_else(|| Failure::new("rustc -vV names no host"))
}

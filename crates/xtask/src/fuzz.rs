//! `cargo xtask fuzz`: the targets in `fuzz/`, on stable Rust and without cargo-fuzz.
//!
//! `build` compiles them with the instrumentation that libFuzzer needs, `target` runs one of
//! them on its corpus. What they find stays in `target/fuzz/corpus`; `--keep` adds what reaches new
//! code to the committed corpus.
#![allow(clippy::print_stderr, reason = "progress for the developer")]

mod build;
mod options;
mod target;

use std::fs;
use std::num::NonZero;
use std::sync::Mutex;
use std::thread;

use crate::failure::Failure;
use crate::repository_root;
use options::Options;
use target::Target;

/// How long each target runs before the tests, in seconds.
const SHORT_SECONDS: u32 = 3;

/// Runs the targets that `arguments` name, or all of them.
///
/// # Errors
/// When they cannot be built, or one of them found an input that it should not have found.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    let all = names()?;
    run_with(&Options::parse(arguments, &all)?)
}

/// Runs every target for a moment: enough to try the corpus and what is near it.
///
/// # Errors
/// As [`run`].
pub fn run_short() -> Result<(), Failure> {
    run_with(&Options {
        targets: names()?,
        seconds: SHORT_SECONDS,
        keep: false,
    })
}

fn run_with(options: &Options) -> Result<(), Failure> {
    let built = build::build(&options.targets)?;
    let waiting = Mutex::new(options.targets.iter());
    let failures = Mutex::new(Vec::new());
    let next = || waiting.lock().ok()?.next();
    // One target at a time would leave cores idle, and libFuzzer has one thread.
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(name) = next() {
                    let target = Target::new(name, &built);
                    let outcome = target.run(options.seconds);
                    let kept = outcome.and_then(|summary| {
                        eprintln!("xtask: fuzz {name}: {summary}");
                        if options.keep { target.keep() } else { Ok(()) }
                    });
                    if let (Err(failure), Ok(mut failures)) = (kept, failures.lock()) {
                        failures.push(failure.to_string());
                    }
                }
            });
        }
    });
    match failures.into_inner() {
        Ok(failures) if failures.is_empty() => Ok(()),
        Ok(failures) => Err(Failure::new(failures.join("\n\n"))),
        Err(_) => Err(Failure::new("a thread stopped unexpectedly")),
    }
}

/// The names of all targets, in alphabetical order.
fn names() -> Result<Vec<String>, Failure> {
    let folder = repository_root().join("fuzz/fuzz_targets");
    let fail = |error: std::io::Error| Failure::new(format!("{}: {error}", folder.display()));
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if path.extension().is_some_and(|extension| extension == "rs")
            && let Some(name) = path.file_stem()
        {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

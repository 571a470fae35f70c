use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::failure::Failure;
use crate::{process, repository_root, target_directory};

/// Longest time for one input, in seconds; an ordinary one takes well under a millisecond.
const INPUT_SECONDS: u32 = 20;
/// Most memory of a target, in MiB.
const MEMORY: u32 = 2_048;
/// Longest input, in bytes.
const LENGTH: u32 = 4_096;
/// Most of a failing target's output that is shown, in lines.
const LINES: usize = 40;

/// A target that has been built.
pub(super) struct Target<'a> {
    name: &'a str,
    executable: PathBuf,
    /// What is committed.
    corpus: PathBuf,
    /// What was found on this machine.
    found: PathBuf,
    /// Where an input goes that the target fails on.
    crash: PathBuf,
}

impl<'a> Target<'a> {
    pub(super) fn new(name: &'a str, built: &Path) -> Self {
        let scratch = target_directory().join("fuzz");
        Self {
            name,
            executable: built.join(name),
            corpus: repository_root().join("fuzz/corpus").join(name),
            found: scratch.join("corpus").join(name),
            crash: scratch.join("crashes").join(name),
        }
    }

    /// Runs the target for that long; answers what it did, in a line.
    ///
    /// # Errors
    /// When the target fails on an input, with the input.
    pub(super) fn run(&self, seconds: u32) -> Result<String, Failure> {
        for folder in [
            &self.corpus,
            &self.found,
            &target_directory().join("fuzz/crashes"),
        ] {
            fs::create_dir_all(folder).map_err(|error| cannot(folder, &error))?;
        }
        // Of an earlier run.
        let _ = fs::remove_file(&self.crash);
        let mut command = self.command();
        command.arg(format!("-max_total_time={seconds}"));
        command.arg(format!("-exact_artifact_path={}", self.crash.display()));
        let dictionary = repository_root()
            .join("fuzz/dictionaries")
            .join(format!("{}.dict", self.name));
        if dictionary.exists() {
            command.arg(format!("-dict={}", dictionary.display()));
        }
        let output = command.arg(&self.found).arg(&self.corpus).output();
        let output = output.map_err(|error| cannot(&self.executable, &error))?;
        let log = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            return Err(self.failed(&output, &log));
        }
        summary(&log).ok_or_else(|| {
            Failure::new(format!(
                "fuzz {}: it ran without telling what it covered:\n{}",
                self.name,
                last_lines(&log)
            ))
        })
    }

    /// Adds to the committed corpus what was found and reaches code that nothing in it reaches.
    ///
    /// # Errors
    /// When the corpora cannot be merged.
    pub(super) fn keep(&self) -> Result<(), Failure> {
        let mut command = self.command();
        command.args(["-set_cover_merge=1", "-use_counters=0"]);
        process::quiet(command.arg(&self.corpus).arg(&self.found)).map(drop)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.executable);
        command
            .arg(format!("-timeout={INPUT_SECONDS}"))
            .arg(format!("-rss_limit_mb={MEMORY}"))
            .arg(format!("-max_len={LENGTH}"));
        command
    }

    fn failed(&self, output: &Output, log: &str) -> Failure {
        let name = self.name;
        let crash = self.crash.display();
        let input = match fs::read(&self.crash) {
            Ok(input) => format!(
                "The input, which belongs into a test of the crate that it concerns (tests/it):\n\n    \
                 b\"{}\"\n\nRepeat it with {} {crash}",
                input.escape_ascii(),
                self.executable.display(),
            ),
            Err(_) => "It left no input behind.".to_owned(),
        };
        Failure::new(format!(
            "fuzz {name} failed ({}):\n{}\n\n{input}",
            output.status,
            last_lines(log)
        ))
    }
}

/// The line that libFuzzer ends with, such as
/// `#208543 DONE cov: 2933 ft: 9198 corp: 1619/341Kb lim: 4096 exec/s: 29791 rss: 33Mb`; `None` if
/// there is none, or nothing was covered: then the instrumentation has failed.
fn summary(log: &str) -> Option<String> {
    let line = log.lines().rev().find(|line| line.contains("DONE"))?;
    let mut words = line.split_whitespace();
    let inputs = words.next()?.strip_prefix('#')?;
    let after = |name: &str| {
        let mut words = line.split_whitespace().skip_while(|word| *word != name);
        words.nth(1)
    };
    let covered = after("cov:").filter(|covered| *covered != "0")?;
    let speed = after("exec/s:")?;
    Some(format!(
        "{inputs} inputs, {speed}/s, {covered} edges covered"
    ))
}

fn last_lines(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    let start = lines.len().saturating_sub(LINES);
    lines.get(start..).unwrap_or_default().join("\n")
}

fn cannot(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{}: {error}", path.display()))
}

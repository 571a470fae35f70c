//! Running other programs, with errors that name the command line.

use std::io::ErrorKind;
use std::process::{Command, Stdio};

use crate::failure::Failure;

/// Runs `command` with its output shown; an exit code other than zero is a failure.
///
/// # Errors
/// When the program cannot be started, or when it fails.
pub fn show(command: &mut Command) -> Result<(), Failure> {
    let status = command
        .status()
        .map_err(|error| cannot_start(command, &error))?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("{} failed ({status})", line(command))))
}

/// Runs `command` quietly; its output is part of the failure when there is one.
///
/// # Errors
/// When the program cannot be started, or when it fails.
pub fn quiet(command: &mut Command) -> Result<String, Failure> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| cannot_start(command, &error))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(stdout);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    Err(Failure::new(format!(
        "{} failed ({}):\n{stdout}{stderr}",
        line(command),
        output.status
    )))
}

/// Whether `command` can be started and succeeds.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn cannot_start(command: &Command, error: &std::io::Error) -> Failure {
    let program = command.get_program().to_string_lossy();
    if error.kind() == ErrorKind::NotFound {
        return Failure::new(format!("{program} is not installed, or not in PATH"));
    }
    Failure::new(format!("cannot start {program}: {error}"))
}

fn line(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}

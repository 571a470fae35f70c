//! One virtual environment per set of Python packages.

use std::path::Path;
use std::process::Command;

use crate::failure::Failure;
use crate::process;

/// Creates the environment `folder` and installs `requirements` into it.
pub(super) fn install(folder: &Path, requirements: &Path) -> Result<(), Failure> {
    process::quiet(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    process::quiet(
        Command::new(folder.join("bin/python"))
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "-r",
            ])
            .arg(requirements),
    )?;
    Ok(())
}

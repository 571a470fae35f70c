//! The Node packages, from the lock file.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::cannot;
use crate::failure::Failure;
use crate::process;

/// Copies `package.json` and the lock file beside it into `folder` and installs from them.
pub(super) fn install(folder: &Path, lock: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| cannot(folder, &error))?;
    for name in ["package.json", "package-lock.json"] {
        let source = lock.with_file_name(name);
        fs::copy(&source, folder.join(name)).map_err(|error| cannot(&source, &error))?;
    }
    process::quiet(
        Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--prefix"])
            .arg(folder),
    )?;
    Ok(())
}

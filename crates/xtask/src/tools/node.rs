//! The Node packages that one `package.json` pins.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::cannot;
use crate::failure::Failure;
use crate::process;

/// Copies `package` (a `package.json`) into `folder` and installs from it. No lock file: the
/// packages are pinned exactly, and have no dependencies but their own binaries per platform,
/// which a registry mirror may hold in part only.
pub(super) fn install(folder: &Path, package: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| cannot(folder, &error))?;
    fs::copy(package, folder.join("package.json")).map_err(|error| cannot(package, &error))?;
    process::quiet(
        Command::new("npm")
            .args([
                "install",
                "--no-package-lock",
                "--no-audit",
                "--no-fund",
                "--prefix",
            ])
            .arg(folder),
    )?;
    Ok(())
}

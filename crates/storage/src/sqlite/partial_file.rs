//! A file that has its name only when it is whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// A file that is being written beside where it will be; removed unless it is published.
pub(super) struct PartialFile {
    path: PathBuf,
    to: PathBuf,
}

impl PartialFile {
    /// Makes it, empty, for its owner's eyes only.
    pub(super) fn create(to: &Path) -> io::Result<Self> {
        let mut name = to.as_os_str().to_owned();
        name.push(format!(".partial-{}", std::process::id()));
        let partial = Self {
            path: PathBuf::from(name),
            to: to.to_owned(),
        };
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&partial.path)?;
        Ok(partial)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it its name once it is on the disk; never in the place of another file.
    pub(super) fn publish(self) -> io::Result<()> {
        File::open(&self.path)?.sync_all()?;
        match fs::hard_link(&self.path, &self.to) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(error),
            // The file system has no links.
            Err(_) if self.to.try_exists()? => return Err(ErrorKind::AlreadyExists.into()),
            Err(_) => fs::rename(&self.path, &self.to)?,
        }
        let folder = self.to.parent();
        let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        // What SQLite may have left beside it goes too. Nothing is there after a rename.
        for suffix in ["", "-journal", "-wal", "-shm"] {
            let mut name = self.path.clone().into_os_string();
            name.push(suffix);
            let _ = fs::remove_file(PathBuf::from(name));
        }
    }
}

//! The files of the repository.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::failure::Failure;

/// What is built, fetched, found or kept by other tools, and so is not ours to check.
const SKIPPED: [&str; 6] = [
    ".git",
    "corpus",
    "target",
    "node_modules",
    "__pycache__",
    ".test-tools",
];

/// Every file below the root; the text of those that are UTF-8.
pub struct Tree {
    /// The text files, sorted by path.
    pub(super) files: Vec<File>,
    /// Every file and folder, for links.
    paths: BTreeSet<String>,
}

/// A text file.
pub(super) struct File {
    /// Relative to the root, with `/` between its parts.
    pub(super) path: String,
    pub(super) text: String,
}

impl Tree {
    /// Reads the tree below `root`.
    ///
    /// # Errors
    /// When a folder or file cannot be read.
    pub fn read(root: &Path) -> Result<Self, Failure> {
        let mut tree = Self {
            files: Vec::new(),
            paths: BTreeSet::new(),
        };
        tree.read_folder(root, "")?;
        tree.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(tree)
    }

    /// Whether a file or folder exists at `path`.
    pub(super) fn contains(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// The Rust files below `crates/*/src`, but for this crate: it spells out what it forbids.
    pub(super) fn production(&self) -> impl Iterator<Item = &File> {
        self.rust()
            .filter(|file| file.path.split('/').nth(2) == Some("src"))
    }

    /// The Rust files of every crate but this one, and of the fuzz targets.
    pub(super) fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| {
            ["crates/", "fuzz/"]
                .iter()
                .any(|folder| file.path.starts_with(folder))
                && !file.path.starts_with("crates/xtask/")
                && file.path.ends_with(".rs")
        })
    }

    fn read_folder(&mut self, folder: &Path, prefix: &str) -> Result<(), Failure> {
        let fail = |error: std::io::Error| Failure::new(format!("{}: {error}", folder.display()));
        for entry in fs::read_dir(folder).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if SKIPPED.contains(&name.as_str()) {
                continue;
            }
            let path = if prefix.is_empty() {
                name
            } else {
                format!("{prefix}/{name}")
            };
            self.paths.insert(path.clone());
            let kind = entry.file_type().map_err(fail)?;
            if kind.is_dir() {
                self.read_folder(&entry.path(), &path)?;
            } else if kind.is_file() {
                let bytes = fs::read(entry.path()).map_err(fail)?;
                if let Ok(text) = String::from_utf8(bytes) {
                    self.files.push(File { path, text });
                }
            }
        }
        Ok(())
    }
}

//! A production file can be read in one sitting, and holds no tests.

use super::text::lines;
use super::{Tree, Violation};

const MOST_LINES: usize = 400;

/// Files that are longer for a reason: `(path, reason)`.
const EXCEPTIONS: [(&str, &str); 0] = [];

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree.production() {
        let count = file.text.lines().count();
        let excepted = EXCEPTIONS.iter().any(|(path, _)| *path == file.path);
        if count > MOST_LINES && !excepted {
            found.push(Violation::file(
                file,
                format!(
                    "{count} lines; the most is {MOST_LINES}: split it, or list it with a \
                     reason in crates/xtask/src/tidy/size.rs"
                ),
            ));
        }
        for (number, line) in lines(&file.text) {
            if line.trim_start().starts_with("#[cfg(test)]") {
                found.push(Violation::line(
                    file,
                    number,
                    "tests live in the crate's tests/it, not in production files",
                ));
            }
        }
    }
    found
}

//! ARCHITECTURE.md is read before the code, so it stays short.

use super::{Tree, Violation};

const LINES: usize = 250;

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let Some(file) = tree.file("ARCHITECTURE.md") else {
        return Vec::new();
    };
    let count = file.text.lines().count();
    if count < LINES {
        return Vec::new();
    }
    let sentence = format!("{count} lines; it must stay under {LINES}: move detail to the modules");
    vec![Violation::file(file, sentence)]
}

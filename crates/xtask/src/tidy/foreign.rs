//! The repository stands alone: nothing in it refers to a path on somebody's machine.

use super::text::lines;
use super::{Tree, Violation};

const PATHS: [&str; 3] = ["/home/", "/root/", "/work/"];

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree
        .files
        .iter()
        .filter(|file| !file.path.starts_with("crates/xtask/"))
    {
        for (number, line) in lines(&file.text) {
            if let Some(path) = PATHS.iter().find(|path| line.contains(**path)) {
                let sentence = format!("\"{path}\" is outside the repository");
                found.push(Violation::line(file, number, sentence));
            }
        }
    }
    found
}

//! Every test that docs/conformance.md names exists.

use super::text::{prose, spans};
use super::{Tree, Violation};

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    let Some(file) = tree.file("docs/conformance.md") else {
        return found;
    };
    for (number, line) in prose(&file.text) {
        for (name, _) in spans(line).filter(|(_, code)| *code) {
            if names_missing_test(tree, name) {
                let sentence = format!("there is no test \"{name}\"");
                found.push(Violation::line(file, number, sentence));
            }
        }
    }
    found
}

/// A test is named `crate::module::function`; other code spans are not names of tests.
fn names_missing_test(tree: &Tree, name: &str) -> bool {
    let Some((first, rest)) = name.split_once("::") else {
        return false;
    };
    let folder = format!("crates/{first}");
    if !tree.contains(&folder) {
        return false;
    }
    let function = rest.rsplit("::").next().unwrap_or(rest);
    let declared = format!("fn {function}(");
    let tests = format!("{folder}/tests/");
    !tree
        .rust()
        .any(|file| file.path.starts_with(&tests) && file.text.contains(&declared))
}

//! Words that may not be in the code: reminders, tests that do not run, and second names for a
//! thing that has one already.

use super::text::{lines, words};
use super::{Tree, Violation};

const REMINDERS: [&str; 4] = ["TODO", "FIXME", "XXX", "HACK"];
const STUBS: [&str; 2] = ["unimplemented!", "todo!"];
/// `(the word, the word to use)`.
const SECOND_NAMES: [(&str, &str); 2] = [("tenant", "organization"), ("uid", "id")];

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree.rust() {
        for (number, line) in lines(&file.text) {
            if let Some(sentence) = unfinished(line) {
                found.push(Violation::line(file, number, sentence));
            }
        }
    }
    for file in tree.production() {
        for (number, line) in lines(&file.text) {
            for (word, instead) in SECOND_NAMES {
                if words(line).any(|found| found.eq_ignore_ascii_case(word)) {
                    let sentence = format!("\"{word}\": the word for it is \"{instead}\"");
                    found.push(Violation::line(file, number, sentence));
                }
            }
        }
    }
    found
}

fn unfinished(line: &str) -> Option<String> {
    if let Some(word) = REMINDERS
        .iter()
        .find(|word| words(line).any(|found| found == **word))
    {
        return Some(format!("\"{word}\": do it, or open an issue"));
    }
    if let Some(stub) = STUBS.iter().find(|stub| line.contains(**stub)) {
        return Some(format!("\"{stub}\": finish it"));
    }
    if line.trim_start().starts_with("#[ignore") {
        return Some("a test that does not run proves nothing: repair or remove it".to_owned());
    }
    None
}

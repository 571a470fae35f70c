//! docs/conformance.md has every requirement once, each with tests that exist or with a reason.

use std::collections::BTreeMap;

use super::text::{prose, spans};
use super::tree::File;
use super::{Tree, Violation};

/// The requirements, by section: `A1` to `A19` and so on.
const SECTIONS: [(&str, usize); 26] = [
    ("A", 19),
    ("B", 14),
    ("C", 27),
    ("D", 8),
    ("E", 8),
    ("F", 19),
    ("G", 2),
    ("H", 5),
    ("I", 10),
    ("J", 2),
    ("K", 6),
    ("L", 4),
    ("M", 19),
    ("N", 4),
    ("O", 4),
    ("P", 8),
    ("Q", 1),
    ("R", 6),
    ("S", 5),
    ("T", 8),
    ("U", 3),
    ("V", 1),
    ("W", 1),
    ("X", 10),
    ("Y", 13),
    ("Z", 7),
];

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let Some(file) = tree.file("docs/conformance.md") else {
        return Vec::new();
    };
    let mut found = check_rows(tree, file);
    for (number, line) in prose(&file.text) {
        for (name, _) in spans(line).filter(|(_, code)| *code) {
            if is_test(tree, name) == Some(false) {
                let sentence = format!("there is no test \"{name}\"");
                found.push(Violation::line(file, number, sentence));
            }
        }
    }
    found
}

/// Every requirement has one row, and every row is whole.
fn check_rows(tree: &Tree, file: &File) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut rows: BTreeMap<String, usize> = SECTIONS
        .iter()
        .flat_map(|(section, count)| (1..=*count).map(move |number| format!("{section}{number}")))
        .map(|id| (id, 0))
        .collect();
    for (number, line) in prose(&file.text) {
        let Some(cells) = cells(line) else { continue };
        let id = cells.first().copied().unwrap_or_default();
        let Some(count) = rows.get_mut(id) else {
            if is_id(id) {
                let sentence = format!("\"{id}\" is no requirement of the list");
                found.push(Violation::line(file, number, sentence));
            }
            continue;
        };
        *count += 1;
        if *count > 1 {
            let sentence = format!("{id} is there again; one row says all of it");
            found.push(Violation::line(file, number, sentence));
        }
        let problem = problem(tree, &cells);
        found.extend(problem.map(|problem| Violation::line(file, number, problem)));
    }
    let missing = rows.into_iter().filter(|(_, count)| *count == 0);
    found.extend(missing.map(|(id, _)| Violation::file(file, format!("{id} has no row"))));
    found
}

/// What is wrong with a row: `id | requirement | module | tests | remark or reason`.
fn problem(tree: &Tree, cells: &[&str]) -> Option<String> {
    let [id, requirement, module, tests, remark] = cells else {
        return Some(format!("the row has {} cells, not 5", cells.len()));
    };
    if requirement.is_empty() {
        return Some(format!("{id} does not say what is required"));
    }
    let mut paths = spans(module).filter(|(text, code)| *code && text.contains('/'));
    if let Some((path, _)) = paths.find(|(path, _)| !tree.contains(path)) {
        return Some(format!("there is no \"{path}\""));
    }
    let has_test = spans(tests).any(|(name, code)| code && is_test(tree, name).is_some());
    if !has_test && remark.is_empty() {
        return Some(format!("{id} has neither a test nor a reason"));
    }
    None
}

/// The cells of a row of a table.
fn cells(line: &str) -> Option<Vec<&str>> {
    let row = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(row.split('|').map(str::trim).collect())
}

/// Whether it looks like the name of a requirement: a capital letter and a number.
fn is_id(text: &str) -> bool {
    let number = text.strip_prefix(|first: char| first.is_ascii_uppercase());
    number.is_some_and(|number| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Whether the function `crate::module::function` is in the tests of its crate; `None` if the text
/// is not the name of a test.
fn is_test(tree: &Tree, name: &str) -> Option<bool> {
    let (first, rest) = name.split_once("::")?;
    let folder = format!("crates/{first}");
    if !tree.contains(&folder) {
        return None;
    }
    let (module, function) = rest.rsplit_once("::").unwrap_or(("main", rest));
    let module = format!("{folder}/tests/it/{}", module.replace("::", "/"));
    let declared = format!("fn {function}(");
    let files = [format!("{module}.rs"), format!("{module}/mod.rs")];
    let found = files
        .iter()
        .filter_map(|path| tree.file(path))
        .any(|file| file.text.contains(&declared));
    Some(found)
}

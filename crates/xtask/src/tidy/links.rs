//! Relative links in Markdown files lead somewhere.

use super::text::{prose, spans};
use super::{Tree, Violation};

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.path.ends_with(".md")) {
        for (number, line) in prose(&file.text) {
            for target in targets(line) {
                if !leads_somewhere(tree, &file.path, target) {
                    let sentence = format!("the link \"{target}\" leads nowhere");
                    found.push(Violation::line(file, number, sentence));
                }
            }
        }
    }
    found
}

/// The targets of `[text](target)` and `[text](target "title")`, outside inline code. Code inside
/// the brackets splits the text, not the `](` after it.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    spans(line).filter(|(_, code)| !code).flat_map(|(span, _)| {
        span.split("](").skip(1).filter_map(|rest| {
            let target = rest.split_once(')')?.0;
            target.split_whitespace().next()
        })
    })
}

fn leads_somewhere(tree: &Tree, from: &str, target: &str) -> bool {
    let path = target.split('#').next().unwrap_or_default();
    let elsewhere = target.contains("://") || target.starts_with("mailto:");
    if path.is_empty() || elsewhere {
        return true;
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    resolve(folder, path).is_some_and(|path| path.is_empty() || tree.contains(&path))
}

/// `path` as seen from `folder`; `None` when it leaves the repository.
fn resolve(folder: &str, path: &str) -> Option<String> {
    let (base, path) = match path.strip_prefix('/') {
        Some(path) => ("", path),
        None => (folder, path),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in base.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

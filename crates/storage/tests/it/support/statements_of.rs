//! Looks at the sources of the crate.

use std::fs;
use std::path::Path;

/// The statements that stand as whole texts in the sources of the crate: `(file, statement)`.
pub(crate) fn statements_of(sources: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(sources).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(statements_of(&path));
        } else {
            let file = path.display().to_string();
            let text = fs::read_to_string(&path).unwrap();
            found.extend(
                literals(&text)
                    .into_iter()
                    .filter(|literal| is_statement(literal))
                    .map(|literal| (file.clone(), literal)),
            );
        }
    }
    found
}

fn is_statement(literal: &str) -> bool {
    ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "]
        .iter()
        .any(|verb| literal.starts_with(verb))
}

/// The string literals of a Rust source, unescaped; comments and characters are stepped over.
fn literals(source: &str) -> Vec<String> {
    let mut literals = Vec::new();
    let mut rest = source.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '/' if rest.peek() == Some(&'/') => {
                for letter in rest.by_ref() {
                    if letter == '\n' {
                        break;
                    }
                }
            }
            '\'' if rest.peek() == Some(&'"') => {
                rest.next();
            }
            '"' => literals.push(literal(&mut rest)),
            _ => {}
        }
    }
    literals
}

fn literal(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut text = String::new();
    while let Some(letter) = rest.next() {
        match letter {
            '"' => break,
            '\\' => match rest.next() {
                Some('\n') => while rest.next_if(|next| next.is_whitespace()).is_some() {},
                Some('n') => text.push('\n'),
                Some(other) => text.push(other),
                None => break,
            },
            other => text.push(other),
        }
    }
    text
}

//! The rules of this repository that neither the compiler nor clippy knows.
//!
//! A rule is a function from the [`Tree`] to the [`Violation`]s it finds; [`violations`] runs all.
#![allow(clippy::print_stderr, reason = "the report for the developer")]

mod architecture;
mod arrows;
mod conformance;
mod foreign;
mod links;
mod size;
mod text;
mod tree;
mod violation;
mod words;

pub use tree::Tree;
pub use violation::Violation;

use std::path::Path;

use crate::failure::Failure;

/// Checks the repository at `root` and prints what is wrong.
///
/// # Errors
/// When a rule is broken, or a file cannot be read.
pub fn run(root: &Path) -> Result<(), Failure> {
    let found = violations(root)?;
    for violation in &found {
        eprintln!("{violation}");
    }
    match found.len() {
        0 => Ok(()),
        1 => Err(Failure::new("one tidy rule is broken")),
        many => Err(Failure::new(format!(
            "tidy rules are broken in {many} places"
        ))),
    }
}

/// Everything in the repository at `root` that breaks a rule.
///
/// # Errors
/// When a file cannot be read.
pub fn violations(root: &Path) -> Result<Vec<Violation>, Failure> {
    let tree = Tree::read(root)?;
    let rules: [fn(&Tree) -> Vec<Violation>; 7] = [
        size::check,
        words::check,
        arrows::check,
        architecture::check,
        links::check,
        foreign::check,
        conformance::check,
    ];
    Ok(rules.iter().flat_map(|rule| rule(&tree)).collect())
}

//! What a crate may depend on: `scim ← domain ← storage ← server → api`, `conformance → scim`,
//! and which outside libraries would carry a foreign concern into it.

use super::text::lines;
use super::tree::File;
use super::{Tree, Violation};

struct Rule {
    name: &'static str,
    /// The crates of this repository it may use.
    inside: &'static [&'static str],
    /// The libraries it may not use.
    outside: &'static [&'static str],
}

const OURS: [&str; 10] = [
    "scim",
    "domain",
    "storage",
    "api",
    "server",
    "conformance",
    "bench",
    "chaos",
    "throwaway",
    "xtask",
];

const SQL: [&str; 3] = ["rusqlite", "tokio-postgres", "deadpool-postgres"];

const RULES: [Rule; 10] = [
    Rule {
        name: "scim",
        inside: &[],
        outside: &[
            "axum",
            "hyper",
            "http",
            "tokio",
            "futures",
            "async-trait",
            "rusqlite",
        ],
    },
    Rule {
        name: "domain",
        inside: &["scim"],
        outside: &[
            "axum",
            "hyper",
            "rusqlite",
            "tokio-postgres",
            "prost",
            "connectrpc",
            "buffa",
        ],
    },
    Rule {
        name: "storage",
        inside: &["scim", "domain"],
        outside: &["axum", "hyper", "http", "connectrpc", "buffa"],
    },
    Rule {
        name: "api",
        inside: &[],
        outside: &SQL,
    },
    Rule {
        name: "server",
        inside: &["scim", "domain", "storage", "api", "conformance"],
        outside: &SQL,
    },
    Rule {
        name: "conformance",
        inside: &["scim"],
        outside: &SQL,
    },
    // Only the limits, and a database: what is measured is the binary, from outside.
    Rule {
        name: "bench",
        inside: &["domain", "throwaway"],
        outside: &[],
    },
    // It breaks the binary from outside, and looks into the store with the store's own eyes.
    Rule {
        name: "chaos",
        inside: &["scim", "domain", "storage", "throwaway"],
        outside: &["axum", "hyper"],
    },
    Rule {
        name: "throwaway",
        inside: &[],
        outside: &["axum", "hyper"],
    },
    Rule {
        name: "xtask",
        inside: &[],
        outside: &[],
    },
];

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for rule in &RULES {
        if let Some(manifest) = tree.file(&format!("crates/{}/Cargo.toml", rule.name)) {
            found.extend(check_manifest(rule, manifest));
        }
    }
    found
}

fn check_manifest(rule: &Rule, manifest: &File) -> Vec<Violation> {
    let mut found = Vec::new();
    for (number, dependency) in dependencies(&manifest.text) {
        let ours = OURS.contains(&dependency);
        if ours && !rule.inside.contains(&dependency) {
            let sentence = format!("{} may not know the crate {dependency}", rule.name);
            found.push(Violation::line(manifest, number, sentence));
        }
        if rule.outside.contains(&dependency) {
            let sentence = format!("{} may not use {dependency}", rule.name);
            found.push(Violation::line(manifest, number, sentence));
        }
    }
    found
}

/// The names below `[dependencies]` and its forms for a target; what only tests or the build
/// script use is free.
fn dependencies(manifest: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut inside = false;
    for (number, line) in lines(manifest) {
        let line = line.trim();
        if let Some(section) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            inside = section == "dependencies" || section.ends_with(".dependencies");
            if let Some(name) = section.strip_prefix("dependencies.") {
                found.push((number, name));
            }
        } else if inside && !line.starts_with('#') {
            let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
            if !name.is_empty() {
                found.push((number, name));
            }
        }
    }
    found
}

//! JSON output that always shows booleans and lists.
//!
//! Canonical proto3 JSON lets a writer either omit or emit the zero value of a field without
//! presence. Older clients show an omitted `enabled` as "unknown", so ours are emitted.

use std::path::Path;

use super::Result;

/// The generated serde conditions under which a field is left out.
const CONDITIONS: [&str; 2] = ["is_false", "is_empty_vec"];

/// Removes the conditions from all generated files; fails if the generator no longer writes them.
pub(super) fn emit_empty_values(out: &Path) -> Result<()> {
    let mut seen = [0usize; CONDITIONS.len()];
    for entry in std::fs::read_dir(out)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let mut text = std::fs::read_to_string(&path)?;
        for (condition, seen) in CONDITIONS.iter().zip(&mut seen) {
            let attribute =
                format!("skip_serializing_if = \"::buffa::json_helpers::skip_if::{condition}\"");
            *seen += text.matches(&attribute).count();
            text = text
                .replace(&format!("{attribute},"), "")
                .replace(&attribute, "");
        }
        std::fs::write(&path, text)?;
    }
    match seen.contains(&0) {
        true => {
            Err("the code generator changed how it omits JSON values: adapt build/json.rs".into())
        }
        false => Ok(()),
    }
}

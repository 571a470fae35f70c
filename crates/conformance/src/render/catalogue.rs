//! The table of all checks.

use super::markdown::inline;
use crate::catalogue::AREAS;

/// All checks as Markdown tables, an area each.
pub fn catalogue() -> String {
    let mut text = String::new();
    for area in AREAS {
        if !text.is_empty() {
            text.push('\n');
        }
        text += &format!(
            "### {} (`{}`)\n\n| check | level | what is right |\n|---|---|---|\n",
            area.title, area.name
        );
        for check in area.checks {
            text += &format!(
                "| `{}` | {} | {} |\n",
                check.id,
                check.level.as_str(),
                inline(check.title).replace('|', "\\|")
            );
        }
    }
    text
}

//! Which checks run: `--only` and `--skip`.

use crate::area::Area;
use crate::catalogue;
use crate::check::Check;

/// Which checks run. A selector is the name of an area (`patch`), an RFC (`9865`), a section with
/// everything below it (`7644-3.5.2`), or the identifier of one check.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    only: Vec<String>,
    skip: Vec<String>,
}

impl Selection {
    /// Runs what `only` selects, or everything if it is empty, except what `skip` selects.
    ///
    /// # Errors
    /// One sentence when a selector selects nothing: it would be misspelt.
    pub fn new(only: Vec<String>, skip: Vec<String>) -> Result<Self, String> {
        for selector in only.iter().chain(&skip) {
            let known = catalogue::all().any(|(area, check)| selects(selector, area, check));
            if !known {
                return Err(format!(
                    "no check is selected by {selector:?}; name an area such as patch, a section \
                     such as 7644-3.5.2, or a check; muster conformance --list shows all"
                ));
            }
        }
        Ok(Self { only, skip })
    }

    /// Whether this check runs.
    pub fn includes(&self, area: &Area, check: &Check) -> bool {
        let named = |selectors: &[String]| {
            selectors
                .iter()
                .any(|selector| selects(selector, area, check))
        };
        (self.only.is_empty() || named(&self.only)) && !named(&self.skip)
    }
}

fn selects(selector: &str, area: &Area, check: &Check) -> bool {
    // patch selects patch, patch-add, patch-remove and so on.
    let within = |area: &str| {
        area.strip_prefix(selector)
            .is_some_and(|rest| rest.starts_with('-'))
    };
    if selector == area.name || within(area.name) || selector == check.id {
        return true;
    }
    // 7644-3.5 selects 7644-3.5-… and 7644-3.5.2-…, not 7644-3.51-….
    check
        .id
        .strip_prefix(selector)
        .is_some_and(|rest| rest.starts_with(['-', '.']))
}

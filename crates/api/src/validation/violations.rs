use std::fmt;

use connectrpc::{ConnectError, ErrorDetail};

use super::path;
use crate::buf::validate::{self as proto, Violation};

/// All rules that one message breaks; never empty.
///
/// As text it is the usual message of Connect validators: `validation error:` and one line
/// `- field_path: what is wrong [rule.id]` for each.
#[derive(Debug, Clone, PartialEq)]
pub struct Violations(proto::Violations);

impl Violations {
    pub(super) fn new(violations: Vec<Violation>) -> Self {
        Self(proto::Violations {
            violations,
            ..proto::Violations::default()
        })
    }

    /// The broken rules, in the order of the fields.
    #[must_use]
    pub fn list(&self) -> &[Violation] {
        &self.0.violations
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("validation error:")?;
        for violation in self.list() {
            let field = violation
                .field
                .as_option()
                .map(path::text)
                .unwrap_or_default();
            let message = violation.message.as_deref().unwrap_or_default();
            let rule = violation.rule_id.as_deref().unwrap_or_default();
            write!(f, "\n - {field}: {message} [{rule}]")?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

impl From<Violations> for ConnectError {
    fn from(violations: Violations) -> Self {
        let detail = ErrorDetail::from_message("buf.validate.Violations", &violations.0);
        Self::invalid_argument(violations.to_string()).with_detail(detail)
    }
}

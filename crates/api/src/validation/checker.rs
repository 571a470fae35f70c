use std::collections::HashSet;

use super::format::Format;
use super::path::{self, Field, Step};
use super::pattern::Pattern;
use super::{Violations, text};
use crate::buf::validate::Violation;

/// `google.protobuf.FieldDescriptorProto.Type` of the rules' own fields.
const BOOL: i32 = 8;
const STRING: i32 = 9;
const MESSAGE: i32 = 11;
const UINT64: i32 = 4;
const INT32: i32 = 5;

/// Whether a field must be set, and when its rules are skipped.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needs {
    pub(super) required: bool,
    pub(super) ignore_zero: bool,
}

/// What is known of a field's value before its rules are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Presence is tracked, and the field is absent.
    Absent,
    /// Presence is not tracked, and the value is the zero value.
    Zero,
    /// Present with the zero value.
    PresentZero,
    /// Any other value.
    Set,
}

impl State {
    /// Of a field without presence.
    pub(super) fn plain(zero: bool) -> Self {
        if zero { Self::Zero } else { Self::Set }
    }

    /// Of a field with presence: whether its value, if any, is the zero value.
    pub(super) fn tracked(zero: Option<bool>) -> Self {
        match zero {
            None => Self::Absent,
            Some(true) => Self::PresentZero,
            Some(false) => Self::Set,
        }
    }
}

/// The rules of a string; lengths in Unicode code points.
pub(super) struct StringRules {
    pub(super) min_len: Option<u64>,
    pub(super) max_len: Option<u64>,
    pub(super) pattern: Option<&'static Pattern>,
    pub(super) format: Option<Format>,
}

/// Applies rules to values and remembers what was broken where.
#[derive(Debug, Default)]
pub struct Checker {
    path: Vec<Step>,
    /// The rules of a repeated field's items are nested in the rules of the field.
    in_items: bool,
    violations: Vec<Violation>,
}

impl Checker {
    pub(super) fn finish(self) -> Result<(), Violations> {
        match self.violations.is_empty() {
            true => Ok(()),
            false => Err(Violations::new(self.violations)),
        }
    }

    /// Applies the rules of one field, unless its state decides alone.
    pub(super) fn field(
        &mut self,
        field: &Field,
        needs: Needs,
        state: State,
        check: impl FnOnce(&mut Self),
    ) {
        let missing = matches!(state, State::Absent | State::Zero);
        let zero = matches!(state, State::Zero | State::PresentZero);
        self.path.push(Step {
            field: *field,
            index: None,
        });
        if needs.required && missing {
            self.broken(
                "value is required".into(),
                "required",
                &[Field::rule(25, "required", BOOL)],
            );
        } else if state != State::Absent && !(needs.ignore_zero && zero) {
            check(self);
        }
        self.path.pop();
    }

    /// Applies `check` to each item of a repeated field.
    pub(super) fn items<T>(&mut self, items: &[T], mut check: impl FnMut(&mut Self, &T)) {
        for (index, item) in items.iter().enumerate() {
            self.at(Some(index));
            self.in_items = true;
            check(self, item);
            self.in_items = false;
        }
        self.at(None);
    }

    pub(super) fn count(&mut self, count: usize, min: Option<u64>, max: Option<u64>) {
        let count = count as u64;
        let rules = Field::rule(18, "repeated", MESSAGE);
        if let Some(min) = min.filter(|min| count < *min) {
            let text = format!("value must contain at least {min} item(s)");
            self.broken(
                text,
                "repeated.min_items",
                &[rules, Field::rule(1, "min_items", UINT64)],
            );
        }
        if let Some(max) = max.filter(|max| count > *max) {
            let text = format!("value must contain no more than {max} item(s)");
            self.broken(
                text,
                "repeated.max_items",
                &[rules, Field::rule(2, "max_items", UINT64)],
            );
        }
    }

    pub(super) fn unique(&mut self, items: &[String]) {
        let mut seen = HashSet::new();
        if !items.iter().all(|item| seen.insert(item)) {
            self.broken(
                "repeated value must contain unique items".into(),
                "repeated.unique",
                &[
                    Field::rule(18, "repeated", MESSAGE),
                    Field::rule(3, "unique", BOOL),
                ],
            );
        }
    }

    pub(super) fn string(&mut self, value: &str, rules: &StringRules) {
        let length = value.chars().count() as u64;
        if let Some(min) = rules.min_len.filter(|min| length < *min) {
            let text = format!("value length must be at least {min} characters");
            self.broken_string(text, "string.min_len", Field::rule(2, "min_len", UINT64));
        }
        if let Some(max) = rules.max_len.filter(|max| length > *max) {
            let text = format!("value length must be at most {max} characters");
            self.broken_string(text, "string.max_len", Field::rule(3, "max_len", UINT64));
        }
        if let Some(pattern) = rules.pattern.filter(|pattern| !pattern.matches(value)) {
            let text = format!("value does not match regex pattern `{}`", pattern.source());
            self.broken_string(text, "string.pattern", Field::rule(6, "pattern", STRING));
        }
        let Some(format) = rules.format.filter(|format| !format.matches(value)) else {
            return;
        };
        let (text, id) = format.broken(value.is_empty());
        self.broken_string(
            text,
            id,
            Field::rule(format.rule_number(), format.name(), BOOL),
        );
    }

    pub(super) fn int32(&mut self, value: i32, gte: Option<i32>, lte: Option<i32>) {
        let inside = gte.is_none_or(|gte| value >= gte) && lte.is_none_or(|lte| value <= lte);
        if let Some((text, id)) = text::bounds(gte, lte).filter(|_| !inside) {
            let bound = if id == "lte" {
                Field::rule(3, "lte", INT32)
            } else {
                Field::rule(5, "gte", INT32)
            };
            let id = format!("int32.{id}");
            self.broken(text, &id, &[Field::rule(3, "int32", MESSAGE), bound]);
        }
    }

    /// Durations are pairs of seconds and nanoseconds of the same sign, so that they order as pairs.
    pub(super) fn duration(
        &mut self,
        value: (i64, i32),
        gte: Option<(i64, i32)>,
        lte: Option<(i64, i32)>,
    ) {
        let inside = gte.is_none_or(|gte| value >= gte) && lte.is_none_or(|lte| value <= lte);
        let bounds = text::bounds(gte.map(text::duration), lte.map(text::duration));
        if let Some((text, id)) = bounds.filter(|_| !inside) {
            let bound = if id == "lte" {
                Field::rule(4, "lte", MESSAGE)
            } else {
                Field::rule(6, "gte", MESSAGE)
            };
            let id = format!("duration.{id}");
            self.broken(text, &id, &[Field::rule(21, "duration", MESSAGE), bound]);
        }
    }

    pub(super) fn defined(&mut self, known: bool) {
        if !known {
            self.broken(
                "value must be one of the defined enum values".into(),
                "enum.defined_only",
                &[
                    Field::rule(16, "enum", MESSAGE),
                    Field::rule(2, "defined_only", BOOL),
                ],
            );
        }
    }

    fn broken_string(&mut self, message: String, id: &str, rule: Field) {
        self.broken(message, id, &[Field::rule(14, "string", MESSAGE), rule]);
    }

    fn broken(&mut self, message: String, id: &str, rule: &[Field]) {
        let items = [
            Field::rule(18, "repeated", MESSAGE),
            Field::rule(4, "items", MESSAGE),
        ];
        let prefix: &[Field] = if self.in_items { &items } else { &[] };
        let rule = prefix.iter().chain(rule).map(|field| Step {
            field: *field,
            index: None,
        });
        self.violations.push(Violation {
            field: path::detail(&self.path).into(),
            rule: path::detail(&rule.collect::<Vec<_>>()).into(),
            rule_id: Some(id.to_owned()),
            message: Some(message),
            ..Violation::default()
        });
    }

    fn at(&mut self, index: Option<usize>) {
        if let Some(step) = self.path.last_mut() {
            step.index = index;
        }
    }
}

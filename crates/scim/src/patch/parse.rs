//! The PatchOp message (RFC 7644 §3.5.2).

use serde_json::Value;

use super::expand::Expander;
use super::operation::locate;
use super::{Operation, OperationKind, PatchLimits};
use crate::compat::{Coercions, Profile};
use crate::error::{Error, ScimType};
use crate::filter::Filter;
use crate::message::{check_schemas, member};
use crate::path::AttributePath;
use crate::resource_type::ResourceType;
use crate::urn;

/// Reads the body of a PATCH request.
///
/// # Errors
/// 400 `invalidSyntax` for a body that is not a PatchOp (in the interoperability profile also for
/// an operation without a path), 413 for too many operations or comparisons, 400 `invalidPath` or
/// `invalidFilter` for a bad path, 400 `noTarget` for `remove` without a path, 400 `invalidValue`
/// for a missing value.
pub fn parse(
    body: &Value,
    resource_type: &ResourceType,
    profile: Profile,
    limits: PatchLimits,
    coercions: &mut Coercions,
) -> Result<Vec<Operation>, Error> {
    let Value::Object(body) = body else {
        return Err(syntax(
            "The body must be a JSON object with schemas and Operations.",
        ));
    };
    check_schemas(body, urn::PATCH_OP, profile, coercions)?;
    let Some(Value::Array(operations)) = member(body, "Operations")? else {
        return Err(syntax("The body must have a list called Operations."));
    };
    check_count("operations", operations.len(), limits.operations)?;
    if operations.is_empty() {
        // Microsoft's validator sends this; RFC 7644 §3.5.2 demands one or more.
        if !profile.is_tolerant() {
            return Err(syntax("Operations is empty; send at least one operation."));
        }
        coercions.note("empty Operations read as no change");
    }
    let mut parser = Parser {
        resource_type,
        profile,
        limits,
        coercions,
        parsed: Vec::new(),
    };
    for (index, operation) in operations.iter().enumerate() {
        let position = index + 1;
        parser
            .operation(position, operation)
            .map_err(|error| locate(position, error))?;
    }
    let parsed = parser.parsed;
    check_count("attributes to change", parsed.len(), limits.operations)?;
    let filters = parsed
        .iter()
        .filter_map(|operation| operation.path.value_filter.as_ref());
    let terms = filters.map(Filter::terms).sum();
    check_count("comparisons in paths", terms, limits.filter_terms)?;
    Ok(parsed)
}

fn check_count(what: &str, count: usize, limit: usize) -> Result<(), Error> {
    if count > limit {
        return Err(Error::new(
            413,
            format!(
                "The request has {count} {what}; the limit is {limit}. Split it into several \
                 requests."
            ),
        ));
    }
    Ok(())
}

struct Parser<'a> {
    resource_type: &'a ResourceType,
    profile: Profile,
    limits: PatchLimits,
    coercions: &'a mut Coercions,
    parsed: Vec<Operation>,
}

impl Parser<'_> {
    fn operation(&mut self, position: usize, operation: &Value) -> Result<(), Error> {
        let Value::Object(operation) = operation else {
            return Err(syntax(
                "An operation must be a JSON object with op, path and value.",
            ));
        };
        let kind = self.kind(member(operation, "op")?)?;
        let value = member(operation, "value")?;
        let path = self.path(member(operation, "path")?)?;
        if path.is_none() && self.profile.requires_patch_paths() {
            return Err(syntax(
                "Every operation needs a path; send one operation for each attribute.",
            ));
        }
        if kind == OperationKind::Remove {
            // RFC 7644 §3.5.2.2
            let Some(path) = path else {
                return Err(Error::bad_request(
                    ScimType::NoTarget,
                    "remove needs a path that says what to remove.",
                ));
            };
            let value = value.cloned();
            self.parsed.push(Operation {
                position,
                kind,
                path,
                value,
                from_value: false,
            });
            return Ok(());
        }
        let Some(value) = value else {
            return Err(Error::bad_request(
                ScimType::InvalidValue,
                format!("{} needs a value.", kind.as_str()),
            ));
        };
        let schema_urn = match &path {
            None => None,
            Some(AttributePath {
                attribute: None,
                urn,
                ..
            }) => urn.as_deref(),
            Some(_) => {
                let value = Some(value.clone());
                self.parsed.extend(path.map(|path| Operation {
                    position,
                    kind,
                    path,
                    value,
                    from_value: false,
                }));
                return Ok(());
            }
        };
        let mut expander = Expander {
            position,
            kind,
            resource_type: self.resource_type,
            profile: self.profile,
            limits: self.limits.path,
            coercions: self.coercions,
            operations: &mut self.parsed,
        };
        match schema_urn {
            None => expander.resource(value),
            Some(urn) => expander.schema(urn, value),
        }
    }

    fn kind(&mut self, op: Option<&Value>) -> Result<OperationKind, Error> {
        const KINDS: [OperationKind; 3] = [
            OperationKind::Add,
            OperationKind::Remove,
            OperationKind::Replace,
        ];
        let Some(Value::String(op)) = op else {
            return Err(syntax(
                "An operation needs op: \"add\", \"remove\" or \"replace\".",
            ));
        };
        if let Some(kind) = KINDS.into_iter().find(|kind| kind.as_str() == op) {
            return Ok(kind);
        }
        // Entra ID writes "Add", "Remove" and "Replace".
        let folded = KINDS
            .into_iter()
            .find(|kind| kind.as_str().eq_ignore_ascii_case(op));
        match folded {
            Some(kind) if self.profile.is_tolerant() => {
                self.coercions
                    .note(format!("op \"{op}\" read as \"{}\"", kind.as_str()));
                Ok(kind)
            }
            _ => {
                let shown: String = op.chars().take(40).collect();
                Err(syntax(&format!(
                    "The op \"{}\" is not one of \"add\", \"remove\" and \"replace\".",
                    shown.escape_debug()
                )))
            }
        }
    }

    fn trimmed<'t>(&mut self, text: &'t str) -> &'t str {
        let trimmed = text.trim_matches(' ');
        if trimmed.len() == text.len() || !self.profile.is_tolerant() {
            return text;
        }
        self.coercions.note("spaces around a path were dropped");
        trimmed
    }

    fn path(&mut self, path: Option<&Value>) -> Result<Option<AttributePath>, Error> {
        let text = match path {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => self.trimmed(text),
            Some(_) => {
                return Err(Error::bad_request(
                    ScimType::InvalidPath,
                    "The path must be a text.",
                ));
            }
        };
        if text.is_empty() && self.profile.is_tolerant() {
            self.coercions.note("an empty path read as no path");
            return Ok(None);
        }
        if self.profile.is_tolerant()
            && let Some(modern) = urn::modern(text, &self.resource_type.schema.id)
        {
            self.coercions.note(format!("{text} was read as {modern}"));
            return AttributePath::parse(modern, self.resource_type, self.limits.path).map(Some);
        }
        AttributePath::parse(text, self.resource_type, self.limits.path).map(Some)
    }
}

fn syntax(detail: &str) -> Error {
    Error::bad_request(ScimType::InvalidSyntax, detail)
}

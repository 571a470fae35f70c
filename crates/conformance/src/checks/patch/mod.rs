//! Modifying with PATCH (RFC 7644 §3.5.2).

pub(crate) mod add;
pub(crate) mod dialects;
pub(crate) mod message;
pub(crate) mod paths;
pub(crate) mod remove;
pub(crate) mod replace;

use std::sync::Arc;

use serde_json::{Value, json};

use crate::json;
use crate::probe::{Answer, Probe, Resource, Stop};
use crate::server::{Feature, Field, ResourceType};

/// The type of users, if PATCH is supported.
pub(super) fn begin(p: &Probe) -> Result<Arc<ResourceType>, Stop> {
    p.needs(Feature::Patch)?;
    p.user_type()
}

/// An optional text of users.
pub(super) fn plain(kind: &ResourceType) -> Result<Field, Stop> {
    super::attributes::first(kind.plain_fields())
}

/// A multi-valued attribute of users with `value` and `type`.
pub(super) fn labelled(kind: &ResourceType) -> Result<Field, Stop> {
    super::attributes::first(kind.labelled_fields())
}

/// An optional text of an extension.
pub(super) fn extended(kind: &ResourceType) -> Result<Field, Stop> {
    let field = kind.extension_field();
    field.ok_or_else(|| Stop::skip("users have no extension with an optional text"))
}

/// A complex attribute with one value, and two of its parts.
pub(super) fn complex(kind: &ResourceType) -> Result<(Field, [String; 2]), Stop> {
    let field = kind.complex_field();
    let field = field.ok_or_else(|| Stop::skip("needs a complex attribute with one value"))?;
    let parts: Vec<String> = field
        .free_parts()
        .into_iter()
        .take(2)
        .map(str::to_owned)
        .collect();
    let parts = <[String; 2]>::try_from(parts);
    let parts = parts.map_err(|_| Stop::skip("needs a complex attribute with two parts"))?;
    Ok((field, parts))
}

/// A user with two values of a multi-valued attribute, one of type work and one of type home.
pub(super) struct TwoValues {
    pub(super) kind: Arc<ResourceType>,
    pub(super) field: Field,
    pub(super) user: Resource,
    pub(super) work: String,
    pub(super) home: String,
}

/// Creates one.
pub(super) async fn two_values(p: &mut Probe) -> Result<TwoValues, Stop> {
    let kind = begin(p)?;
    let field = labelled(&kind)?;
    let name = p.session.unique();
    let work = format!("{name}-work@example.com");
    let home = format!("{name}-home@example.com");
    let values = json!([
        { "value": work, "type": "work" },
        { "value": home, "type": "home" },
    ]);
    let user = p.create_with(&kind, &[(&field, values)]).await?;
    Ok(TwoValues {
        kind,
        field,
        user,
        work,
        home,
    })
}

/// The `value`s of a multi-valued attribute, sorted.
pub(super) fn values(field: &Field, answer: &Answer) -> Vec<String> {
    let elements = field.find(answer.json()).and_then(Value::as_array);
    let mut values: Vec<String> = elements
        .into_iter()
        .flatten()
        .filter_map(|element| json::text(element, &["value"]).map(str::to_owned))
        .collect();
    values.sort();
    values
}

/// The texts, sorted.
pub(super) fn sorted(texts: &[&str]) -> Vec<String> {
    let mut texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    texts.sort();
    texts
}

/// The attribute must have this value in the last answer.
pub(super) fn has(p: &mut Probe, answers: &[Answer; 2], field: &Field, wanted: &Value) {
    let [patch, now] = answers;
    let found = field.find(now.json());
    let right = found.is_some_and(|found| json::holds(found, wanted));
    let shown = found.map_or("missing".to_owned(), ToString::to_string);
    let sentence = format!("{} is {shown}; {wanted} is due", field.path());
    p.ensure(right, &[patch, now], sentence);
}

/// The attribute must have no value in the last answer.
pub(super) fn lacks(p: &mut Probe, answers: &[Answer; 2], field: &Field) {
    let [patch, now] = answers;
    let empty = json::is_unassigned(field.find(now.json()));
    p.ensure(
        empty,
        &[patch, now],
        format!("{} still has a value", field.path()),
    );
}

/// The multi-valued attribute must have exactly these `value`s in the last answer.
pub(super) fn has_values(p: &mut Probe, answers: &[Answer; 2], field: &Field, wanted: &[&str]) {
    let [patch, now] = answers;
    let found = values(field, now);
    let sentence = format!("{} has {found:?}; {wanted:?} is due", field.path());
    p.ensure(found == sorted(wanted), &[patch, now], sentence);
}

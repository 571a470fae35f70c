//! A query by POST (RFC 7644 §3.4.3, RFC 9865 §3).

use serde_json::Value;

use crate::compat::{Coercions, Profile};
use crate::error::{Error, ScimType};
use crate::message::{assigned, check_schemas};
use crate::urn;
use crate::value;

/// The body of a POST to `/.search`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchRequest {
    /// The attributes to return; empty means the default set.
    pub attributes: Vec<String>,
    /// The attributes to leave out.
    pub excluded_attributes: Vec<String>,
    /// The filter's text.
    pub filter: Option<String>,
    /// The attribute to sort by.
    pub sort_by: Option<String>,
    /// `ascending` or `descending`, as sent.
    pub sort_order: Option<String>,
    /// The 1-based index of the first result; may be out of range.
    pub start_index: Option<i64>,
    /// The wanted number of results per page; may be out of range.
    pub count: Option<i64>,
    /// Where the page begins (RFC 9865 §2). An empty text asks for the first page by cursor, which
    /// differs from not asking for cursors.
    pub cursor: Option<String>,
}

impl SearchRequest {
    /// Reads the body. Names are compared without regard to letter case, `null` counts as absent,
    /// and unknown members are ignored as unknown query parameters are.
    ///
    /// # Errors
    /// 400 `invalidSyntax` if the body is no `SearchRequest`, 400 `invalidValue` for a member of
    /// the wrong type.
    pub fn parse(body: &Value, profile: Profile, coercions: &mut Coercions) -> Result<Self, Error> {
        let Value::Object(members) = body else {
            return Err(Error::bad_request(
                ScimType::InvalidSyntax,
                format!(
                    "The body must be a JSON object; send a SearchRequest with \"schemas\": \
                     [\"{}\"].",
                    urn::SEARCH_REQUEST
                ),
            ));
        };
        check_schemas(members, urn::SEARCH_REQUEST, profile, coercions)?;
        let find = |name: &str| assigned(members, name);
        Ok(Self {
            attributes: names("attributes", find("attributes")?, profile, coercions)?,
            excluded_attributes: names(
                "excludedAttributes",
                find("excludedAttributes")?,
                profile,
                coercions,
            )?,
            filter: text("filter", find("filter")?)?,
            sort_by: text("sortBy", find("sortBy")?)?,
            sort_order: text("sortOrder", find("sortOrder")?)?,
            start_index: integer("startIndex", find("startIndex")?)?,
            count: integer("count", find("count")?)?,
            cursor: text("cursor", find("cursor")?)?,
        })
    }
}

/// RFC 7644 §3.4.3: lists of strings; a comma-separated text, as in a URL, is tolerated.
fn names(
    name: &str,
    value: Option<&Value>,
    profile: Profile,
    coercions: &mut Coercions,
) -> Result<Vec<String>, Error> {
    let wrong = || value::invalid(format!("{name} must be a list of attribute names."));
    match value {
        None => Ok(Vec::new()),
        Some(Value::Array(list)) => list
            .iter()
            .map(|element| element.as_str().map(str::to_owned).ok_or_else(wrong))
            .collect(),
        Some(Value::String(list)) if profile.is_tolerant() => {
            coercions.note(format!("{name}: a comma-separated text was read as a list"));
            Ok(list.split(',').map(str::to_owned).collect())
        }
        Some(_) => Err(wrong()),
    }
}

fn text(name: &str, value: Option<&Value>) -> Result<Option<String>, Error> {
    match value {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(value::invalid(format!("{name} must be a JSON string."))),
    }
}

fn integer(name: &str, value: Option<&Value>) -> Result<Option<i64>, Error> {
    let Some(value) = value else { return Ok(None) };
    // What exceeds i64 is merely very large: it is clamped as every large count is.
    let number = value
        .as_i64()
        .or_else(|| value.is_u64().then_some(i64::MAX));
    match number {
        Some(number) => Ok(Some(number)),
        None => Err(value::invalid(format!(
            "{name} must be a whole JSON number."
        ))),
    }
}

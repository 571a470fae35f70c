use domain::Error;
use domain::provisioning::{EntityTags, Preconditions};
use http::HeaderMap;
use http::header::{HeaderName, IF_MATCH, IF_NONE_MATCH};
use scim::ScimType;

/// The conditions that the headers set (RFC 7644 §3.14).
pub(super) fn preconditions(headers: &HeaderMap) -> Result<Preconditions, Error> {
    Ok(Preconditions {
        if_match: entity_tags(headers, &IF_MATCH)?,
        if_none_match: entity_tags(headers, &IF_NONE_MATCH)?,
    })
}

fn entity_tags(headers: &HeaderMap, name: &HeaderName) -> Result<Option<EntityTags>, Error> {
    let mut values = headers.get_all(name).iter();
    let Some(first) = values.next() else {
        return Ok(None);
    };
    // RFC 9110 §5.3: several lines of a list header are one list.
    let mut list = String::from_utf8_lossy(first.as_bytes()).into_owned();
    for value in values {
        list.push_str(", ");
        list.push_str(&String::from_utf8_lossy(value.as_bytes()));
    }
    EntityTags::parse(&list).map(Some).map_err(|problem| {
        scim::Error::bad_request(
            ScimType::InvalidValue,
            format!("The header {name} cannot be read: {problem}."),
        )
        .into()
    })
}

use serde_json::{Map, Value};

/// What the service provider knows of a resource (RFC 7643 §3.1 `meta`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// The name of the resource type, such as `User`.
    pub resource_type: String,
    /// When the resource was created, as [`crate::datetime::format_micros`] writes it.
    pub created: String,
    /// When the resource last changed, as [`crate::datetime::format_micros`] writes it.
    pub last_modified: String,
    /// The absolute URI of the resource.
    pub location: String,
    /// The version, equal to the ETag header, such as `W/"3"`.
    pub version: String,
}

impl Meta {
    /// The value of the attribute `meta`.
    pub fn into_json(self) -> Value {
        let mut json = Map::with_capacity(5);
        json.insert("resourceType".to_owned(), self.resource_type.into());
        json.insert("created".to_owned(), self.created.into());
        json.insert("lastModified".to_owned(), self.last_modified.into());
        json.insert("location".to_owned(), self.location.into());
        json.insert("version".to_owned(), self.version.into());
        Value::Object(json)
    }
}

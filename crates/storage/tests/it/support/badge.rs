//! A resource type of an organization's own.

use domain::custom_types::TypeDefinition;
use scim::schema::Schema;
use serde_json::json;

/// What a badge is: a number that is unique, and some attributes that are not.
pub(crate) fn badge_schema() -> Schema {
    let json = json!({
        "id": "urn:example:schemas:Badge",
        "name": "Badge",
        "attributes": [
            { "name": "number", "type": "string", "required": true, "uniqueness": "server" },
            { "name": "level", "type": "integer" },
            { "name": "active", "type": "boolean" },
            // The names of indexed attributes, with other meanings.
            { "name": "displayName", "type": "string", "caseExact": true },
            { "name": "members", "type": "string", "multiValued": true },
            { "name": "groups", "type": "string", "multiValued": true },
            { "name": "emails", "type": "string", "multiValued": true },
        ],
    });
    Schema::from_json(&json).unwrap()
}

/// The resource type of badges.
pub(crate) fn badge_type() -> TypeDefinition {
    TypeDefinition {
        name: "Badge".to_owned(),
        endpoint: "/Badges".to_owned(),
        description: "Opens doors.".to_owned(),
        schema: "urn:example:schemas:Badge".to_owned(),
        extensions: Vec::new(),
        read_only: false,
    }
}

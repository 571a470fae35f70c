//! A resource type of an organization's own that has an attribute of every data type.

use serde_json::{Value, json};

use super::Server;

pub(crate) const KIND: &str = "urn:example:schemas:1.0:Kind";
pub(crate) const KIND_MORE: &str = "urn:example:schemas:1.0:KindMore";

/// Defines the resource type `Kind` at `/Kinds`, with a required extension.
pub(crate) fn define_kinds(server: &Server) {
    let organization = &server.credentials.organization_id;
    let management = server.management();
    let call = |method: &str, mut body: Value| {
        body["organizationId"] = json!(organization);
        management.call(&format!("muster.v1.ResourceTypeService/{method}"), &body)
    };
    let schema = json!({
        "id": KIND, "name": "Kind", "attributes": [
            { "name": "name", "required": true, "uniqueness": "server" },
            { "name": "text" },
            { "name": "exact", "caseExact": true },
            { "name": "flag", "type": "boolean" },
            { "name": "fraction", "type": "decimal" },
            { "name": "number", "type": "integer" },
            { "name": "time", "type": "dateTime" },
            { "name": "bytes", "type": "binary" },
            { "name": "link", "type": "reference", "referenceTypes": ["external"] },
            { "name": "parts", "type": "complex", "subAttributes": [
                { "name": "shown", "returned": "always" },
                { "name": "plain" },
                { "name": "asked", "returned": "request" },
                { "name": "hidden", "returned": "never" },
                { "name": "fixed", "mutability": "immutable" },
                { "name": "computed", "mutability": "readOnly" } ] },
            { "name": "texts", "multiValued": true },
            { "name": "numbers", "type": "integer", "multiValued": true },
            { "name": "items", "type": "complex", "multiValued": true, "subAttributes": [
                { "name": "value" },
                { "name": "type", "canonicalValues": ["work", "home"] },
                { "name": "primary", "type": "boolean" },
                { "name": "size", "type": "integer" } ] },
            { "name": "shown", "returned": "always" },
            { "name": "asked", "returned": "request" },
            { "name": "hidden", "returned": "never" },
            { "name": "secret", "mutability": "writeOnly", "returned": "never" },
            { "name": "fixed", "mutability": "immutable" },
            { "name": "computed", "mutability": "readOnly" },
            { "name": "serial", "type": "integer", "uniqueness": "server" },
        ],
    });
    let more = json!({
        "id": KIND_MORE, "name": "KindMore", "attributes": [
            { "name": "colour", "required": true },
            { "name": "code", "uniqueness": "server" },
        ],
    });
    call("CreateSchema", json!({ "schema": schema }));
    call("CreateSchema", json!({ "schema": more }));
    let kind = json!({
        "name": "Kind", "endpoint": "/Kinds", "description": "Has everything.", "schema": KIND,
        "schemaExtensions": [{ "schema": KIND_MORE, "required": true }],
    });
    call("CreateResourceType", kind);
}

/// The body of a `Kind` with these attributes.
pub(crate) fn kind(name: &str, more: Value) -> Value {
    let mut body = json!({
        "schemas": [KIND, KIND_MORE], "name": name, KIND_MORE: { "colour": "red" },
    });
    let attributes = more.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(attributes);
    body
}

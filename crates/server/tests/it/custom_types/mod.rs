//! Schemas and resource types that an organization defines, from the management API to the SCIM
//! endpoint and back.

mod changes;
mod extensions;
mod packs;
mod types;

use serde_json::{Value, json};

use crate::support::{Management, Reply, Scim, Server};

const SERVICE: &str = "muster.v1.ResourceTypeService";
const BADGE: &str = "urn:example:schemas:1.0:Badge";
const HR: &str = "urn:example:schemas:1.0:Person";

/// A server, a SCIM client and the organization's id.
fn start() -> (Server, Scim, String) {
    let server = Server::start();
    let scim = Scim::new(&server);
    let organization = server.credentials.organization_id.clone();
    (server, scim, organization)
}

fn request(management: &Management<'_>, method: &str, body: &Value) -> Reply {
    management.request(&format!("{SERVICE}/{method}"), body)
}

fn call(management: &Management<'_>, method: &str, body: &Value) -> Value {
    request(management, method, body).expect(200)
}

/// An extension of User: what the personnel department knows.
fn hr_schema() -> Value {
    json!({
        "id": HR, "name": "Person", "description": "What the personnel department knows.",
        "attributes": [
            { "name": "staffNumber", "type": "integer", "uniqueness": "server" },
            { "name": "grade", "type": "string", "caseExact": true,
                "canonicalValues": ["A", "B"] },
            { "name": "hiredAt", "type": "dateTime" },
            { "name": "salary", "type": "decimal", "returned": "request" },
            { "name": "secret", "type": "string", "mutability": "writeOnly", "returned": "never" },
            { "name": "desk", "type": "complex", "subAttributes": [
                { "name": "building", "type": "string", "required": true },
                { "name": "floor", "type": "integer" } ] },
            { "name": "skills", "type": "string", "multiValued": true },
            { "name": "passNumber", "type": "string", "mutability": "immutable" },
        ],
    })
}

/// A resource type's base schema.
fn badge_schema() -> Value {
    json!({
        "id": BADGE, "name": "Badge", "attributes": [
            { "name": "number", "type": "string", "required": true, "uniqueness": "server" },
            { "name": "holder", "type": "complex", "subAttributes": [
                { "name": "value", "type": "string", "caseExact": true },
                { "name": "$ref", "type": "reference", "referenceTypes": ["User"] } ] },
            { "name": "doors", "type": "complex", "multiValued": true, "subAttributes": [
                { "name": "value", "type": "string" },
                { "name": "type", "type": "string", "canonicalValues": ["in", "out"] },
                { "name": "primary", "type": "boolean" } ] },
            { "name": "active", "type": "boolean" },
        ],
    })
}

fn create_schema(management: &Management<'_>, organization: &str, schema: &Value) {
    let body = json!({ "organizationId": organization, "schema": schema });
    call(management, "CreateSchema", &body);
}

/// Adds the extension to User.
fn extend_user(management: &Management<'_>, organization: &str, required: bool) {
    create_schema(management, organization, &hr_schema());
    let body = json!({
        "organizationId": organization, "name": "User",
        "schemaExtensions": { "items": [{ "schema": HR, "required": required }] },
    });
    call(management, "UpdateResourceType", &body);
}

fn create_badges(management: &Management<'_>, organization: &str) {
    create_schema(management, organization, &badge_schema());
    let body = json!({
        "organizationId": organization, "name": "Badge", "endpoint": "/Badges",
        "description": "Opens doors.", "schema": BADGE,
    });
    call(management, "CreateResourceType", &body);
}

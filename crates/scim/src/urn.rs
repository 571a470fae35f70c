//! The URNs of RFC 7643 §10 and RFC 7644 §8.2, and the spellings that clients use instead.

/// The User schema (RFC 7643 §4.1).
pub const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// The Group schema (RFC 7643 §4.2).
pub const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
/// The enterprise extension of User (RFC 7643 §4.3).
pub const ENTERPRISE_USER: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
/// The schema of a schema (RFC 7643 §7).
pub const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Schema";
/// The schema of a resource type (RFC 7643 §6).
pub const RESOURCE_TYPE: &str = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
/// The schema of the service provider configuration (RFC 7643 §5).
pub const SERVICE_PROVIDER_CONFIG: &str =
    "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
/// The answer to a query (RFC 7644 §3.4.2).
pub const LIST_RESPONSE: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
/// A query by POST (RFC 7644 §3.4.3).
pub const SEARCH_REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
/// A PATCH body (RFC 7644 §3.5.2).
pub const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
/// Many operations in one request (RFC 7644 §3.7).
pub const BULK_REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
/// What became of them (RFC 7644 §3.7).
pub const BULK_RESPONSE: &str = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
/// An error (RFC 7644 §3.12).
pub const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// Spellings seen from identity providers: OneLogin's drafts, SCIM 1.1, and Entra ID's own
/// documentation, which leaves out a colon. An empty right side means the base schema, because
/// these URNs do not say which resource type they describe.
const LEGACY: [(&str, &str); 7] = [
    ("urn:scim:schemas:core:2.0", ""),
    ("urn:scim:schemas:core:1.0", ""),
    ("urn:scim:schemas:core:2.0:User", USER),
    ("urn:scim:schemas:core:2.0:Group", GROUP),
    ("urn:scim:schemas:extension:enterprise:2.0", ENTERPRISE_USER),
    ("urn:scim:schemas:extension:enterprise:1.0", ENTERPRISE_USER),
    (
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0User",
        ENTERPRISE_USER,
    ),
];

/// The registered URN that a legacy spelling stands for; `base` is the URN of the base schema of
/// the resource type at hand. `None` when the text is no known legacy spelling.
pub fn modern<'a>(legacy: &str, base: &'a str) -> Option<&'a str> {
    let (_, urn) = LEGACY
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(legacy))?;
    Some(if urn.is_empty() { base } else { urn })
}

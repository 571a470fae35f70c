//! What the service provider supports (RFC 7643 §5, RFC 9865 §4).

use serde_json::{Value, json};

use crate::urn;

/// The limits and links that vary; what is supported is fixed by this library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceProviderConfig {
    /// The URL of the documentation for IT administrators.
    pub documentation_uri: Option<String>,
    /// The most resources in one response.
    pub max_results: u64,
    /// The page size if the client asks for none.
    pub default_page_size: u64,
    /// The most operations that one request may carry.
    pub max_operations: u64,
    /// The most bytes that one request body may have.
    pub max_payload_size: u64,
}

impl ServiceProviderConfig {
    /// The body of `/ServiceProviderConfig`. `base_url` is the SCIM base URL without a trailing
    /// slash. Every member is there even for what is unsupported: authentik turns PATCH and
    /// filters off when it misses `bulk.maxOperations`.
    pub fn to_json(&self, base_url: &str) -> Value {
        let mut body = json!({
            "schemas": [urn::SERVICE_PROVIDER_CONFIG],
            "patch": { "supported": true },
            "bulk": {
                "supported": false,
                "maxOperations": self.max_operations,
                "maxPayloadSize": self.max_payload_size,
            },
            "filter": { "supported": true, "maxResults": self.max_results },
            "changePassword": { "supported": false },
            "sort": { "supported": false },
            "etag": { "supported": true },
            "pagination": {
                "cursor": false,
                "index": true,
                "defaultPaginationMethod": "index",
                "defaultPageSize": self.default_page_size,
                "maxPageSize": self.max_results,
            },
            "authenticationSchemes": [{
                "type": "oauthbearertoken",
                "name": "OAuth Bearer Token",
                "description": "The SCIM configuration's token in the Authorization header.",
                "specUri": "https://www.rfc-editor.org/info/rfc6750",
                "primary": true,
            }],
            "meta": {
                "resourceType": "ServiceProviderConfig",
                "location": format!("{base_url}/ServiceProviderConfig"),
            },
        });
        if let (Some(uri), Some(members)) = (&self.documentation_uri, body.as_object_mut()) {
            members.insert("documentationUri".to_owned(), uri.as_str().into());
        }
        body
    }
}

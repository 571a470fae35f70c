//! What the service provider supports (RFC 7643 §5, RFC 9865 §4, RFC 9967 §4).
//!
//! One client may be served otherwise than another, so the description is a value with a field for
//! everything that varies: each client is told what holds for it.

mod authentication_scheme;
mod bulk_config;
mod pagination_config;
mod security_events;

pub use authentication_scheme::AuthenticationScheme;
pub use bulk_config::BulkConfig;
pub use pagination_config::{PaginationConfig, PaginationMethod};
pub use security_events::{AsyncRequest, SecurityEvents};

use serde_json::{Map, Value, json};

use crate::urn;

/// What varies between service providers and between clients. PATCH and filters are always
/// supported, changing a password never: passwords are discarded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceProviderConfig {
    /// The URL of the documentation for IT administrators.
    pub documentation_uri: Option<String>,
    /// Requests of many operations.
    pub bulk: BulkConfig,
    /// The most resources in one response.
    pub max_results: u64,
    /// Whether `sortBy` is honoured.
    pub sort: bool,
    /// Whether versions are sent and conditions honoured.
    pub etag: bool,
    /// How long lists are taken apart.
    pub pagination: PaginationConfig,
    /// How clients authenticate; the first one is the preferred one.
    pub authentication_schemes: Vec<AuthenticationScheme>,
    /// Whether everything that the SCIM 2.0 Interoperability Profile
    /// (draft-zollner-scim-interop-profile §3) demands is kept; published only if it is.
    pub interop_profile_conformant: bool,
    /// Events and asynchronous requests; `None` where there are none.
    pub security_events: Option<SecurityEvents>,
    /// What other specifications add, such as [`Pack::service_provider_config`].
    ///
    /// [`Pack::service_provider_config`]: crate::packs::Pack::service_provider_config
    pub additions: Map<String, Value>,
}

impl ServiceProviderConfig {
    /// The body of `/ServiceProviderConfig`. `base_url` is the SCIM base URL without a trailing
    /// slash. Every member of RFC 7643 §5 is there even for what is unsupported: authentik turns
    /// PATCH and filters off when it misses `bulk.maxOperations`.
    pub fn to_json(&self, base_url: &str) -> Value {
        let supported = |supported: bool| json!({ "supported": supported });
        let schemes = self.authentication_schemes.iter().enumerate();
        let schemes = schemes.map(|(index, scheme)| scheme.to_json(index == 0));
        let mut body = Map::with_capacity(16);
        let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
        put("schemas", json!([urn::SERVICE_PROVIDER_CONFIG]));
        if let Some(uri) = &self.documentation_uri {
            put("documentationUri", uri.as_str().into());
        }
        put("patch", supported(true));
        put("bulk", self.bulk.to_json());
        put(
            "filter",
            json!({ "supported": true, "maxResults": self.max_results }),
        );
        put("changePassword", supported(false));
        put("sort", supported(self.sort));
        put("etag", supported(self.etag));
        put("pagination", self.pagination.to_json());
        put("authenticationSchemes", schemes.collect());
        if self.interop_profile_conformant {
            put("interopProfileConformant", true.into());
        }
        if let Some(events) = &self.security_events {
            put("securityEvents", events.to_json());
        }
        for (name, value) in &self.additions {
            put(name, value.clone());
        }
        put(
            "meta",
            json!({
                "resourceType": "ServiceProviderConfig",
                "location": format!("{base_url}/ServiceProviderConfig"),
            }),
        );
        Value::Object(body)
    }
}

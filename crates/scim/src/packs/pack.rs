use std::sync::Arc;

use serde_json::{Map, Value};

use crate::resource_type::ResourceType;

/// Resource types that belong together, with what they add to the discovery endpoints.
#[derive(Clone, Debug)]
pub struct Pack {
    /// The name by which it is found: lower-case letters.
    pub name: &'static str,
    /// Human-readable name.
    pub title: &'static str,
    /// Human-readable description: one sentence.
    pub description: &'static str,
    /// The URL of the text that defines it.
    pub specification: &'static str,
    /// Its resource types, in the order in which `/ResourceTypes` lists them.
    pub resource_types: Vec<Arc<ResourceType>>,
    /// The members that its specification adds to `/ServiceProviderConfig`.
    pub service_provider_config: Map<String, Value>,
}

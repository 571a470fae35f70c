use std::collections::BTreeMap;

use scim::schema::Schema;

/// Everything that an organization has defined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomTypes {
    /// The names of the installed packs.
    pub packs: Vec<String>,
    /// The organization's schemas.
    pub schemas: Vec<Schema>,
    /// The organization's resource types.
    pub resource_types: Vec<TypeDefinition>,
    /// Extensions of given resource types (User, Group, those of packs), by the type's name.
    pub extensions: BTreeMap<String, Vec<ExtensionDefinition>>,
}

/// A resource type that names its schemas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeDefinition {
    /// The name, equal to the identifier.
    pub name: String,
    /// The path below the base URL, with its leading slash.
    pub endpoint: String,
    /// Human-readable description.
    pub description: String,
    /// The URN of the base schema.
    pub schema: String,
    /// The extensions.
    pub extensions: Vec<ExtensionDefinition>,
    /// Whether the application alone writes its resources.
    pub read_only: bool,
}

/// An extension of a resource type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtensionDefinition {
    /// The URN of the schema.
    pub schema: String,
    /// Whether every resource must carry it.
    pub required: bool,
}

impl CustomTypes {
    /// The schema with that URN, compared without regard to letter case.
    pub fn schema(&self, urn: &str) -> Option<&Schema> {
        self.schemas
            .iter()
            .find(|schema| schema.id.eq_ignore_ascii_case(urn))
    }

    /// The names of the types whose base schema or extension has that URN.
    pub fn users_of(&self, urn: &str) -> Vec<&str> {
        let is = |other: &str| other.eq_ignore_ascii_case(urn);
        let extends = |list: &[ExtensionDefinition]| list.iter().any(|one| is(&one.schema));
        let own = self
            .resource_types
            .iter()
            .filter(|one| is(&one.schema) || extends(&one.extensions))
            .map(|one| one.name.as_str());
        let given = self
            .extensions
            .iter()
            .filter(|(_, list)| extends(list))
            .map(|(name, _)| name.as_str());
        own.chain(given).collect()
    }
}

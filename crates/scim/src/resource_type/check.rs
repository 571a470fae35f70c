//! What a resource type must obey so that its resources can be served.

use super::ResourceType;
use crate::attribute::{Attribute, Mutability};
use crate::common;
use crate::filter::check_name;
use crate::schema::{SchemaError, SchemaLimits};

/// Endpoints that RFC 7644 §3.2 and §3.11 give a meaning.
const RESERVED: [&str; 5] = [
    "Schemas",
    "ResourceTypes",
    "ServiceProviderConfig",
    "Bulk",
    "Me",
];

impl ResourceType {
    /// Whether the type can be served: its name and endpoint, and how its schemas fit together.
    /// The schemas themselves are checked by
    /// [`Schema::check`](crate::schema::Schema::check); that no two types share a name or
    /// an endpoint is for the caller to see to.
    ///
    /// # Errors
    /// The first contradiction, with the path of the attribute or the member of the definition.
    pub fn check(&self, limits: SchemaLimits) -> Result<(), SchemaError> {
        check_type_name(&self.name, limits)?;
        check_endpoint(&self.endpoint, limits)?;
        if self.description.len() > limits.description_bytes || self.description.contains('\0') {
            let problem = format!(
                "is longer than {} bytes or contains U+0000; shorten it",
                limits.description_bytes
            );
            return Err(SchemaError::new("description", problem));
        }
        if self.extensions.len() > limits.extensions {
            let problem = format!(
                "lists {} extensions; at most {} are allowed",
                self.extensions.len(),
                limits.extensions
            );
            return Err(SchemaError::new("schemaExtensions", problem));
        }
        for attribute in &self.schema.attributes {
            if common::attribute(&attribute.name).is_some() {
                return Err(SchemaError::new(
                    &attribute.name,
                    "belongs to every resource (RFC 7643 §3.1); leave it out of the schema",
                ));
            }
        }
        self.check_schemas()?;
        if self.read_only {
            return Ok(());
        }
        for (urn, attribute) in self.attributes() {
            check_satisfiable(urn, attribute)?;
        }
        for extension in self
            .extensions
            .iter()
            .filter(|extension| extension.required)
        {
            if !extension.schema.attributes.iter().any(is_writable) {
                return Err(SchemaError::new(
                    &extension.schema.id,
                    "is a required extension, but no client can write any of its attributes; make \
                     it optional",
                ));
            }
        }
        Ok(())
    }

    /// The schemas are distinct, and no text names an attribute of one and another one at a time.
    fn check_schemas(&self) -> Result<(), SchemaError> {
        for (index, schema) in self.schemas().enumerate() {
            if self
                .schemas()
                .take(index)
                .any(|before| before.id.eq_ignore_ascii_case(&schema.id))
            {
                let problem = format!("lists {} more than once; list it once", schema.id);
                return Err(SchemaError::new("schemaExtensions", problem));
            }
            for attribute in &schema.attributes {
                let path = format!("{}:{}", schema.id, attribute.name);
                let parts = attribute
                    .sub_attributes
                    .iter()
                    .map(|part| format!("{path}.{}", part.name));
                if let Some(path) = std::iter::once(path.clone())
                    .chain(parts)
                    .find(|path| self.schema(path).is_some())
                {
                    return Err(SchemaError::new(
                        &path,
                        "names an attribute and a schema at a time; rename one of them",
                    ));
                }
            }
        }
        Ok(())
    }
}

/// What `meta.resourceType` and the URL of the type hold.
fn check_type_name(name: &str, limits: SchemaLimits) -> Result<(), SchemaError> {
    check_name(name)
        .ok()
        .filter(|()| !name.starts_with('$') && name.len() <= limits.name_bytes)
        .ok_or_else(|| {
            let problem = format!(
                "must be a letter, then letters, digits, - and _, such as \"Device\", and at most \
                 {} long",
                limits.name_bytes
            );
            SchemaError::new("name", problem)
        })
}

fn check_endpoint(endpoint: &str, limits: SchemaLimits) -> Result<(), SchemaError> {
    let refuse = |problem: &str| Err(SchemaError::new("endpoint", problem));
    let Some(segment) = endpoint.strip_prefix('/') else {
        return refuse("must begin with /, such as \"/Devices\"");
    };
    let begins_well = segment.starts_with(|first: char| first.is_ascii_alphanumeric());
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if !begins_well || !segment.bytes().all(plain) || endpoint.len() > limits.name_bytes {
        let problem = format!(
            "must be one path segment, / and then letters, digits, - and _, such as \"/Devices\", \
             and at most {} long",
            limits.name_bytes
        );
        return refuse(&problem);
    }
    if RESERVED
        .iter()
        .any(|reserved| reserved.eq_ignore_ascii_case(segment))
    {
        return refuse("has a meaning of its own in RFC 7644 §3.2; choose another");
    }
    Ok(())
}

/// Whether clients can give it a value that is kept.
fn is_writable(attribute: &Attribute) -> bool {
    matches!(
        attribute.mutability,
        Mutability::ReadWrite | Mutability::Immutable
    )
}

/// What no client may write, no client can be required to write.
fn check_satisfiable(urn: Option<&str>, attribute: &Attribute) -> Result<(), SchemaError> {
    let place = match urn {
        Some(urn) => format!("{urn}:{}", attribute.name),
        None => attribute.name.clone(),
    };
    let unsatisfiable = |one: &Attribute| one.required && one.mutability == Mutability::ReadOnly;
    let refuse = |place: &str| {
        Err(SchemaError::new(
            place,
            "is required and readOnly, but no client can write it; drop one of the two, or make \
             the resource type read-only",
        ))
    };
    if unsatisfiable(attribute) {
        return refuse(&place);
    }
    // Nobody writes the parts of what is readOnly as a whole.
    if attribute.mutability == Mutability::ReadOnly {
        return Ok(());
    }
    let parts = &attribute.sub_attributes;
    if let Some(part) = parts.iter().find(|part| unsatisfiable(part)) {
        return refuse(&format!("{place}.{}", part.name));
    }
    if attribute.required && !parts.is_empty() && !parts.iter().any(is_writable) {
        return Err(SchemaError::new(
            &place,
            "is required, but no client can write any of its sub-attributes; make it optional",
        ));
    }
    Ok(())
}

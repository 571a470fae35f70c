use std::sync::Arc;

use super::ResourceType;
use crate::attribute::{Attribute, Mutability};
use crate::schema::Schema;

impl ResourceType {
    /// The resource type as the application fills it: with it, [`crate::resource::parse_create`]
    /// reads what it would ignore from a client.
    ///
    /// RFC 7643 §7: the service provider alone sets a readOnly attribute, and for a `read_only`
    /// type the application is the service provider. So its readOnly attributes are readWrite
    /// here. Any other type is returned as it is: its readOnly attributes are computed.
    pub fn for_application(&self) -> Self {
        let mut resource_type = self.clone();
        if self.read_only {
            resource_type.schema = Arc::new(settable(&resource_type.schema));
            for extension in &mut resource_type.extensions {
                extension.schema = Arc::new(settable(&extension.schema));
            }
        }
        resource_type
    }
}

fn settable(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    schema.attributes.iter_mut().for_each(make_settable);
    schema
}

fn make_settable(attribute: &mut Attribute) {
    if attribute.mutability == Mutability::ReadOnly {
        attribute.mutability = Mutability::ReadWrite;
    }
    attribute.sub_attributes.iter_mut().for_each(make_settable);
}

//! Which of a type's attributes the checks can play with: those of the core schemas first, since
//! their meaning is known, then any other of the same shape.

use scim::attribute::{AttributeType, Mutability};

use super::{Field, ResourceType};

impl ResourceType {
    /// Optional texts that clients may change freely, in the order of preference.
    pub fn plain_fields(&self) -> Vec<Field> {
        self.preferred(&["title", "nickName", "userType", "displayName"], |field| {
            field.urn.is_none()
                && field.is_simple_text()
                && field.attribute.canonical_values.is_empty()
                && !field.attribute.case_exact
        })
    }

    /// A complex attribute with one value and at least two parts that are text.
    pub fn complex_field(&self) -> Option<Field> {
        let found = self.preferred(&["name"], |field| {
            field.attribute.kind == AttributeType::Complex
                && !field.attribute.multi_valued
                && !field.is_reference()
                && field.free_parts().len() >= 2
        });
        found.into_iter().next()
    }

    /// Complex attributes with many values that have `value` and `type`.
    pub fn labelled_fields(&self) -> Vec<Field> {
        let names = [
            "emails",
            "phoneNumbers",
            "ims",
            "photos",
            "entitlements",
            "roles",
        ];
        self.preferred(&names, |field| {
            field.urn.is_none()
                && field.attribute.kind == AttributeType::Complex
                && field.attribute.multi_valued
                && !field.is_reference()
                && field.text_part("value").is_some()
                && field.text_part("type").is_some()
        })
    }

    /// An optional text of an extension.
    pub fn extension_field(&self) -> Option<Field> {
        let found = self.preferred(&["department", "costCenter", "division"], |field| {
            field.urn.is_some()
                && field.is_simple_text()
                && field.attribute.canonical_values.is_empty()
        });
        found.into_iter().next()
    }

    /// A boolean that clients may set.
    pub fn boolean_field(&self) -> Option<Field> {
        let found = self.preferred(&["active"], |field| {
            field.urn.is_none()
                && field.attribute.kind == AttributeType::Boolean
                && !field.attribute.multi_valued
        });
        found.into_iter().next()
    }

    /// An attribute that has `members[value eq …]`: the members of a group.
    pub fn members_field(&self) -> Option<Field> {
        let field = self.field("members")?;
        (field.attribute.multi_valued && field.is_writable()).then_some(field)
    }

    fn preferred(&self, names: &[&str], suits: impl Fn(&Field) -> bool) -> Vec<Field> {
        let mut found: Vec<Field> = self
            .fields()
            .filter(|field| field.is_free() && suits(field))
            .collect();
        let rank = |field: &Field| {
            names
                .iter()
                .position(|name| field.attribute.name.eq_ignore_ascii_case(name))
                .unwrap_or(names.len())
        };
        found.sort_by_key(rank);
        found
    }
}

impl Field {
    /// The names of the parts that clients may set freely as text; `formatted` not among them, for
    /// service providers put it together from the others.
    pub fn free_parts(&self) -> Vec<&str> {
        let parts = self.attribute.sub_attributes.iter();
        parts
            .filter(|part| {
                part.kind == AttributeType::String
                    && !part.multi_valued
                    && !part.required
                    && part.mutability == Mutability::ReadWrite
                    && part.name != "formatted"
            })
            .map(|part| part.name.as_str())
            .collect()
    }
}

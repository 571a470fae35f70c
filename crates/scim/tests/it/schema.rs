//! Tests of `scim::schema` and of custom resource types (checklist C5, C26; RFC 7643 §2.2, §6, §7).

mod check;
mod json;
mod resource_type;

//! Schema documents are read leniently (RFC 7643 §2.2: the defaults of characteristics).

use conformance::server::{Feature, Server, attribute, schemas};
use scim::attribute::{AttributeType, Mutability, Returned, Uniqueness};
use serde_json::json;

#[test]
fn missing_characteristics_have_the_defaults_of_the_rfc() {
    let attribute = attribute(&json!({ "name": "title" })).unwrap();
    assert_eq!(attribute.kind, AttributeType::String);
    assert_eq!(attribute.mutability, Mutability::ReadWrite);
    assert_eq!(attribute.returned, Returned::Default);
    assert_eq!(attribute.uniqueness, Uniqueness::None);
    assert!(!attribute.multi_valued && !attribute.required && !attribute.case_exact);
}

#[test]
fn keywords_are_read_without_regard_to_letter_case() {
    let attribute = attribute(&json!({
        "name": "a", "type": "DATETIME", "mutability": "readonly", "returned": "Always",
    }))
    .unwrap();
    assert_eq!(attribute.kind, AttributeType::DateTime);
    assert_eq!(attribute.mutability, Mutability::ReadOnly);
    assert_eq!(attribute.returned, Returned::Always);
}

#[test]
fn an_attribute_with_parts_is_complex_whatever_it_says() {
    let attribute = attribute(&json!({ "name": "a", "subAttributes": [{ "name": "b" }] })).unwrap();
    assert_eq!(attribute.kind, AttributeType::Complex);
    assert_eq!(attribute.sub_attributes[0].name, "b");
}

#[test]
fn a_bare_list_of_schemas_is_read_as_well() {
    let bare =
        json!([{ "id": "urn:example:a", "attributes": [{ "name": "x" }, { "no": "name" }] }]);
    let found = schemas(&bare);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].attributes.len(), 1);
}

#[test]
fn without_resource_types_users_and_groups_are_assumed() {
    let server = Server::new("https://example.com", None, None, None);
    let endpoints: Vec<&str> = server
        .types
        .iter()
        .map(|kind| kind.endpoint.as_str())
        .collect();
    assert_eq!(endpoints, ["/Users", "/Groups"]);
    let user = server.user().unwrap();
    assert!(user.field("userName").unwrap().attribute.required);
    assert_eq!(user.naming_field().unwrap().path(), "userName");
}

#[test]
fn an_endpoint_has_one_slash_before_it() {
    let types =
        json!({ "Resources": [{ "name": "Thing", "endpoint": "Things/", "schema": "urn:x" }] });
    let server = Server::new("https://example.com", None, Some(&types), None);
    assert_eq!(server.types[0].endpoint, "/Things");
    assert!(server.type_at("/Things/1?x").is_some());
    assert!(server.type_at("/ThingsElse").is_none());
}

#[test]
fn what_is_not_advertised_is_not_tested_unless_nearly_everybody_has_it() {
    let config = json!({ "patch": { "supported": false }, "bulk": { "supported": "True" } });
    let server = Server::new("https://example.com", Some(&config), None, None);
    let lacks = |feature| server.config.lacks(feature);
    assert_eq!(
        lacks(Feature::Patch).unwrap(),
        "not supported: patch.supported is false"
    );
    assert_eq!(lacks(Feature::Bulk), None);
    assert_eq!(lacks(Feature::Filter), None);
    assert_eq!(
        lacks(Feature::Cursor).unwrap(),
        "not advertised: there is no pagination.cursor"
    );
}

//! What the service provider says of itself (checklist section B, errata).

use scim::attribute::{AttributeType, Mutability};
use scim::compat::{Coercions, Profile};
use scim::resource::parse_create;
use scim::resource_type::{GROUP, USER};
use scim::service_provider_config::{
    AsyncRequest, AuthenticationScheme, BulkConfig, PaginationConfig, PaginationMethod,
    SecurityEvents, ServiceProviderConfig,
};
use scim::{ResourceType, packs, urn};
use serde_json::{Value, json};

const BASE: &str = "https://muster.example/scim/v2/7";

fn schemas() -> Vec<Value> {
    USER.schemas()
        .chain(GROUP.schemas())
        .map(|schema| schema.to_json(BASE))
        .collect()
}

/// The published definition at a path such as `emails.type`.
fn published(schema: &Value, path: &str) -> Value {
    let mut list = &schema["attributes"];
    let mut found = &Value::Null;
    for name in path.split('.') {
        let attributes = list.as_array().expect("a list of attributes");
        found = attributes
            .iter()
            .find(|attribute| attribute["name"] == name)
            .expect("published");
        list = &found["subAttributes"];
    }
    found.clone()
}

fn modest() -> ServiceProviderConfig {
    ServiceProviderConfig {
        documentation_uri: None,
        bulk: BulkConfig {
            supported: false,
            max_operations: 1000,
            max_payload_size: 1_048_576,
        },
        max_results: 200,
        sort: false,
        etag: true,
        pagination: PaginationConfig {
            cursor: false,
            index: true,
            default_method: PaginationMethod::Index,
            default_page_size: 100,
            max_page_size: 200,
            cursor_timeout: None,
        },
        authentication_schemes: vec![AuthenticationScheme::bearer_token(None)],
        interop_profile_conformant: false,
        security_events: None,
        additions: serde_json::Map::new(),
    }
}

/// B1: every member of RFC 7643 §5 is there even for what is unsupported; what is optional
/// elsewhere is not.
#[test]
fn b1_b2_b3_service_provider_config() {
    let expected = json!({
        "schemas": [urn::SERVICE_PROVIDER_CONFIG],
        "patch": { "supported": true },
        "bulk": { "supported": false, "maxOperations": 1000, "maxPayloadSize": 1_048_576 },
        "filter": { "supported": true, "maxResults": 200 },
        "changePassword": { "supported": false },
        "sort": { "supported": false },
        "etag": { "supported": true },
        "pagination": {
            "cursor": false, "index": true, "defaultPaginationMethod": "index",
            "defaultPageSize": 100, "maxPageSize": 200,
        },
        "authenticationSchemes": [{
            "type": "oauthbearertoken", "name": "OAuth Bearer Token",
            "description": "The SCIM configuration's token in the Authorization header.",
            "specUri": "https://www.rfc-editor.org/info/rfc6750", "primary": true,
        }],
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": format!("{BASE}/ServiceProviderConfig"),
        },
    });
    assert_eq!(modest().to_json(BASE), expected);
}

#[test]
fn b3_b4_b5_b6_everything_that_can_be_supported() {
    let docs = Some("https://docs.example".to_owned());
    let mut config = modest();
    config.documentation_uri = docs.clone();
    config.bulk.supported = true;
    config.sort = true;
    config.pagination.cursor = true;
    config.pagination.default_method = PaginationMethod::Cursor;
    config.pagination.cursor_timeout = Some(3600);
    config
        .authentication_schemes
        .insert(0, AuthenticationScheme::client_credentials(docs));
    config.interop_profile_conformant = true;
    config.security_events = Some(SecurityEvents {
        async_request: AsyncRequest::Request,
        event_uris: vec!["urn:ietf:params:scim:event:prov:delete".to_owned()],
    });
    config.additions = packs::find("roles")
        .expect("a pack")
        .service_provider_config
        .clone();
    let json = config.to_json(BASE);
    assert_eq!(json["documentationUri"], "https://docs.example");
    assert_eq!(json["bulk"]["supported"], true);
    assert_eq!(json["sort"], json!({ "supported": true }));
    let pagination = json!({
        "cursor": true, "index": true, "defaultPaginationMethod": "cursor",
        "defaultPageSize": 100, "maxPageSize": 200, "cursorTimeout": 3600,
    });
    assert_eq!(json["pagination"], pagination);
    let schemes = json["authenticationSchemes"].as_array().expect("a list");
    let primary: Vec<_> = schemes
        .iter()
        .map(|scheme| (&scheme["type"], &scheme["primary"]))
        .collect();
    let (first, second) = (json!("oauth2"), json!("oauthbearertoken"));
    assert_eq!(primary, [(&first, &json!(true)), (&second, &json!(false))]);
    assert_eq!(schemes[0]["documentationUri"], "https://docs.example");
    assert_eq!(json["interopProfileConformant"], true);
    let events = json!({
        "asyncRequest": "request",
        "eventUris": ["urn:ietf:params:scim:event:prov:delete"],
    });
    assert_eq!(json["securityEvents"], events);
    assert_eq!(
        json["RolesAndEntitlements"],
        config.additions["RolesAndEntitlements"]
    );
}

#[test]
fn b8_resource_types() {
    let expected = json!({
        "schemas": [urn::RESOURCE_TYPE],
        "id": "User", "name": "User", "endpoint": "/Users", "description": "User Account",
        "schema": urn::USER,
        "schemaExtensions": [{ "schema": urn::ENTERPRISE_USER, "required": false }],
        "meta": { "resourceType": "ResourceType", "location": format!("{BASE}/ResourceTypes/User") },
    });
    assert_eq!(USER.to_json(BASE), expected);
    assert_eq!(GROUP.to_json(BASE)["schemaExtensions"], json!([]));
}

#[test]
fn b9_b12_b13_schemas() {
    fn check(attribute: &Value, parent: Option<&str>) {
        let name = attribute["name"].as_str().expect("a name");
        let mutability = attribute["mutability"].as_str().expect("a mutability");
        let words = ["readOnly", "readWrite", "immutable", "writeOnly"];
        assert!(words.contains(&mutability), "{name}");
        let returned = attribute["returned"].as_str().expect("a returned");
        assert!(
            ["always", "never", "default", "request"].contains(&returned),
            "{name}"
        );
        assert!(
            attribute["description"]
                .as_str()
                .is_some_and(|text| !text.is_empty()),
            "{name}"
        );
        assert!(attribute["multiValued"].is_boolean() && attribute["required"].is_boolean());
        assert!(
            attribute
                .as_object()
                .is_some_and(|all| all.values().all(|one| !one.is_null()))
        );
        let is_complex = attribute["type"] == "complex";
        assert_eq!(
            attribute.get("subAttributes").is_some(),
            is_complex,
            "{name}"
        );
        // Erratum 6004: no uniqueness on complex attributes.
        let comparable = !is_complex && attribute["type"] != "boolean";
        assert_eq!(attribute.get("uniqueness").is_some(), comparable, "{name}");
        assert_eq!(attribute.get("caseExact").is_some(), comparable, "{name}");
        assert_eq!(
            attribute.get("referenceTypes").is_some(),
            attribute["type"] == "reference"
        );
        if parent.is_some() {
            // Erratum 8415: complex attributes do not nest.
            assert!(!is_complex, "{name}");
            let is_type = name == "type";
            assert_eq!(
                attribute.get("canonicalValues").is_some(),
                is_type,
                "{parent:?}.{name}"
            );
        } else {
            assert!(!["id", "externalId", "meta", "schemas"].contains(&name));
        }
        for part in attribute["subAttributes"].as_array().into_iter().flatten() {
            check(part, Some(name));
        }
    }
    for schema in schemas() {
        let id = schema["id"].as_str().expect("an id");
        assert_eq!(schema["schemas"], json!([urn::SCHEMA]));
        let location = format!("{BASE}/Schemas/{id}");
        assert_eq!(
            schema["meta"],
            json!({ "resourceType": "Schema", "location": location })
        );
        for attribute in schema["attributes"].as_array().expect("attributes") {
            check(attribute, None);
        }
    }
    let ids: Vec<Value> = schemas()
        .iter()
        .map(|schema| schema["id"].clone())
        .collect();
    assert_eq!(ids, [urn::USER, urn::ENTERPRISE_USER, urn::GROUP]);
}

#[test]
fn characteristics_and_errata() {
    let all = schemas();
    let (user, enterprise, group) = (&all[0], &all[1], &all[2]);
    for (schema, path, characteristic, expected) in [
        (user, "userName", "required", json!(true)),
        (user, "userName", "caseExact", json!(false)),
        (user, "userName", "uniqueness", json!("server")),
        (user, "active", "type", json!("boolean")),
        (user, "password", "mutability", json!("writeOnly")),
        (user, "password", "returned", json!("never")),
        (user, "emails", "multiValued", json!(true)),
        (
            user,
            "emails.type",
            "canonicalValues",
            json!(["work", "home", "other"]),
        ),
        (user, "emails.primary", "type", json!("boolean")),
        (user, "groups", "mutability", json!("readOnly")),
        (
            user,
            "groups.type",
            "canonicalValues",
            json!(["direct", "indirect"]),
        ),
        (user, "groups.value", "mutability", json!("readOnly")),
        // Errata 8471, 5606 and 8435, 8472, 5368, 6011.
        (user, "groups.$ref", "referenceTypes", json!(["Group"])),
        (user, "x509Certificates.value", "type", json!("binary")),
        (user, "x509Certificates.value", "caseExact", json!(true)),
        (enterprise, "manager.value", "caseExact", json!(true)),
        (
            enterprise,
            "manager.displayName",
            "mutability",
            json!("readOnly"),
        ),
        (
            enterprise,
            "manager.$ref",
            "referenceTypes",
            json!(["User"]),
        ),
        (group, "displayName", "required", json!(true)),
        (group, "members.display", "mutability", json!("readOnly")),
        (group, "members.value", "mutability", json!("immutable")),
        (group, "members.$ref", "mutability", json!("immutable")),
        (
            group,
            "members.$ref",
            "referenceTypes",
            json!(["User", "Group"]),
        ),
        (
            group,
            "members.type",
            "canonicalValues",
            json!(["User", "Group"]),
        ),
        (group, "members.type", "mutability", json!("immutable")),
    ] {
        assert_eq!(
            published(schema, path)[characteristic],
            expected,
            "{path} {characteristic}"
        );
    }
}

#[test]
fn c19_every_attribute_of_the_rfc_is_there() {
    let names = |schema: &scim::schema::Schema| -> String {
        schema
            .attributes
            .iter()
            .map(|attribute| attribute.name.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        names(&USER.schema),
        "userName name displayName nickName profileUrl title userType preferredLanguage locale \
         timezone active password emails phoneNumbers ims photos addresses groups entitlements \
         roles x509Certificates"
    );
    assert_eq!(
        names(USER.schema(urn::ENTERPRISE_USER).expect("the extension")),
        "employeeNumber costCenter organization division department manager"
    );
    assert_eq!(names(&GROUP.schema), "displayName members");
}

/// A value that fits a definition.
fn sample(attribute: &scim::attribute::Attribute) -> Value {
    let one = match attribute.kind {
        AttributeType::String | AttributeType::Reference => json!("sample"),
        AttributeType::Boolean => json!(true),
        AttributeType::Decimal => json!(1.5),
        AttributeType::Integer => json!(1),
        AttributeType::DateTime => json!("2008-01-23T04:56:22Z"),
        AttributeType::Binary => json!("QUJD"),
        AttributeType::Complex => attribute
            .sub_attributes
            .iter()
            .filter(|sub| sub.mutability != Mutability::ReadOnly)
            .map(|sub| (sub.name.clone(), sample(sub)))
            .collect(),
    };
    if attribute.multi_valued {
        json!([one])
    } else {
        one
    }
}

/// B11: every attribute that is advertised as writable can be written, in the strict profile.
#[test]
fn b11_what_is_advertised_is_enforced() {
    for rt in [&*USER, &*GROUP] as [&ResourceType; 2] {
        let mut body = json!({});
        let writable = |attribute: &&scim::attribute::Attribute| {
            matches!(
                attribute.mutability,
                Mutability::ReadWrite | Mutability::Immutable
            )
        };
        for attribute in rt.schema.attributes.iter().filter(writable) {
            body[&attribute.name] = sample(attribute);
        }
        for extension in &rt.extensions {
            for attribute in extension.schema.attributes.iter().filter(writable) {
                body[&extension.schema.id][&attribute.name] = sample(attribute);
            }
        }
        let expected = body.clone();
        let urns: Vec<&str> = rt.schemas().map(|schema| schema.id.as_str()).collect();
        body["schemas"] = json!(urns);
        let mut coercions = Coercions::new();
        let read = parse_create(&body, rt, Profile::Rfc, &mut coercions).expect("accepted");
        assert_eq!(Value::Object(read), expected);
        assert!(coercions.is_empty());
    }
}

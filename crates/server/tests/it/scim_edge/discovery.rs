use serde_json::Value;

use super::{assert_error, start};

#[test]
fn the_service_provider_config_names_what_is_supported() {
    let (_server, scim) = start();
    let config = scim.get("/ServiceProviderConfig").expect(200);
    for (feature, supported) in [
        ("patch", true),
        ("bulk", true),
        ("filter", true),
        ("changePassword", false),
        ("sort", true),
        ("etag", true),
    ] {
        assert_eq!(config[feature]["supported"], supported, "{feature}");
    }
    assert!(config["bulk"]["maxOperations"].is_u64() && config["bulk"]["maxPayloadSize"].is_u64());
    assert_eq!(config["filter"]["maxResults"], 1000);
    assert_eq!(config["pagination"]["index"], true);
    assert_eq!(config["pagination"]["cursor"], true);
    assert_eq!(
        config["authenticationSchemes"][0]["type"],
        "oauthbearertoken"
    );
    assert_eq!(
        config["meta"]["location"],
        format!("{}/ServiceProviderConfig", scim.url)
    );
}

/// What a list says of itself agrees with what it holds, and every element is at its location.
fn check_list(scim: &crate::support::Scim, path: &str) -> Vec<Value> {
    let list = scim.get(path).expect(200);
    let resources = list["Resources"].as_array().unwrap().clone();
    assert_eq!(list["totalResults"], resources.len());
    assert_eq!(list["itemsPerPage"], resources.len());
    assert_eq!(list["startIndex"], 1);
    for resource in &resources {
        let location = resource["meta"]["location"].as_str().unwrap();
        let path = location.strip_prefix(&scim.url).unwrap();
        assert_eq!(&scim.get(path).expect(200), resource);
    }
    resources
}

#[test]
fn resource_types_and_schemas_are_listed_and_served_one_by_one() {
    let (_server, scim) = start();
    let types = check_list(&scim, "/ResourceTypes");
    assert_eq!(types.len(), 2);
    let schemas = check_list(&scim, "/Schemas");
    for kind in types {
        let mut urns = vec![kind["schema"].clone()];
        for extension in kind["schemaExtensions"].as_array().unwrap() {
            urns.push(extension["schema"].clone());
        }
        for urn in urns {
            assert!(
                schemas.iter().any(|schema| schema["id"] == urn),
                "{urn} is not listed"
            );
        }
    }
}

#[test]
fn urns_are_found_in_any_letter_case_and_percent_encoded() {
    let (_server, scim) = start();
    let urn = "urn:ietf:params:scim:schemas:core:2.0:User";
    for spelling in [urn.to_owned(), urn.to_uppercase(), urn.replace(':', "%3A")] {
        assert_eq!(
            scim.get(&format!("/Schemas/{spelling}")).expect(200)["id"],
            urn
        );
    }
}

#[test]
fn unknown_names_are_answered_404() {
    let (_server, scim) = start();
    for path in [
        "/Schemas/urn:nothing",
        "/ResourceTypes/Nothing",
        "/ServiceProviderConfig/x",
    ] {
        assert_eq!(assert_error(&scim.get(path), 404), None);
    }
}

#[test]
fn filters_are_refused_and_other_parameters_ignored() {
    let (_server, scim) = start();
    for path in ["/Schemas", "/ResourceTypes", "/ServiceProviderConfig"] {
        assert_error(&scim.get(&format!("{path}?filter=id eq \"x\"")), 403);
        let plain = scim.get(path);
        let asked = scim.get(&format!(
            "{path}?startIndex=2&count=0&sortBy=id&attributes=id"
        ));
        assert_eq!(asked.expect(200), plain.expect(200));
    }
}

#[test]
fn discovery_needs_the_token() {
    let (_server, scim) = start();
    for path in ["/Schemas", "/ResourceTypes", "/ServiceProviderConfig"] {
        let request = crate::support::Request::new("GET", format!("{}{path}", scim.url));
        assert_error(&request.send(), 401);
    }
}

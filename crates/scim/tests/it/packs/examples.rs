//! The examples of the specifications, read as a client's POST in the strict profile.

use scim::attribute::{Attribute, Mutability};
use scim::compat::{Coercions, Profile};
use scim::packs;
use scim::resource::{Attributes, parse_create, schemas_of};
use scim::{Error, ResourceType, ScimType};
use serde_json::{Value, json};

use super::{BLE, PASS_KEY, is_nested, pack_type};

const DPP: &str = "urn:ietf:params:scim:schemas:extension:dpp:2.0:Device";
const FDO: &str = "urn:ietf:params:scim:schemas:extension:fido-device-onboard:2.0:Device";
const APPS: &str = "urn:ietf:params:scim:schemas:extension:endpointAppsExt:2.0:Device";

/// The name of a type, one of its examples, and what of it does not come back: readOnly (RFC 7644
/// §3.3) or writeOnly (RFC 7643 §7). A dot leads to a sub-attribute, of every value.
fn examples() -> Vec<(&'static str, Value, Vec<[&'static str; 2]>)> {
    let read = |text: &str| -> Value { serde_json::from_str(text).expect("JSON") };
    vec![
        ("Device", read(include_str!("device_core.json")), vec![]),
        (
            "EndpointApp",
            read(include_str!("endpoint_app.json")),
            vec![],
        ),
        ("Device", read(include_str!("ble_pass_key.json")), vec![]),
        ("Device", read(include_str!("ble_oob.json")), vec![]),
        (
            "Device",
            read(include_str!("ble_pass_key_and_oob.json")),
            vec![],
        ),
        (
            "Device",
            read(include_str!("dpp.json")),
            vec![[DPP, "bootstrapKey"]],
        ),
        ("Device", read(include_str!("ethernet_mab.json")), vec![]),
        (
            "Device",
            read(include_str!("fido_device_onboard.json")),
            vec![[FDO, ""]],
        ),
        ("Device", read(include_str!("zigbee.json")), vec![]),
        (
            "Device",
            read(include_str!("endpoint_apps.json")),
            vec![
                [APPS, "applications.$ref"],
                [APPS, "deviceControlEnterpriseEndpoint"],
                [APPS, "telemetryEnterpriseEndpoint"],
            ],
        ),
        ("Agent", read(include_str!("agent_minimal.json")), vec![]),
        (
            "Agent",
            read(include_str!("agent_full.json")),
            vec![
                ["", "groups"],
                ["", "applications"],
                ["", "owners"],
                ["", "parent"],
            ],
        ),
        (
            "AgenticApplication",
            read(include_str!("agentic_application.json")),
            vec![
                ["", "lastAccessed"],
                ["", "agents.$ref"],
                ["", "agents.display"],
            ],
        ),
    ]
}

/// The entries of the lists that the roles draft shows, which leave out `schemas`.
fn catalogue() -> Vec<(&'static str, Value)> {
    let mut entries = Vec::new();
    for (name, text) in [
        ("Role", include_str!("roles.json")),
        ("Entitlement", include_str!("entitlements.json")),
    ] {
        let list: Vec<Value> = serde_json::from_str(text).expect("a list");
        for mut entry in list {
            entry["schemas"] = json!([pack_type(name).schema.id]);
            entries.push((name, entry));
        }
    }
    entries
}

fn create(rt: &ResourceType, body: &Value) -> Result<Attributes, Error> {
    let mut coercions = Coercions::new();
    let read = parse_create(body, rt, Profile::Rfc, &mut coercions);
    assert!(coercions.is_empty());
    read
}

/// Removes the members that the service provider sets, and a path of [`examples`].
fn without(mut body: Value, removed: &[[&str; 2]]) -> Value {
    let members = body.as_object_mut().expect("an object");
    for name in ["schemas", "id", "meta"] {
        members.shift_remove(name);
    }
    for [urn, path] in removed {
        if path.is_empty() {
            members.shift_remove(*urn).expect("an extension");
            continue;
        }
        let scope = match *urn {
            "" => &mut *members,
            urn => members[urn].as_object_mut().expect("an extension"),
        };
        let Some((name, part)) = path.split_once('.') else {
            scope.shift_remove(*path).expect("an attribute");
            continue;
        };
        for value in scope[name].as_array_mut().expect("a list") {
            value.as_object_mut().expect("complex").shift_remove(part);
        }
    }
    body
}

#[test]
fn examples_are_accepted_and_come_back() {
    for (name, body, removed) in examples() {
        let rt = pack_type(name);
        let read = create(rt, &body).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut expected = without(body.clone(), &removed);
        if rt.schema.attribute("active").is_some() && expected.get("active").is_none() {
            expected["active"] = json!(true);
        }
        assert_eq!(Value::Object(read.clone()), expected, "{name}");
        // RFC 7643 §3: an extension is listed if it has something to return.
        let mut urns = body["schemas"].as_array().expect("a list").clone();
        urns.retain(|urn| removed.first() != Some(&[urn.as_str().expect("a URN"), ""]));
        assert_eq!(json!(schemas_of(&read, rt)), json!(urns), "{name}");
    }
}

/// RFC 7643 §7: a client cannot set what is readOnly, and the application can.
#[test]
fn the_application_fills_roles_and_entitlements() {
    for (name, body) in catalogue() {
        let one = pack_type(name);
        let mut expected = without(body.clone(), &[]);
        // RFC 7643 §2.5: an empty list is unassigned.
        let members = expected.as_object_mut().expect("an object");
        members.retain(|_, value| *value != json!([]));
        let read = create(&one.for_application(), &body).expect("an entry");
        assert_eq!(Value::Object(read), expected);
        let error = create(one, &body).expect_err("a client cannot");
        assert_eq!(error.scim_type, Some(ScimType::InvalidValue));
        assert!(
            one.schema
                .attributes
                .iter()
                .all(|attribute| { attribute.mutability == Mutability::ReadOnly })
        );
    }
}

/// `groups` is computed whoever writes.
#[test]
fn other_types_are_the_same_for_the_application() {
    for one in packs::all().iter().flat_map(|pack| &pack.resource_types) {
        let same = one.for_application().schema == one.schema;
        assert_eq!(same, !one.read_only, "{}", one.name);
    }
}

/// The examples of a type, with the definition that reads them.
fn bodies(one: &ResourceType) -> Vec<(ResourceType, Value)> {
    let name = one.name.as_str();
    let examples = examples()
        .into_iter()
        .filter(|(example, _, _)| *example == name)
        .map(|(_, body, _)| body);
    let entries = catalogue()
        .into_iter()
        .filter(|(example, _)| *example == name)
        .map(|(_, body)| body);
    examples
        .chain(entries)
        .map(|body| (one.for_application(), body))
        .collect()
}

#[test]
fn required_attributes_are_enforced() {
    let refused = |rt: &ResourceType, body: &Value, name: &str| {
        let error = create(rt, body).expect_err(name);
        assert_eq!(error.scim_type, Some(ScimType::InvalidValue), "{name}");
        assert!(error.detail.contains(name), "{name}: {}", error.detail);
    };
    let mut checked = Vec::new();
    for one in packs::all().iter().flat_map(|pack| &pack.resource_types) {
        for (rt, body) in bodies(one) {
            for schema in rt.schemas() {
                let urn = (schema.id != rt.schema.id).then_some(schema.id.as_str());
                if urn.is_some_and(|urn| body.get(urn).is_none()) {
                    continue;
                }
                for attribute in schema.attributes.iter().filter(|one| asked_for(one)) {
                    let mut body = body.clone();
                    let scope = match urn {
                        Some(urn) => &mut body[urn],
                        None => &mut body,
                    };
                    let members = scope.as_object_mut().expect("an object");
                    members.shift_remove(&attribute.name).expect("in it");
                    let is_left = |name: &String| {
                        let left = schema.attribute(name).expect("defined");
                        !matches!(
                            left.mutability,
                            Mutability::ReadOnly | Mutability::WriteOnly
                        )
                    };
                    if let Some(urn) = urn.filter(|_| !members.keys().any(is_left)) {
                        // Without any data the extension is absent, and none is required.
                        assert!(!create(&rt, &body).expect("accepted").contains_key(urn));
                        continue;
                    }
                    refused(&rt, &body, &attribute.name);
                    checked.push(attribute.name.clone());
                }
            }
        }
    }
    checked.sort();
    checked.dedup();
    assert_eq!(
        checked,
        [
            "applicationName",
            "applicationType",
            "deviceEui64Address",
            "deviceMacAddress",
            "dppVersion",
            "name",
            "pairingMethods",
            "value",
            "versionSupport",
        ]
    );
}

/// Whoever is provisioned is active unless the client says otherwise, so `active` never lacks.
fn asked_for(attribute: &Attribute) -> bool {
    attribute.required && attribute.name != "active" && !is_nested(attribute)
}

/// RFC 9944 §7.1.3, §7.6.2.
#[test]
fn required_parts_are_enforced() {
    let device = pack_type("Device");
    let oob = "urn:ietf:params:scim:schemas:extension:pairingOOB:2.0:Device";
    let mut body: Value = serde_json::from_str(include_str!("ble_oob.json")).expect("JSON");
    body[BLE][oob] = json!({ "key": "TheKeyvalueRetrievedFromOOB" });
    let error = create(device, &body).expect_err("randomNumber is missing");
    assert!(error.detail.contains("randomNumber"), "{error}");
    let mut body: Value = serde_json::from_str(include_str!("endpoint_apps.json")).expect("JSON");
    body[APPS]["applications"] = json!([{ "$ref": "https://example.com/v2/EndpointApps/e9e3" }]);
    let error = create(device, &body).expect_err("value is missing");
    assert!(error.detail.contains("applications[0].value"), "{error}");
}

/// RFC 9944 §7.1.3: Just Works sends its key as null; RFC 7643 §2.5: which is unassigned.
#[test]
fn just_works_has_no_key() {
    let device = pack_type("Device");
    let just_works = PASS_KEY.replace("pairingPassKey", "pairingJustWorks");
    let mut body: Value = serde_json::from_str(include_str!("ble_pass_key.json")).expect("JSON");
    let ble = body[BLE].as_object_mut().expect("the extension");
    ble.shift_remove(PASS_KEY);
    ble.insert("pairingMethods".to_owned(), json!([just_works]));
    ble.insert(just_works.clone(), json!({ "key": null }));
    let read = create(device, &body).expect("a device");
    assert_eq!(read[BLE].get(&just_works), None);
    assert_eq!(read[BLE]["pairingMethods"], json!([just_works]));
}

/// RFC 9944 §6.2: what the application is for stays as it was created.
#[test]
fn the_type_of_an_application_is_immutable() {
    let rt = pack_type("EndpointApp");
    let before = json!({ "applicationType": "telemetry", "applicationName": "App" });
    let change = json!([{ "op": "replace", "path": "applicationType", "value": "deviceControl" }]);
    let error = crate::patch::patch_as(&before, &change, rt, Profile::Rfc).expect_err("immutable");
    assert_eq!(error.scim_type, Some(ScimType::Mutability));
}

//! The schema packs, against the texts that define them.
//!
//! The bodies in `packs/` are the examples of those texts: RFC 9944 figures 3 to 12 (figure 10
//! with the URNs of §7.4, which it misspells), draft-ietf-scim-roles-entitlements-01, and
//! draft-abbey-scim-agent-extension-00 (mended where it is not JSON) with the example that its
//! source gained afterwards.

mod examples;
mod rfc_9944;
mod schemas;

use scim::attribute::{Attribute, AttributeType, Returned};
use scim::compat::{Coercions, Profile};
use scim::filter::{Filter, Limits, Unknown, resolve};
use scim::packs;
use scim::path::{AttributePath, ResolvedPath};
use scim::resource::parse_replace;
use scim::schema::Schema;
use scim::{ResourceType, ScimType};
use serde_json::{Value, json};

use crate::patch::patch_as;

pub(crate) const BLE: &str = "urn:ietf:params:scim:schemas:extension:ble:2.0:Device";
pub(crate) const PASS_KEY: &str =
    "urn:ietf:params:scim:schemas:extension:pairingPassKey:2.0:Device";

/// The type of that name, in whichever pack it is.
pub(crate) fn pack_type(name: &str) -> &'static ResourceType {
    packs::all()
        .iter()
        .flat_map(|pack| &pack.resource_types)
        .find(|one| one.name == name)
        .expect("a type of some pack")
}

/// RFC 9944 §7.1.3: an extension inside an extension, whose URN no path can name.
pub(crate) fn is_nested(attribute: &Attribute) -> bool {
    attribute.name.contains(':')
}

#[test]
fn packs_are_found_by_name() {
    let names: Vec<&str> = packs::all().iter().map(|pack| pack.name).collect();
    assert_eq!(names, ["device", "roles", "agents"]);
    for pack in packs::all() {
        let found = packs::find(pack.name).expect("found");
        assert_eq!(found.title, pack.title);
        assert!(pack.specification.starts_with("https://"));
        assert!(!pack.title.is_empty() && pack.description.ends_with('.'));
    }
    assert!(packs::find("Device").is_none());
}

#[test]
fn types_endpoints_and_extensions() {
    let listed: Vec<(&str, &str, &str, bool)> = packs::all()
        .iter()
        .flat_map(|pack| &pack.resource_types)
        .map(|one| {
            let rt = one;
            let urn = rt.schema.id.as_str();
            (
                rt.name.as_str(),
                rt.endpoint.as_str(),
                urn.rsplit(':').next().unwrap(),
                one.read_only,
            )
        })
        .collect();
    assert_eq!(
        listed,
        [
            ("Device", "/Devices", "Device", false),
            ("EndpointApp", "/EndpointApps", "EndpointApp", false),
            ("Role", "/Roles", "Role", true),
            ("Entitlement", "/Entitlements", "Entitlement", true),
            ("Agent", "/Agents", "Agent", false),
            (
                "AgenticApplication",
                "/AgenticApplications",
                "AgenticApplication",
                false
            ),
        ]
    );
    // RFC 9944 §7: "required" is false for all of them.
    let device = pack_type("Device");
    let extensions: Vec<(&str, bool)> = device
        .extensions
        .iter()
        .map(|one| (one.schema.id.as_str(), one.required))
        .collect();
    let expected: Vec<(String, bool)> = [
        "ble",
        "dpp",
        "ethernet-mab",
        "fido-device-onboard",
        "zigbee",
        "endpointAppsExt",
    ]
    .map(|name| {
        let urn = format!("urn:ietf:params:scim:schemas:extension:{name}:2.0:Device");
        (urn, false)
    })
    .into();
    let expected: Vec<(&str, bool)> = expected.iter().map(|(id, r)| (id.as_str(), *r)).collect();
    assert_eq!(extensions, expected);
}

#[test]
fn what_the_drafts_add_to_the_service_provider_config() {
    let added = |name: &str| {
        let pack = packs::find(name).expect("a pack");
        Value::Object(pack.service_provider_config.clone())
    };
    assert_eq!(added("device"), json!({}));
    assert_eq!(
        added("roles"),
        json!({ "RolesAndEntitlements": {
            "roles": {
                "supported": true,
                "multipleRolesSupported": true,
                "primarySupported": true,
                "typeSupported": true,
            },
            "entitlements": {
                "supported": true,
                "multipleEntitlementsSupported": true,
                "primarySupported": true,
                "typeSupported": true,
            },
        }})
    );
    assert_eq!(
        added("agents"),
        json!({ "agentExtension": {
            "supported": true,
            "agentsSupported": true,
            "agenticApplicationsSupported": true,
        }})
    );
}

/// Every attribute and sub-attribute of a type, as paths and filters write it.
fn names(rt: &ResourceType) -> Vec<(String, Returned)> {
    let mut names = Vec::new();
    for schema in rt.schemas() {
        let prefix = format!("{}:", schema.id);
        for attribute in schema.attributes.iter().filter(|one| !is_nested(one)) {
            let name = format!("{prefix}{}", attribute.name);
            for sub in &attribute.sub_attributes {
                names.push((format!("{name}.{}", sub.name), sub.returned));
            }
            names.push((name, attribute.returned));
        }
    }
    names
}

#[test]
fn paths_and_filters_find_every_attribute() {
    let mut never = Vec::new();
    for one in packs::all().iter().flat_map(|pack| &pack.resource_types) {
        let rt = one;
        for (name, returned) in names(rt) {
            let path = AttributePath::parse(&name, rt, Limits::default()).expect("a path");
            let mut coercions = Coercions::new();
            let found = path.resolve(rt, Profile::Rfc, &mut coercions);
            let Ok(ResolvedPath::Attribute(target)) = found else {
                panic!("{name}: {found:?}");
            };
            let last = target.sub_attribute.unwrap_or(target.attribute);
            assert!(name.ends_with(&last.name), "{name}");
            let filter = Filter::parse(&format!("{name} pr"), Limits::default()).expect("a filter");
            let resolved = resolve(&filter, rt, Unknown::Reject, Profile::Rfc, &mut coercions);
            // RFC 7644 §7.5.2: what is never returned cannot be asked about.
            assert_eq!(resolved.is_ok(), returned != Returned::Never, "{name}");
            if returned == Returned::Never {
                never.push(last.name.clone());
            }
            assert!(coercions.is_empty());
        }
    }
    assert_eq!(never, ["irk", "bootstrapKey", "fdoVoucher"]);
}

#[test]
fn a_multi_valued_attribute_takes_a_value_filter() {
    for (rt, path) in [
        (
            "Device",
            "urn:ietf:params:scim:schemas:extension:endpointAppsExt:2.0:Device:applications\
             [value eq \"e9e3\"]",
        ),
        ("Agent", "protocols[type eq \"A2A\"].specificationUrl"),
        (
            "AgenticApplication",
            "oAuthConfiguration[clientId eq \"0oa\"].redirectUri",
        ),
    ] {
        let rt = pack_type(rt);
        let parsed = AttributePath::parse(path, rt, Limits::default()).expect("a path");
        let found = parsed.resolve(rt, Profile::Rfc, &mut Coercions::new());
        assert!(
            matches!(&found, Ok(ResolvedPath::Attribute(target)) if target.value_filter.is_some()),
            "{path}: {found:?}"
        );
    }
}

#[test]
fn patches_reach_into_extensions() {
    let device = pack_type("Device");
    let zigbee = "urn:ietf:params:scim:schemas:extension:zigbee:2.0:Device";
    let before = json!({
        "active": true,
        zigbee: { "versionSupport": ["3.0"], "deviceEui64Address": "50:32:5F:FF:FE:E7:67:28" },
    });
    let operations = json!([
        { "op": "replace", "path": "active", "value": false },
        { "op": "add", "path": format!("{zigbee}:versionSupport"), "value": ["3.1"] },
    ]);
    let after = patch_as(&before, &operations, device, Profile::Rfc).expect("patched");
    assert_eq!(after["active"], false);
    assert_eq!(after[zigbee]["versionSupport"], json!(["3.0", "3.1"]));
    // RFC 7644 §3.5.2.2: a required attribute cannot be taken away.
    let operations = json!([{ "op": "remove", "path": format!("{zigbee}:deviceEui64Address") }]);
    patch_as(&before, &operations, device, Profile::Rfc).expect_err("required");
}

/// RFC 7644 §3.10: a name holds no colon, so no path leads to a pairing method. A PATCH of the
/// extension leaves it as it is, and only a PUT changes it.
#[test]
fn a_pairing_method_changes_by_put_alone() {
    let device = pack_type("Device");
    let before = json!({
        "active": true,
        BLE: {
            "versionSupport": ["5.4"],
            "deviceMacAddress": "2C:54:91:88:C9:E2",
            "pairingMethods": [PASS_KEY],
            PASS_KEY: { "key": 123_456 },
        },
    });
    let change = |value| json!([{ "op": "replace", "path": BLE, "value": value }]);
    let operations = change(json!({ "mobility": true }));
    let after = patch_as(&before, &operations, device, Profile::Rfc).expect("patched");
    assert_eq!(after[BLE][PASS_KEY], json!({ "key": 123_456 }));
    let operations = change(json!({ PASS_KEY: { "key": 654_321 } }));
    let error = patch_as(&before, &operations, device, Profile::Rfc).expect_err("no path");
    assert_eq!(error.scim_type, Some(ScimType::InvalidPath));

    let mut expected = before.clone();
    expected[BLE][PASS_KEY]["key"] = json!(654_321);
    let mut body = expected.clone();
    body["schemas"] = json!([device.schema.id, BLE]);
    let before = before.as_object().expect("an object");
    let mut coercions = Coercions::new();
    let after = parse_replace(&body, device, before, Profile::Rfc, &mut coercions);
    assert_eq!(after.map(Value::Object), Ok(expected));
}

/// Whether a value of this attribute could be anything but simple parts (RFC 7643 §2.3.8).
pub(crate) fn nests(schema: &Schema) -> bool {
    schema
        .attributes
        .iter()
        .flat_map(|attribute| &attribute.sub_attributes)
        .any(|sub| sub.kind == AttributeType::Complex || !sub.sub_attributes.is_empty())
}

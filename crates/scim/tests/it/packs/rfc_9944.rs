//! The tables of RFC 9944, and where the device pack departs from them.

use scim::attribute::{Attribute, Mutability, Returned};

use super::pack_type;

/// Tables 1 to 8: attribute, multi-valued, required, caseExact, mutability, returned. The
/// uniqueness of the manufacturer or the enterprise ("Manuf", "Ent") is none of RFC 7643's.
const TABLES: &str = "
core:2.0:Device displayName F F F RW Def
core:2.0:Device active F T F RW Def
core:2.0:Device mudUrl F F T RW Def
core:2.0:Device groups T F T RO Def
core:2.0:EndpointApp applicationType F T F R Def
core:2.0:EndpointApp applicationName F T F RW Def
core:2.0:EndpointApp clientToken F F T R N
core:2.0:EndpointApp certificateInfo F F F RW Def
core:2.0:EndpointApp certificateInfo.rootCA F F T RW Def
core:2.0:EndpointApp certificateInfo.subjectName F T T RW Def
ble deviceMacAddress F T F RW Def
ble isRandom F T F RW Def
ble separateBroadcastAddress T F F RW Def
ble irk F F F WO Nev
ble versionSupport T T F RW Def
ble mobility F F F RW Def
ble pairingMethods T T T RW Def
dpp dppVersion F T F RW Def
dpp bootstrapKey F T T WO Nev
dpp deviceMacAddress F F F RW Def
dpp serialNumber F F F RW Def
dpp bootstrappingMethod T F F RW Def
dpp classChannel T F F RW Def
ethernet-mab deviceMacAddress F T F RW Def
fido-device-onboard fdoVoucher F T F WO Nev
zigbee deviceEui64Address F T F RW Def
zigbee versionSupport T T F RW Def
endpointAppsExt deviceControlEnterpriseEndpoint F T T R Def
endpointAppsExt telemetryEnterpriseEndpoint F F T R Def
endpointAppsExt applications T T F RW Def
endpointAppsExt applications.value F T F RW Def
endpointAppsExt applications.$ref F T F R Def
";

/// The rows that differ, as they are in the pack; `docs/packs.md` says why.
const DEPARTURES: &str = "
core:2.0:EndpointApp applicationType F T F IM Def
core:2.0:EndpointApp clientToken F F T R Def
core:2.0:EndpointApp certificateInfo.subjectName F F F RW Def
ble isRandom F F F RW Def
dpp bootstrapKey F F T WO Nev
fido-device-onboard fdoVoucher F F F WO Nev
endpointAppsExt deviceControlEnterpriseEndpoint F F T R Def
endpointAppsExt applications.$ref F F T R Def
";

/// The row of an attribute, with the letters of the tables.
fn row(schema: &str, name: &str, attribute: &Attribute) -> String {
    let flag = |value| if value { 'T' } else { 'F' };
    let mutability = match attribute.mutability {
        Mutability::ReadOnly => "R",
        Mutability::ReadWrite => "RW",
        Mutability::Immutable => "IM",
        Mutability::WriteOnly => "WO",
    };
    let returned = match attribute.returned {
        Returned::Default => "Def",
        Returned::Never => "Nev",
        Returned::Always | Returned::Request => "other",
    };
    format!(
        "{schema} {name} {} {} {} {mutability} {returned}",
        flag(attribute.multi_valued),
        flag(attribute.required),
        flag(attribute.case_exact)
    )
}

#[test]
fn tables_1_to_8() {
    let mut departures = Vec::new();
    for line in TABLES.trim().lines() {
        let mut words = line.split(' ');
        let (schema, path) = (words.next().unwrap(), words.next().unwrap());
        let (name, part) = path.split_once('.').unwrap_or((path, ""));
        let (rt, urn) = match schema.strip_prefix("core:2.0:") {
            Some(rt) => (rt, format!("urn:ietf:params:scim:schemas:{schema}")),
            None => (
                "Device",
                format!("urn:ietf:params:scim:schemas:extension:{schema}:2.0:Device"),
            ),
        };
        let definition = pack_type(rt).schema(&urn).expect("a schema");
        let mut attribute = definition.attribute(name).expect("an attribute");
        if !part.is_empty() {
            attribute = attribute.sub_attribute(part).expect("a sub-attribute");
        }
        let found = row(schema, path, attribute);
        // A complex attribute has no letter case of its own (RFC 7643 §7).
        let line = line.replace("groups T F T RO", "groups T F F R");
        if found != line {
            departures.push(found);
        }
    }
    assert_eq!(departures.join("\n"), DEPARTURES.trim());
}

/// §3.1, §6.2: `groups` is precisely that of the User.
#[test]
fn groups_are_those_of_the_user() {
    let user = scim::resource_type::USER
        .schema
        .attribute("groups")
        .expect("groups");
    let characteristics = |attribute: &Attribute| -> Vec<String> {
        let rows = attribute.sub_attributes.iter().map(|part| {
            let lists = format!("{:?} {:?}", part.canonical_values, part.reference_types);
            format!("{} {lists}", row("", &part.name, part))
        });
        rows.collect()
    };
    for name in ["Device", "EndpointApp", "Agent"] {
        let groups = pack_type(name).schema.attribute("groups").expect("groups");
        assert_eq!(characteristics(groups), characteristics(user), "{name}");
    }
}

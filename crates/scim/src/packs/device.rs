//! Devices and the applications that control them (RFC 9944).

use std::sync::Arc;

use serde_json::Map;

use super::Pack;
use super::read::read;
use crate::attribute::{Attribute, AttributeType};
use crate::resource_type::{ResourceType, SchemaExtension};
use crate::schema::Schema;

pub(super) fn pack() -> Pack {
    Pack {
        name: "device",
        title: "Devices",
        description: "Devices to be brought into a network, with the credentials that bring them \
                      in, and the applications that control them.",
        specification: "https://www.rfc-editor.org/info/rfc9944",
        resource_types: vec![Arc::new(device()), Arc::new(endpoint_app())],
        service_provider_config: Map::new(),
    }
}

/// RFC 9944 §2, §3, and the extensions of §7, none of which is required.
fn device() -> ResourceType {
    let extension = |schema| SchemaExtension {
        schema: Arc::new(schema),
        required: false,
    };
    ResourceType {
        name: "Device".to_owned(),
        endpoint: "/Devices".to_owned(),
        description: "Device".to_owned(),
        schema: Arc::new(read(include_str!("device/device.json"))),
        extensions: vec![
            extension(ble()),
            extension(read(include_str!("device/dpp.json"))),
            extension(read(include_str!("device/ethernet_mab.json"))),
            extension(read(include_str!("device/fido_device_onboard.json"))),
            extension(read(include_str!("device/zigbee.json"))),
            extension(read(include_str!("device/endpoint_apps.json"))),
        ],
        read_only: false,
    }
}

/// RFC 9944 §5, §6. Appendix A.1 has the endpoint `/EndpointApp`, but every URI of such a
/// resource in §6 and §7.6 begins with `/EndpointApps`.
fn endpoint_app() -> ResourceType {
    ResourceType {
        name: "EndpointApp".to_owned(),
        endpoint: "/EndpointApps".to_owned(),
        description: "Application that controls Devices or receives their data".to_owned(),
        schema: Arc::new(read(include_str!("device/endpoint_app.json"))),
        extensions: Vec::new(),
        read_only: false,
    }
}

/// RFC 9944 §7.1. The pairing method `pairingNull` has no attributes, and so no data to hold.
fn ble() -> Schema {
    let mut ble = read(include_str!("device/ble.json"));
    ble.attributes.extend([
        nested(read(include_str!("device/pairing_just_works.json"))),
        nested(read(include_str!("device/pairing_pass_key.json"))),
        nested(read(include_str!("device/pairing_oob.json"))),
    ]);
    ble
}

/// RFC 9944 §7.1.3 nests the extensions of the pairing methods inside the BLE extension, which
/// RFC 7643 does not foresee. On the wire that is a complex attribute of the BLE extension whose
/// name is a URN, and nothing deeper: the parts are simple.
fn nested(schema: Schema) -> Attribute {
    Attribute {
        sub_attributes: schema.attributes,
        ..Attribute::new(&schema.id, AttributeType::Complex, &schema.description)
    }
}

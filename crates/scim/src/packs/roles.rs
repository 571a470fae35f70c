//! The roles and entitlements that Users can be given (draft-ietf-scim-roles-entitlements-01).

use std::sync::Arc;

use serde_json::{Map, json};

use super::Pack;
use super::read::read;
use crate::resource_type::ResourceType;

pub(super) fn pack() -> Pack {
    Pack {
        name: "roles",
        title: "Roles and entitlements",
        description: "The values that the roles and entitlements of a User may have, for clients \
                      to choose from.",
        specification: "https://datatracker.ietf.org/doc/html/draft-ietf-scim-roles-entitlements-01",
        resource_types: vec![Arc::new(role()), Arc::new(entitlement())],
        // What is supported of User.roles and User.entitlements follows from their definitions in
        // the User schema.
        service_provider_config: Map::from_iter([(
            "RolesAndEntitlements".to_owned(),
            json!({
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
            }),
        )]),
    }
}

fn role() -> ResourceType {
    ResourceType {
        name: "Role".to_owned(),
        endpoint: "/Roles".to_owned(),
        description: "Role that Users can be given".to_owned(),
        schema: Arc::new(read(include_str!("roles/role.json"))),
        extensions: Vec::new(),
        read_only: true,
    }
}

fn entitlement() -> ResourceType {
    ResourceType {
        name: "Entitlement".to_owned(),
        endpoint: "/Entitlements".to_owned(),
        description: "Entitlement that Users can be given".to_owned(),
        schema: Arc::new(read(include_str!("roles/entitlement.json"))),
        extensions: Vec::new(),
        read_only: true,
    }
}

//! What can be assigned to Users (draft-ietf-scim-roles-entitlements `RolesAndEntitlements`).

use serde_json::{Map, Value};

/// The endpoints `/Roles` and `/Entitlements`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RolesAndEntitlements {
    /// `/Roles`, and the attribute `roles` of Users.
    pub roles: Assignments,
    /// `/Entitlements`, and the attribute `entitlements` of Users.
    pub entitlements: Assignments,
}

/// One of the two endpoints, and what the attribute of Users takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assignments {
    /// Whether there is the endpoint.
    pub supported: bool,
    /// Whether a User may have several values.
    pub multiple: bool,
    /// Whether a value may be marked as `primary`.
    pub primary: bool,
    /// Whether a value may have a `type`.
    pub typed: bool,
    /// The `type`s that are supported; empty where any is.
    pub types: Vec<String>,
}

impl RolesAndEntitlements {
    pub(super) fn to_json(&self) -> Value {
        let roles = self.roles.to_json("multipleRolesSupported");
        let entitlements = self.entitlements.to_json("multipleEntitlementsSupported");
        Value::Object(Map::from_iter([
            ("roles".to_owned(), roles),
            ("entitlements".to_owned(), entitlements),
        ]))
    }
}

impl Assignments {
    /// The draft has a name of its own for `multiple` at each endpoint.
    fn to_json(&self, multiple: &str) -> Value {
        let mut json = Map::from_iter([
            ("supported".to_owned(), self.supported.into()),
            (multiple.to_owned(), self.multiple.into()),
            ("primarySupported".to_owned(), self.primary.into()),
            ("typeSupported".to_owned(), self.typed.into()),
        ]);
        if !self.types.is_empty() {
            json.insert("types".to_owned(), self.types.clone().into());
        }
        Value::Object(json)
    }
}

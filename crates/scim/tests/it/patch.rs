//! Tests of `scim::patch`.

mod add;
mod any_schema;
mod arbitrary;
mod dialects;
mod external;
mod message;
mod property;
mod reference;
mod remove;
mod replace;
mod size;

use scim::compat::{Coercions, Profile};
use scim::patch::{PatchContext, PatchLimits, apply, parse};
use scim::resource::SizeLimits;
use scim::resource_type::USER;
use scim::{Error, ResourceType, ScimType};
use serde_json::{Value, json};

pub(crate) const ID: &str = "2819c223-7f76-453a-919d-413861904646";
pub(crate) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

pub(crate) fn user() -> Value {
    json!({
        "externalId": "ext",
        "userName": "bjensen",
        "name": {"familyName": "Jensen", "givenName": "Barbara"},
        "title": "Guide",
        "active": true,
        "emails": [
            {"value": "b@work.example", "type": "work", "primary": true},
            {"value": "b@home.example", "type": "home"}
        ],
        ENTERPRISE: {"department": "Sales", "manager": {"value": "m1", "$ref": "../Users/m1"}}
    })
}

pub(crate) fn patch_as(
    before: &Value,
    operations: &Value,
    rt: &ResourceType,
    profile: Profile,
) -> Result<Value, Error> {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": operations
    });
    let mut coercions = Coercions::new();
    let operations = parse(&body, rt, profile, PatchLimits::default(), &mut coercions)?;
    let mut attributes = before.as_object().unwrap().clone();
    let context = PatchContext {
        id: ID,
        resource_type: rt,
        profile,
        size: SizeLimits::default(),
    };
    apply(&operations, &mut attributes, &context, &mut coercions)?;
    Ok(Value::Object(attributes))
}

pub(crate) fn patch(operations: Value) -> Value {
    patch_as(&user(), &operations, &USER, Profile::Tolerant)
        .unwrap_or_else(|error| panic!("{operations}: {error}"))
}

/// Both profiles must give the same.
pub(crate) fn patch_strictly(operations: Value) -> Value {
    let after = patch_as(&user(), &operations, &USER, Profile::Rfc)
        .unwrap_or_else(|error| panic!("{operations}: {error}"));
    assert_eq!(after, patch(operations));
    after
}

pub(crate) fn refuse(operations: Value, profile: Profile, kind: ScimType) -> Error {
    match patch_as(&user(), &operations, &USER, profile) {
        Ok(after) => panic!("{operations} gave {after}"),
        Err(error) => {
            assert_eq!(
                (error.status, error.scim_type),
                (400, Some(kind)),
                "{operations}: {error}"
            );
            error
        }
    }
}

pub(crate) fn refuse_always(operations: Value, kind: ScimType) {
    refuse(operations.clone(), Profile::Rfc, kind);
    refuse(operations, Profile::Tolerant, kind);
}

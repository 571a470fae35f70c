//! PATCH on arbitrary schemas: it agrees with the reference, and what it yields is a resource that
//! could have been sent.

use proptest::prelude::*;
use scim::ResourceType;
use scim::compat::Profile;
use scim::resource::Attributes;
use serde_json::{Value, json};

use super::arbitrary::{Step, any_operation, step};
use super::{patch_as, reference};
use crate::support::{arbitrary_resource, arbitrary_schema, assert_valid};

fn steps() -> impl Strategy<Value = (ResourceType, Attributes, Vec<Step>)> {
    arbitrary_schema::resource_type().prop_flat_map(|rt| {
        let steps = prop::collection::vec(step(&rt), 1..5);
        (Just(rt.clone()), arbitrary_resource::attributes(&rt), steps)
    })
}

fn operations() -> impl Strategy<Value = (ResourceType, Attributes, Vec<Value>)> {
    arbitrary_schema::resource_type().prop_flat_map(|rt| {
        let operation = any_operation(&rt, arbitrary_resource::junk().boxed());
        let operations = prop::collection::vec(operation, 1..4);
        (
            Just(rt.clone()),
            arbitrary_resource::attributes(&rt),
            operations,
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn patch_agrees_with_the_reference(
        (rt, before, steps) in steps(),
        whole in any::<bool>(),
    ) {
        // The interoperability profile refuses these whatever they would do.
        let prohibited = |step: &Step| step.target.filter.is_some() && step.target.part.is_none();
        let whole = whole && !steps.iter().any(prohibited);
        let profile = if whole { Profile::Interop } else { Profile::Rfc };
        let operations: Vec<Value> = steps.iter().map(Step::message).collect();
        let expected = reference::patch(&before, &steps, &rt, whole);
        let after = patch_as(&Value::Object(before), &json!(operations), &rt, profile);
        match (after, expected) {
            (Ok(after), Ok(expected)) => {
                prop_assert_eq!(&after, &Value::Object(expected), "{:?}", operations);
                assert_valid(&after, &rt, profile);
            }
            (Err(error), Err(_)) => prop_assert_eq!(error.status, 400),
            (after, expected) => {
                prop_assert!(false, "{:?}: {:?}, but {:?}", operations, after, expected);
            }
        }
    }

    #[test]
    fn any_patch_yields_a_valid_resource_or_an_error(
        (rt, before, operations) in operations(),
        profile in prop::sample::select(vec![Profile::Tolerant, Profile::Rfc, Profile::Interop]),
    ) {
        match patch_as(&Value::Object(before), &Value::Array(operations), &rt, profile) {
            Ok(after) => assert_valid(&after, &rt, profile),
            Err(error) => prop_assert!(error.status == 400 && error.scim_type.is_some()),
        }
    }
}

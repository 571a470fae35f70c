//! The plan agrees with a naive reading of RFC 7644 §3.7.

use proptest::prelude::*;
use scim::bulk::{BulkMethod, BulkOperation, plan};
use scim::compat::Profile;
use serde_json::{Value, json};

use super::{group, read};

/// References to some of nine operations, of which not all exist or are POSTs.
fn references() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0..9_usize, 0..3)
}

fn request() -> impl Strategy<Value = Vec<Value>> {
    let operation = (
        any::<bool>(),
        references(),
        prop::option::weighted(0.3, 0..9_usize),
    );
    prop::collection::vec(operation, 1..8).prop_map(|operations| {
        operations
            .into_iter()
            .enumerate()
            .map(|(position, (creates, references, target))| {
                let members: Vec<String> =
                    references.iter().map(|to| format!("bulkId:{to}")).collect();
                let members: Vec<&str> = members.iter().map(String::as_str).collect();
                let mut operation = group(&position.to_string(), &members);
                if !creates {
                    let target = target.map_or("1".to_owned(), |to| format!("bulkId:{to}"));
                    operation["method"] = "PUT".into();
                    operation["path"] = format!("/Groups/{target}").into();
                }
                operation
            })
            .collect()
    })
}

/// Whether `from` refers to `to`, directly or through others.
fn reaches(needs: &[Vec<usize>], from: usize, to: usize) -> bool {
    let mut seen = vec![false; needs.len()];
    let mut next = needs[from].clone();
    while let Some(operation) = next.pop() {
        if operation == to {
            return true;
        }
        if !std::mem::replace(&mut seen[operation], true) {
            next.extend(&needs[operation]);
        }
    }
    false
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_plan_keeps_every_promise(operations in request()) {
        let request = read(&json!(operations), Profile::Rfc);
        let operations: Vec<&BulkOperation> =
            request.operations.iter().map(|one| one.as_ref().unwrap()).collect();
        let creates = |position: usize| operations[position].method == BulkMethod::Post;
        let needs: Vec<Vec<usize>> = operations
            .iter()
            .map(|operation| {
                let references = operation.references().into_iter();
                references
                    .map(|bulk_id| bulk_id.parse::<usize>().unwrap())
                    .filter(|to| *to < operations.len() && creates(*to))
                    .collect()
            })
            .collect();
        let steps: Vec<Vec<usize>> =
            plan(&request.operations).into_iter().map(|step| step.operations).collect();
        let mut place = vec![None; operations.len()];
        for (number, step) in steps.iter().enumerate() {
            prop_assert!(step.is_sorted());
            for position in step {
                prop_assert_eq!(place[*position].replace(number), None, "carried out twice");
            }
        }
        let place: Vec<usize> = place.into_iter().map(|number| number.unwrap()).collect();
        for one in 0..operations.len() {
            // Every reference is satisfied by an earlier step, or by the same one.
            for need in &needs[one] {
                prop_assert!(place[*need] <= place[one], "{:?}", steps);
            }
            for other in 0..operations.len() {
                // One step is one circle.
                let circle = one == other
                    || reaches(&needs, one, other) && reaches(&needs, other, one);
                prop_assert_eq!(place[one] == place[other], circle, "{:?}", steps);
                // Nothing overtakes an earlier operation but what that one, or one before it,
                // refers to.
                if one < other && place[other] < place[one] {
                    let wanted = (0..=one).any(|before| reaches(&needs, before, other));
                    prop_assert!(wanted && creates(other), "{:?}", steps);
                }
            }
        }
    }

    #[test]
    fn any_json_is_read_or_refused(body in any_json()) {
        use scim::bulk::{BulkIds, BulkLimits, BulkRequest};
        use scim::compat::Coercions;
        for profile in [Profile::Tolerant, Profile::Rfc] {
            let limits = BulkLimits::default();
            let request = BulkRequest::parse(&body, profile, limits, &mut Coercions::new());
            let Ok(request) = request else { continue };
            let count: usize =
                plan(&request.operations).iter().map(|step| step.operations.len()).sum();
            prop_assert_eq!(count, request.operations.len());
            let ids = BulkIds::new(&request);
            for operation in request.operations.into_iter().flatten() {
                let references = operation.references().len();
                let resolved = ids.resolve(operation);
                prop_assert_eq!(resolved.is_ok(), references == 0);
            }
        }
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<i32>().prop_map(Value::from),
        prop::sample::select(vec![
            "POST",
            "put",
            "PATCH",
            "DELETE",
            "/Users",
            "/Users/1",
            "Users",
            "/Groups/bulkId:a",
            "bulkId:a",
            "a",
            "",
            "members[value eq \"bulkId:a\"]",
            "\"",
            "\"bulkId:a\\",
        ])
        .prop_map(Value::from),
    ];
    let name = prop::sample::select(vec![
        "method",
        "path",
        "bulkId",
        "data",
        "version",
        "Operations",
        "failOnErrors",
        "value",
        "$ref",
    ]);
    let members = move |value: BoxedStrategy<Value>| {
        prop::collection::vec((name.clone(), value), 0..6).prop_map(|members| {
            let members = members.into_iter();
            Value::Object(
                members
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
            )
        })
    };
    let value = leaf.prop_recursive(3, 24, 4, {
        let members = members.clone();
        move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                members(inner),
            ]
        }
    });
    prop::collection::vec(members(value.boxed()), 0..5).prop_map(
        |operations| json!({ "schemas": [scim::urn::BULK_REQUEST], "Operations": operations }),
    )
}

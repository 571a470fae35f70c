//! A bulk request: every operation has its turn, after those that it refers to.
#![no_main]

use std::collections::HashMap;

use fuzz::{PROFILES, law, mutate};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use scim::bulk::{
    BulkIds, BulkLimits, BulkMethod, BulkRequest, BulkResponse, BulkResult, BulkTarget, plan,
};
use scim::compat::Coercions;

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::mutate(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let Ok(body) = scim::json::parse(data) else {
        return;
    };
    for profile in PROFILES {
        let mut notes = Coercions::new();
        match BulkRequest::parse(&body, profile, BulkLimits::default(), &mut notes) {
            Ok(request) => carry_out(request),
            Err(error) => law::is_plain(&error),
        }
        law::are_plain(&notes);
    }
});

/// Carries the operations out as the server does; those on `/Fails` fail.
fn carry_out(request: BulkRequest) {
    let mut response = BulkResponse::new(&request);
    let mut ids = BulkIds::new(&request);
    let mut creators = HashMap::new();
    for (position, operation) in request.operations.iter().enumerate() {
        if let Ok(operation) = operation
            && operation.method == BulkMethod::Post
            && let Some(bulk_id) = &operation.bulk_id
        {
            assert_eq!(
                creators.insert(bulk_id.clone(), position),
                None,
                "a bulkId is unique"
            );
        }
    }
    let mut turns = vec![false; request.operations.len()];
    for step in plan(&request.operations) {
        for position in &step.operations {
            assert!(
                !std::mem::replace(&mut turns[*position], true),
                "one turn each"
            );
        }
        if step.operations.len() > 1 {
            // A circle: the ids are known before any of them is created.
            for position in &step.operations {
                let operation = request.operations[*position].as_ref().expect("readable");
                assert_eq!(operation.method, BulkMethod::Post);
                ids.create(operation.bulk_id.as_deref().expect("a bulkId"), "circle");
            }
        }
        for position in step.operations {
            let operation = match &request.operations[position] {
                Ok(operation) => operation,
                Err(refused) => {
                    law::is_plain(&refused.error);
                    response.record(position, BulkResult::refusal(refused, None));
                    continue;
                }
            };
            for bulk_id in operation.references() {
                assert!(
                    creators.get(&bulk_id).is_none_or(|creator| turns[*creator]),
                    "in order"
                );
            }
            let result = match ids.resolve(operation.clone()) {
                Ok(resolved) => {
                    assert!(!matches!(resolved.target, Some(BulkTarget::BulkId(_))));
                    if operation.references().is_empty() {
                        assert_eq!(&resolved, operation);
                    }
                    if let Some(bulk_id) = &operation.bulk_id {
                        match operation.endpoint.as_str() {
                            "/Fails" => ids.fail(bulk_id),
                            _ => ids.create(bulk_id, "created"),
                        }
                    }
                    BulkResult::success(operation, 200, "https://example.com".to_owned(), None)
                }
                Err(error) => {
                    assert!([400, 409].contains(&error.status), "{error:?}");
                    if let Some(bulk_id) = &operation.bulk_id {
                        ids.fail(bulk_id);
                    }
                    BulkResult::failure(operation, None, &error)
                }
            };
            response.record(position, result);
        }
    }
    assert!(turns.iter().all(|turn| *turn), "everybody's turn has come");
    let count = request.operations.len();
    let json = response.into_json();
    assert_eq!(json["Operations"].as_array().map(Vec::len), Some(count));
}

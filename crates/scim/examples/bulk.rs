//! Carries out a bulk request whose Groups refer to each other, on a store in memory.
//!
//! ```text
//! cargo run -p scim --example bulk
//! ```
#![allow(clippy::print_stdout, reason = "a program that tells its result")]

use std::collections::BTreeMap;

use scim::Error;
use scim::bulk::{
    BulkIds, BulkLimits, BulkMethod, BulkOperation, BulkRequest, BulkResponse, BulkResult, Step,
    plan,
};
use scim::compat::{Coercions, Profile};
use scim::resource::{Attributes, parse_create};
use scim::resource_type::{GROUP, USER};
use serde_json::{Value, json};

const USER_URN: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP_URN: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

/// Groups A and B are members of each other, and of A is a User who is created last.
fn request() -> Value {
    let post = |path: &str, bulk_id: &str, data: Value| json!({ "method": "POST", "path": path, "bulkId": bulk_id, "data": data });
    let group = |name: &str, members: Value| json!({ "schemas": [GROUP_URN], "displayName": name, "members": members });
    let a = group(
        "A",
        json!([{ "value": "bulkId:b" }, { "value": "bulkId:ada" }]),
    );
    let b = group("B", json!([{ "value": "bulkId:a" }]));
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": [
            post("/Groups", "a", a),
            post("/Groups", "b", b),
            post("/Groups", "c", group("C", json!([{ "value": "bulkId:nobody" }]))),
            post("/Users", "ada", json!({ "schemas": [USER_URN], "userName": "ada" })),
        ],
    })
}

#[derive(Default)]
struct Store {
    resources: BTreeMap<String, Attributes>,
}

impl Store {
    fn create(&mut self, id: &str, operation: BulkOperation, ids: &BulkIds) -> Result<(), Error> {
        let rt = match (operation.method, operation.endpoint.as_str()) {
            (BulkMethod::Post, "/Users") => &*USER,
            (BulkMethod::Post, "/Groups") => &*GROUP,
            _ => {
                return Err(Error::new(
                    501,
                    "This example only creates Users and Groups.",
                ));
            }
        };
        let operation = ids.resolve(operation)?;
        let attributes = parse_create(&operation.data, rt, Profile::Rfc, &mut Coercions::new())?;
        self.resources.insert(id.to_owned(), attributes);
        Ok(())
    }

    /// Creates what belongs together: all of it or nothing.
    fn carry_out(
        &mut self,
        step: &Step,
        request: &BulkRequest,
        ids: &mut BulkIds,
        response: &mut BulkResponse,
    ) {
        let before = self.resources.clone();
        let mut operations: Vec<(usize, &BulkOperation)> = Vec::new();
        for &position in &step.operations {
            match request.operations.get(position) {
                Some(Ok(operation)) => operations.push((position, operation)),
                Some(Err(refused)) => response.record(position, BulkResult::refusal(refused, None)),
                None => {}
            }
        }
        // The ids are known before anything is created, so that a circle can be closed.
        for (position, operation) in &operations {
            if let Some(bulk_id) = &operation.bulk_id {
                ids.create(bulk_id, &format!("id-{position}"));
            }
        }
        let mut failed: Option<(usize, &str, Error)> = None;
        for (position, operation) in &operations {
            let id = format!("id-{position}");
            if let Err(error) = self.create(&id, (*operation).clone(), ids) {
                let bulk_id = operation.bulk_id.as_deref().unwrap_or_default();
                failed = Some((*position, bulk_id, error));
                break;
            }
        }
        if failed.is_some() {
            self.resources = before;
        }
        for (position, operation) in &operations {
            let bulk_id = operation.bulk_id.as_deref().unwrap_or_default();
            let location = format!("https://example.com/v2{}/id-{position}", operation.endpoint);
            let result = match &failed {
                None => BulkResult::success(operation, 201, location, None),
                Some((place, _, error)) if place == position => {
                    BulkResult::failure(operation, None, error)
                }
                Some((_, other, _)) => {
                    BulkResult::failure(operation, None, &BulkIds::circle_failed(other))
                }
            };
            if failed.is_some() {
                ids.fail(bulk_id);
            }
            response.record(*position, result);
        }
    }
}

pub(crate) fn main() -> Result<(), Error> {
    let mut notes = Coercions::new();
    let request = BulkRequest::parse(&request(), Profile::Rfc, BulkLimits::default(), &mut notes)?;
    let (mut ids, mut response) = (BulkIds::new(&request), BulkResponse::new(&request));
    let mut store = Store::default();
    for step in plan(&request.operations) {
        if response.is_over() {
            break;
        }
        store.carry_out(&step, &request, &mut ids, &mut response);
    }
    println!("{:#}", response.into_json());
    for (id, attributes) in &store.resources {
        println!("{id}: {}", Value::Object(attributes.clone()));
    }
    Ok(())
}

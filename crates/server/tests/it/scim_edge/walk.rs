//! Walks over 10,000 users while others are deleted and created.

use std::collections::HashMap;
use std::thread;

use serde_json::{Value, json};

use super::start;
use crate::support::{Scim, USER};

const USERS: usize = 10_000;
const PAGE: usize = 200;
/// One user in so many is deleted during the walks.
const DELETED: usize = 9;
const BULK_REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

/// The ids of new users.
fn create(scim: &Scim, names: &[String]) -> Vec<String> {
    let operations: Vec<Value> = names
        .iter()
        .map(|name| {
            json!({ "method": "POST", "path": "/Users", "bulkId": name,
                "data": { "schemas": [USER], "userName": name } })
        })
        .collect();
    let body = json!({ "schemas": [BULK_REQUEST], "Operations": operations });
    let reply = scim.send("POST", "/Bulk", &body).expect(200);
    let done = reply["Operations"].as_array().unwrap();
    done.iter()
        .map(|one| {
            assert_eq!(one["status"], "201", "{one}");
            let location = one["location"].as_str().unwrap();
            location.rsplit_once('/').unwrap().1.to_owned()
        })
        .collect()
}

/// How often each user was on a page.
fn walk(scim: &Scim, query: &str, next: impl Fn(&Value) -> Option<String>) -> HashMap<String, u32> {
    let mut seen = HashMap::new();
    let mut place = next(&Value::Null);
    while let Some(parameter) = place {
        let page = scim
            .get(&format!(
                "/Users?count={PAGE}&attributes=id&{query}&{parameter}"
            ))
            .expect(200);
        for user in page["Resources"].as_array().unwrap() {
            *seen
                .entry(user["id"].as_str().unwrap().to_owned())
                .or_default() += 1;
        }
        place = next(&page);
    }
    seen
}

fn by_cursor(page: &Value) -> Option<String> {
    match page {
        Value::Null => Some("cursor=".to_owned()),
        page => page["nextCursor"]
            .as_str()
            .map(|next| format!("cursor={next}")),
    }
}

fn by_index(page: &Value) -> Option<String> {
    let Value::Object(page) = page else {
        return Some("startIndex=1".to_owned());
    };
    let number = |name: &str| page[name].as_u64().unwrap();
    let next = number("startIndex") + number("itemsPerPage");
    (number("itemsPerPage") > 0 && next <= number("totalResults"))
        .then(|| format!("startIndex={next}"))
}

#[test]
fn nobody_who_stays_is_missed() {
    let (_server, scim) = start();
    // The names' order has nothing to do with the order of creation.
    let names: Vec<String> = (0..USERS)
        .map(|number| format!("user{:05}", number * 7_919 % USERS))
        .collect();
    let ids: Vec<String> = thread::scope(|scope| {
        let several = names.chunks(500);
        let threads: Vec<_> = several
            .map(|names| scope.spawn(|| create(&scim, names)))
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    let (gone, stayed): (Vec<_>, Vec<_>) = ids
        .into_iter()
        .enumerate()
        .partition(|(position, _)| position % DELETED == 0);

    let changes = {
        let (scim, gone) = (scim.clone(), gone.clone());
        thread::spawn(move || {
            for (position, id) in gone {
                assert_eq!(
                    scim.request("DELETE", &format!("/Users/{id}"))
                        .send()
                        .status,
                    204
                );
                scim.create_user(&format!("new{position:05}"));
            }
        })
    };
    let mut walks = 0;
    loop {
        let is_last = changes.is_finished();
        let query = ["sortBy=userName", ""][walks % 2];
        let by_cursor = walk(&scim, query, by_cursor);
        for (_, id) in &stayed {
            assert_eq!(by_cursor.get(id), Some(&1), "walk {walks} of {query:?}");
        }
        assert!(by_cursor.values().all(|times| *times == 1));

        // Without an order, who is new comes last: nobody comes twice, and each deletion before
        // the place moves at most one user out of sight.
        let by_index = walk(&scim, "", by_index);
        assert!(by_index.values().all(|times| *times == 1));
        let missed = stayed.iter().filter(|(_, id)| !by_index.contains_key(id));
        assert!(missed.count() <= gone.len());
        walks += 1;
        if is_last {
            break;
        }
    }
    changes.join().unwrap();
    assert!(walks > 1, "nothing was walked during the changes");
}

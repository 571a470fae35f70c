//! A walk through the pages of a list may ask another replica for each of them.

use std::collections::BTreeSet;

use serde_json::json;

use super::{REPLICAS, Replicas};

const USERS: usize = 20;

/// RFC 9865 §2: a cursor is of the service provider, not of the process that made it.
#[test]
fn a_cursor_of_one_leads_on_at_the_others() {
    let replicas = Replicas::start();
    let all = replicas.everywhere(&replicas.scim());
    let created: BTreeSet<String> = (0..USERS)
        .map(|number| all[number % REPLICAS].create_user(&format!("user-{number}")))
        .collect();
    for query in ["", "&sortBy=userName&sortOrder=descending"] {
        let mut seen = BTreeSet::new();
        let mut cursor = String::new();
        for page in 0.. {
            let path = format!("/Users?count=3&cursor={cursor}{query}");
            let found = all[page % REPLICAS].get(&path).expect(200);
            assert_eq!(found["totalResults"], USERS);
            for user in found["Resources"].as_array().unwrap() {
                let id = user["id"].as_str().unwrap().to_owned();
                assert!(seen.insert(id), "{user} is there twice");
            }
            match found["nextCursor"].as_str() {
                Some(next) => next.clone_into(&mut cursor),
                None => break,
            }
        }
        assert_eq!(seen, created);
    }
}

#[test]
fn a_page_token_of_one_leads_on_at_the_others() {
    let replicas = Replicas::start();
    let scim = replicas.scim();
    for number in 0..USERS {
        scim.create_user(&format!("user-{number}"));
    }
    let mut seen = BTreeSet::new();
    let mut token = String::new();
    for page in 0.. {
        let body = json!({
            "organizationId": replicas.credentials.organization_id,
            "pagination": { "pageSize": 3, "token": token },
        });
        let found = replicas
            .management(page % REPLICAS)
            .call("ListMembers", &body);
        for member in found["members"].as_array().unwrap() {
            assert!(seen.insert(member["userId"].to_string()), "{member}");
        }
        match found["pagination"]["nextToken"].as_str() {
            Some(next) if !next.is_empty() => next.clone_into(&mut token),
            _ => break,
        }
    }
    // And the administrator.
    assert_eq!(seen.len(), USERS + 1);
}

//! What a query may cost.

use domain::Error;
use domain::limits::FILTER_CANDIDATES;
use domain::provisioning::ListRequest;
use domain::resource::ResourceConflict;
use scim::resource_type::USER;
use serde_json::json;

use crate::support::{Engine, World, run};

/// Writes users into the file itself, because so many take long to create one by one.
fn fill(world: &World, count: u64) {
    let owner = world.ours.owner;
    let (organization, configuration) = (
        owner.organization_id.uuid(),
        owner.scim_configuration_id.uuid(),
    );
    let file = rusqlite::Connection::open(world.database()).unwrap();
    let made = file.execute(
        "INSERT INTO resources (organization_id, scim_configuration_id, resource_type, id, version, \
         created_at, last_modified_at, unique_key, active, email_keys, display, attributes) \
         WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?3) \
         SELECT ?1, ?2, 'User', unhex(printf('%032x', n)), 1, 0, 0, 'user' || n, 1, '', '', \
         '{\"userName\":\"user' || n || '\",\"active\":true}' FROM numbers",
        rusqlite::params![
            organization.as_bytes(),
            configuration.as_bytes(),
            i64::try_from(count).unwrap()
        ],
    );
    assert_eq!(u64::try_from(made.unwrap()).unwrap(), count);
    file.execute(
        "INSERT INTO resource_counts VALUES (?1, ?2, 'User', zeroblob(16), ?3)",
        rusqlite::params![
            organization.as_bytes(),
            configuration.as_bytes(),
            i64::try_from(count).unwrap()
        ],
    )
    .unwrap();
}

/// RFC 7644 §3.4.2.1: `tooMany`, where the query cannot be answered a page at a time.
#[test]
fn e7_what_examines_too_many_resources_is_refused() {
    run(async {
        let world = World::new(Engine::Sqlite).await;
        fill(&world, FILTER_CANDIDATES + 1);
        let client = &world.ours.client;
        let ask = |filter: Option<&str>, sort_by: Option<&str>, cursor: Option<&str>| ListRequest {
            filter: filter.map(str::to_owned),
            sort_by: sort_by.map(str::to_owned),
            cursor: cursor.map(str::to_owned),
            count: Some(2),
            ..ListRequest::default()
        };
        for request in [
            ask(Some("title eq \"x\""), None, None),
            ask(None, Some("title"), None),
            ask(None, Some("title"), Some("")),
        ] {
            let refused = world.muster.scim_list(client, Some(&USER), &request).await;
            assert!(
                matches!(
                    refused,
                    Err(Error::Conflict(
                        ResourceConflict::TooMany { .. } | ResourceConflict::TooManyToSort { .. }
                    ))
                ),
                "{request:?}: {refused:?}"
            );
        }
        // An index answers for any number, and a cursor leads on where the search was given up.
        for request in [
            ask(Some("userName eq \"USER77\""), None, None),
            ask(None, Some("userName"), None),
            ask(None, None, None),
            ask(Some("title eq \"x\""), None, Some("")),
        ] {
            let answer = world.muster.scim_list(client, Some(&USER), &request).await;
            let page = json!(answer.unwrap().response);
            let found = page["Resources"].as_array().unwrap().len();
            assert!(found > 0 || page["nextCursor"].is_string(), "{page}");
        }
    });
}

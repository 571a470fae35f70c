//! Bulk requests (RFC 7644 §3.7).

use serde_json::{Value, json};

use super::{assert_error, start};
use crate::support::{ENTERPRISE, GROUP, PATCH_OP, Reply, Scim, USER};

const BULK_REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const BULK_RESPONSE: &str = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

fn request(scim: &Scim, body: &Value) -> Reply {
    scim.send("POST", "/Bulk", body)
}

/// The results of these operations, of which each must have been carried out or refused.
fn bulk(scim: &Scim, operations: Value) -> Vec<Value> {
    let body = json!({ "schemas": [BULK_REQUEST], "Operations": operations });
    let answer = request(scim, &body).expect(200);
    assert_eq!(answer["schemas"], json!([BULK_RESPONSE]));
    answer["Operations"].as_array().unwrap().clone()
}

fn statuses(results: &[Value]) -> Vec<&str> {
    results
        .iter()
        .map(|result| result["status"].as_str().expect("a JSON string"))
        .collect()
}

fn user(bulk_id: &str, name: &str) -> Value {
    json!({ "method": "POST", "path": "/Users", "bulkId": bulk_id,
        "data": { "schemas": [USER], "userName": name } })
}

fn group(bulk_id: &str, name: &str, members: &[&str]) -> Value {
    let members: Vec<Value> = members.iter().map(|id| json!({ "value": id })).collect();
    json!({ "method": "POST", "path": "/Groups", "bulkId": bulk_id,
        "data": { "schemas": [GROUP], "displayName": name, "members": members } })
}

/// What stands at the location of a result.
fn at(scim: &Scim, result: &Value) -> Value {
    let location = result["location"].as_str().unwrap();
    scim.get(location.strip_prefix(&scim.url).unwrap())
        .expect(200)
}

fn members(group: &Value) -> Vec<&str> {
    let members = group["members"].as_array().map(Vec::as_slice);
    let mut ids: Vec<&str> = members
        .unwrap_or_default()
        .iter()
        .map(|member| member["value"].as_str().unwrap())
        .collect();
    ids.sort_unstable();
    ids
}

#[test]
fn every_method_is_answered_as_alone() {
    let (_server, scim) = start();
    let kept = scim.create_user("kept");
    let gone = scim.create_user("gone");
    let results = bulk(
        &scim,
        json!([
            user("one", "anna"),
            { "method": "PUT", "path": format!("/Users/{kept}"),
                "data": { "schemas": [USER], "userName": "kept", "title": "Boss" } },
            { "method": "PATCH", "path": format!("/Users/{kept}"), "bulkId": "patch", "data": {
                "schemas": [PATCH_OP],
                "Operations": [{ "op": "add", "path": "nickName", "value": "K" }] } },
            { "method": "DELETE", "path": format!("/Users/{gone}") },
        ]),
    );
    assert_eq!(statuses(&results), ["201", "200", "200", "204"]);
    // RFC 7644 §3.7.3: method, bulkId, version, location.
    assert_eq!(results[0]["method"], "POST");
    assert_eq!(results[0]["bulkId"], "one");
    assert_eq!(results[0]["version"], "W/\"1\"");
    assert_eq!(at(&scim, &results[0])["userName"], "anna");
    assert_eq!(results[1]["location"], format!("{}/Users/{kept}", scim.url));
    assert_eq!(results[2]["version"], "W/\"3\"");
    assert_eq!(at(&scim, &results[2])["nickName"], "K");
    assert_eq!(results[3]["location"], format!("{}/Users/{gone}", scim.url));
    assert_eq!(scim.get(&format!("/Users/{gone}")).status, 404);
    assert!(
        results
            .iter()
            .all(|result| result.get("response").is_none())
    );
}

#[test]
fn references_lead_back_forward_and_into_paths() {
    // RFC 7644 §3.7.2
    let (_server, scim) = start();
    let results = bulk(
        &scim,
        json!([
            // Forward: the user comes later.
            group("staff", "Staff", &["bulkId:anna"]),
            user("anna", "anna"),
            { "method": "PATCH", "path": "/Groups/bulkId:staff", "data": { "schemas": [PATCH_OP],
                "Operations": [{ "op": "add", "path": "members",
                    "value": [{ "value": "bulkId:bob" }] }] } },
            { "method": "POST", "path": "/Users", "bulkId": "bob", "data": {
                "schemas": [USER, ENTERPRISE], "userName": "bob",
                ENTERPRISE: { "manager": { "value": "bulkId:anna" } } } },
        ]),
    );
    assert_eq!(statuses(&results), ["201", "201", "200", "201"]);
    let (anna, bob) = (at(&scim, &results[1]), at(&scim, &results[3]));
    let mut both = [anna["id"].as_str().unwrap(), bob["id"].as_str().unwrap()];
    both.sort_unstable();
    assert_eq!(members(&at(&scim, &results[0])), both);
    assert_eq!(bob[ENTERPRISE]["manager"]["value"], anna["id"]);
}

#[test]
fn circles_and_references_to_oneself_are_resolved() {
    // RFC 7644 §3.7.1: the service provider MUST try.
    let (_server, scim) = start();
    let manager = |bulk_id: &str, name: &str, of: &str| {
        json!({ "method": "POST", "path": "/Users", "bulkId": bulk_id, "data": {
            "schemas": [USER, ENTERPRISE], "userName": name,
            ENTERPRISE: { "manager": { "value": format!("bulkId:{of}") } } } })
    };
    let results = bulk(
        &scim,
        json!([
            group("a", "A", &["bulkId:b"]),
            group("b", "B", &["bulkId:c"]),
            group("c", "C", &["bulkId:a", "bulkId:own"]),
            manager("own", "own boss", "own"),
            manager("x", "x", "y"),
            manager("y", "y", "x"),
        ]),
    );
    assert_eq!(statuses(&results), ["201"; 6]);
    let all: Vec<Value> = results.iter().map(|result| at(&scim, result)).collect();
    let id = |number: usize| all[number]["id"].as_str().unwrap();
    assert_eq!(members(&all[0]), [id(1)]);
    assert_eq!(members(&all[1]), [id(2)]);
    assert_eq!(members(&all[2]).len(), 2);
    for (user, of) in [(3, 3), (4, 5), (5, 4)] {
        assert_eq!(all[user][ENTERPRISE]["manager"]["value"], id(of));
    }
}

#[test]
fn a_circle_with_an_operation_that_fails_leaves_nothing() {
    let (_server, scim) = start();
    scim.create_group("Taken", &[]);
    let results = bulk(
        &scim,
        json!([
            group("a", "A", &["bulkId:b"]),
            group("b", "taken", &["bulkId:a"]),
            group("c", "C", &["bulkId:a"]),
            user("d", "dora"),
        ]),
    );
    assert_eq!(statuses(&results), ["409", "409", "409", "201"]);
    assert_eq!(results[1]["response"]["scimType"], "uniqueness");
    assert!(
        results[0]["response"].get("scimType").is_none(),
        "{}",
        results[0]
    );
    assert!(
        results[0].get("location").is_none(),
        "a failed POST has no location"
    );
    let groups = scim.get("/Groups").expect(200);
    assert_eq!(groups["totalResults"], 1, "{groups}");
}

#[test]
fn each_operation_is_atomic_and_the_others_go_on() {
    let (_server, scim) = start();
    let anna = scim.create_user("anna");
    let path = format!("/Users/{anna}");
    let patch = |operations: Value| {
        json!({ "method": "PATCH", "path": path,
            "data": { "schemas": [PATCH_OP], "Operations": operations } })
    };
    let results = bulk(
        &scim,
        json!([
            user("again", "Anna"),
            patch(json!([
                { "op": "add", "path": "title", "value": "half" },
                { "op": "add", "path": "nothing", "value": 1 },
            ])),
            user("bad", ""),
            user("good", "good"),
            { "method": "PUT", "path": "/Users/nobody", "data": { "userName": "x" } },
            { "method": "POST", "path": "/Nothing", "bulkId": "n", "data": {} },
        ]),
    );
    assert_eq!(
        statuses(&results),
        ["409", "400", "400", "201", "404", "404"]
    );
    assert_eq!(results[0]["response"]["scimType"], "uniqueness");
    assert_eq!(results[0]["response"]["status"], "409");
    assert_eq!(results[1]["response"]["scimType"], "invalidPath");
    assert_eq!(results[1]["location"], format!("{}{path}", scim.url));
    let found = scim.get(&path).expect(200);
    assert!(found.get("title").is_none(), "{found}");
    assert_eq!(found["meta"]["version"], "W/\"1\"");
}

#[test]
fn fail_on_errors_stops_and_lists_what_was_carried_out() {
    // RFC 7644 §3.7: the rest is neither carried out nor listed.
    let (_server, scim) = start();
    scim.create_user("taken");
    let body = |limit: u64| {
        json!({ "schemas": [BULK_REQUEST], "failOnErrors": limit, "Operations": [
            user("1", "taken"),
            user("2", &format!("first{limit}")),
            user("3", "taken"),
            user("4", &format!("second{limit}")),
        ] })
    };
    for (limit, wanted) in [
        (1, &["409"][..]),
        (2, &["409", "201", "409"]),
        (3, &["409", "201", "409", "201"]),
    ] {
        let answer = request(&scim, &body(limit)).expect(200);
        let results = answer["Operations"].as_array().unwrap();
        assert_eq!(statuses(results), wanted);
    }
}

#[test]
fn versions_are_conditions() {
    let (_server, scim) = start();
    let anna = scim.create_user("anna");
    let change = |version: &str, title: &str| {
        json!({ "method": "PATCH", "path": format!("/Users/{anna}"), "version": version,
            "data": { "schemas": [PATCH_OP],
                "Operations": [{ "op": "add", "path": "title", "value": title }] } })
    };
    let results = bulk(
        &scim,
        json!([
            change("W/\"7\"", "no"),
            change("W/\"1\"", "yes"),
            change("W/\"1\"", "late"),
            { "method": "DELETE", "path": format!("/Users/{anna}"), "version": "W/\"1\"" },
        ]),
    );
    assert_eq!(statuses(&results), ["412", "200", "412", "412"]);
    assert_eq!(
        scim.get(&format!("/Users/{anna}")).expect(200)["title"],
        "yes"
    );
}

#[test]
fn what_is_wrong_with_an_operation() {
    let (_server, scim) = start();
    let results = bulk(
        &scim,
        json!([
            user("same", "one"),
            user("same", "two"),
            group("g", "G", &["bulkId:nobody"]),
            { "method": "POST", "path": "/Bulk", "bulkId": "b", "data": {} },
            { "method": "PUT", "path": "/Users", "data": {} },
            { "method": "FETCH", "path": "/Users" },
            { "method": "DELETE", "path": "/Users/bulkId:nobody" },
            "nonsense",
        ]),
    );
    let kinds: Vec<&Value> = results
        .iter()
        .map(|result| &result["response"]["scimType"])
        .collect();
    assert_eq!(statuses(&results), ["400"; 8]);
    assert_eq!(
        kinds,
        [
            "invalidSyntax",
            "invalidSyntax",
            "invalidValue",
            "invalidSyntax",
            "invalidSyntax",
            "invalidSyntax",
            "invalidValue",
            "invalidSyntax"
        ]
    );
    assert_eq!(scim.get("/Users").expect(200)["totalResults"], 0);
}

#[test]
fn the_limits_are_advertised_and_kept() {
    // RFC 7644 §3.7.4
    let (_server, scim) = start();
    let config = scim.get("/ServiceProviderConfig").expect(200);
    assert_eq!(config["bulk"]["supported"], true);
    let most = config["bulk"]["maxOperations"].as_u64().unwrap();
    assert_eq!(most, 1000);
    let operations = |count: u64| -> Vec<Value> {
        (0..count)
            .map(|number| user(&number.to_string(), &format!("u{number}")))
            .collect()
    };
    let body = json!({ "schemas": [BULK_REQUEST], "Operations": operations(most + 1) });
    let refused = request(&scim, &body);
    assert_eq!(assert_error(&refused, 413), None);
    assert!(refused.body.contains("1000"), "{}", refused.body);
    let results = bulk(&scim, json!(operations(most)));
    assert!(results.iter().all(|result| result["status"] == "201"));
    let large = "x".repeat(5 * 1024 * 1024);
    let refused = scim
        .request("POST", "/Bulk")
        .header("Content-Type", "application/scim+json")
        .body(large)
        .send();
    assert_eq!(assert_error(&refused, 413), None);
    assert!(refused.body.contains("4194304"), "{}", refused.body);
}

#[test]
fn a_request_that_is_none_is_refused_whole() {
    let (_server, scim) = start();
    for body in [
        json!([]),
        json!({ "schemas": [BULK_REQUEST] }),
        json!({ "schemas": [USER], "Operations": [] }),
        json!({ "schemas": [BULK_REQUEST], "failOnErrors": 0, "Operations": [user("1", "a")] }),
        json!({ "schemas": [BULK_REQUEST], "failOnErrors": "1", "Operations": [user("1", "a")] }),
    ] {
        let refused = request(&scim, &body);
        let kind = assert_error(&refused, 400);
        assert_eq!(kind.as_deref(), Some("invalidSyntax"), "{body}");
    }
    assert_eq!(scim.get("/Bulk").status, 405);
    assert_eq!(scim.get("/Users").expect(200)["totalResults"], 0);
}

#[test]
fn an_adopted_member_is_named_by_its_own_id() {
    // The id that was planned for the user gives way to that of the member who is adopted.
    let (server, scim) = start();
    let management = server.management();
    let (_, id) = scim.url.rsplit_once('/').unwrap();
    let first = scim.send(
        "POST",
        "/Users",
        &json!({ "schemas": [USER], "userName": "eva",
        "emails": [{ "value": "eva@acme.example" }] }),
    );
    let eva = first.expect(201)["id"].as_str().unwrap().to_owned();
    // With its configuration gone, the user is a member whom nobody owns.
    management.call(
        "DeleteSCIMConfiguration",
        &json!({ "scimConfigurationId": id }),
    );
    let scim = Scim::new(&server);
    let (_, id) = scim.url.rsplit_once('/').unwrap();
    management.call(
        "UpdateSCIMConfiguration",
        &json!({ "scimConfigurationId": id, "allowUnverifiedEmailAccountLinking": true }),
    );
    let results = bulk(
        &scim,
        json!([
            group("g", "G", &["bulkId:h", "bulkId:eva"]),
            group("h", "H", &["bulkId:g"]),
            { "method": "POST", "path": "/Users", "bulkId": "eva", "data": {
                "schemas": [USER, ENTERPRISE], "userName": "eva",
                "emails": [{ "value": "eva@acme.example" }],
                ENTERPRISE: { "manager": { "value": "bulkId:eva" } } } },
        ]),
    );
    assert_eq!(statuses(&results), ["201"; 3]);
    let adopted = at(&scim, &results[2]);
    assert_eq!(adopted["id"], json!(eva));
    assert_eq!(adopted[ENTERPRISE]["manager"]["value"], json!(eva));
    assert!(members(&at(&scim, &results[0])).contains(&eva.as_str()));
}

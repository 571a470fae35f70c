//! The message (RFC 7644 §3.7; checklist P1, P4, P5, P6).

use insta::assert_snapshot;
use scim::bulk::{BulkLimits, BulkMethod, BulkOperation, BulkRequest, BulkTarget};
use scim::compat::{Coercions, Profile};
use scim::{Error, ScimType, urn};
use serde_json::{Value, json};

use super::read;

const PROFILES: [Profile; 3] = [Profile::Tolerant, Profile::Rfc, Profile::Interop];

fn parse(body: &Value, profile: Profile) -> (Result<BulkRequest, Error>, Vec<String>) {
    let mut coercions = Coercions::new();
    let request = BulkRequest::parse(body, profile, BulkLimits::default(), &mut coercions);
    (request, coercions.iter().map(str::to_owned).collect())
}

/// The error of a single operation.
fn refusal(operation: Value, profile: Profile) -> String {
    let mut request = read(&json!([operation]), profile);
    let refused = request.operations.remove(0).expect_err("refused");
    assert_eq!(refused.error.status, 400, "{operation}");
    let kind = refused.error.scim_type;
    assert_eq!(kind, Some(ScimType::InvalidSyntax), "{operation}");
    refused.error.detail
}

/// The request of RFC 7644 §3.7.3, with the data of the PATCH as erratum 5050 has it.
#[test]
fn p1_p6_the_example_of_the_rfc() {
    let patch = json!({ "schemas": [urn::PATCH_OP], "Operations": [
        { "op": "remove", "path": "nickName" },
        { "op": "add", "path": "userName", "value": "Dave" },
    ] });
    let user = json!({ "schemas": [urn::USER], "userName": "Alice" });
    let body = json!({
        "schemas": [urn::BULK_REQUEST],
        "failOnErrors": 1,
        "Operations": [
            { "method": "POST", "path": "/Users", "bulkId": "qwerty", "data": user },
            { "method": "PUT", "path": "/Users/b7c1", "version": "W/\"3694\"", "data": user },
            { "method": "PATCH", "path": "/Users/5d8d", "version": "W/\"edac\"", "data": patch },
            { "method": "DELETE", "path": "/Users/e902", "version": "W/\"0ee8\"" },
        ],
    });
    let (request, notes) = parse(&body, Profile::Rfc);
    let request = request.expect("accepted");
    assert_eq!((request.fail_on_errors, notes.len()), (Some(1), 0));
    let of = |method, target: Option<&str>, version: Option<&str>, data: &Value| {
        Ok(BulkOperation {
            method,
            bulk_id: None,
            endpoint: "/Users".to_owned(),
            target: target.map(|id| BulkTarget::Id(id.to_owned())),
            version: version.map(str::to_owned),
            data: data.clone(),
        })
    };
    let mut create = of(BulkMethod::Post, None, None, &user).unwrap();
    create.bulk_id = Some("qwerty".to_owned());
    assert_eq!(
        request.operations,
        [
            Ok(create),
            of(BulkMethod::Put, Some("b7c1"), Some("W/\"3694\""), &user),
            of(BulkMethod::Patch, Some("5d8d"), Some("W/\"edac\""), &patch),
            of(
                BulkMethod::Delete,
                Some("e902"),
                Some("W/\"0ee8\""),
                &Value::Null
            ),
        ]
    );
}

#[test]
fn what_is_no_bulk_request_is_refused_as_a_whole() {
    let of =
        |operations: Value| json!({ "schemas": [urn::BULK_REQUEST], "Operations": operations });
    for body in [
        json!([]),
        json!({ "schemas": [urn::PATCH_OP], "Operations": [] }),
        json!({ "schemas": urn::BULK_REQUEST, "Operations": [] }),
        json!({ "schemas": [urn::BULK_REQUEST] }),
        of(json!({})),
        of(json!(null)),
        json!({ "schemas": [urn::BULK_REQUEST], "Operations": [], "operations": [] }),
        json!({ "schemas": [urn::BULK_REQUEST], "Operations": [], "failOnErrors": 0 }),
        json!({ "schemas": [urn::BULK_REQUEST], "Operations": [], "failOnErrors": -1 }),
        json!({ "schemas": [urn::BULK_REQUEST], "Operations": [], "failOnErrors": 1.5 }),
        json!({ "schemas": [urn::BULK_REQUEST], "Operations": [], "failOnErrors": "1" }),
    ] {
        for profile in PROFILES {
            let error = parse(&body, profile).0.expect_err("refused");
            assert_eq!(error.status, 400, "{body}");
            assert_eq!(error.scim_type, Some(ScimType::InvalidSyntax), "{body}");
        }
    }
    for body in [json!({ "Operations": [{}] }), of(json!([]))] {
        assert!(parse(&body, Profile::Rfc).0.is_err(), "{body}");
        let (request, notes) = parse(&body, Profile::Tolerant);
        assert_eq!((request.is_ok(), notes.len()), (true, 1), "{body}");
    }
}

/// RFC 7644 §3.7.4: the response names the limit.
#[test]
fn p4_too_many_operations() {
    let limits = BulkLimits {
        operations: 2,
        payload_bytes: 1_048_576,
        bulk_id_bytes: 3,
    };
    let read = |count: usize| {
        let operation = json!({ "method": "DELETE", "path": "/Users/1" });
        let body = json!({
            "schemas": [urn::BULK_REQUEST], "Operations": vec![operation; count],
        });
        BulkRequest::parse(&body, Profile::Rfc, limits, &mut Coercions::new())
    };
    assert!(read(2).is_ok());
    let error = read(3).unwrap_err();
    assert_eq!((error.status, error.scim_type), (413, None));
    assert_snapshot!(error.detail, @"The bulk request has 3 operations, which exceeds the maxOperations (2); split it into several requests.");
    let error = limits.payload_too_large();
    assert_eq!(error.status, 413);
    assert_snapshot!(error.detail, @"The size of the bulk request exceeds the maxPayloadSize (1048576); split it into several requests.");
}

#[test]
fn p2_p5_a_wrong_operation_fails_alone() {
    let post = |extra: Value| {
        let mut operation = json!({
            "method": "POST", "path": "/Users", "bulkId": "a", "data": { "userName": "u" },
        });
        let extra = extra.as_object().unwrap().clone();
        operation.as_object_mut().unwrap().extend(extra);
        operation
    };
    let refused = |extra: Value| refusal(post(extra), Profile::Rfc);
    assert_snapshot!(refusal(json!(7), Profile::Rfc), @"An operation must be a JSON object.");
    assert_snapshot!(refused(json!({ "bulkId": null })), @"A POST needs a bulkId (RFC 7644 §3.7); add one.");
    assert_snapshot!(refused(json!({ "bulkId": "" })), @"bulkId must be a non-empty JSON string of at most 255 bytes.");
    assert_snapshot!(refused(json!({ "bulkId": "x".repeat(256) })), @"bulkId must be a non-empty JSON string of at most 255 bytes.");
    assert_snapshot!(refused(json!({ "BULKID": "b" })), @r#""BULKID" appears twice; send it once."#);
    assert_snapshot!(refused(json!({ "method": null })), @r#"An operation needs a method: "POST", "PUT", "PATCH" or "DELETE"."#);
    assert_snapshot!(refused(json!({ "method": "GET" })), @r#"The method "GET" is not one of "POST", "PUT", "PATCH" and "DELETE"."#);
    assert_snapshot!(refused(json!({ "method": "post" })), @r#"The method "post" is not one of "POST", "PUT", "PATCH" and "DELETE"."#);
    assert_snapshot!(refused(json!({ "path": null })), @r#"An operation needs a path, such as "/Users"."#);
    assert_snapshot!(refused(json!({ "path": "Users" })), @"The path 'Users' must begin with a slash.");
    assert_snapshot!(refused(json!({ "path": "/" })), @"The path '/' must be an endpoint such as /Users, or a resource such as /Users/2819c223, without query parameters.");
    assert_snapshot!(refused(json!({ "path": "/Users/1/2" })), @"The path '/Users/1/2' must be an endpoint such as /Users, or a resource such as /Users/2819c223, without query parameters.");
    assert_snapshot!(refused(json!({ "path": "/Users?attributes=id" })), @"The path '/Users?attributes=id' must be an endpoint such as /Users, or a resource such as /Users/2819c223, without query parameters.");
    assert_snapshot!(refused(json!({ "path": "https://muster.example/Users" })), @"The path 'https://muster.example/Users' must begin with a slash.");
    assert_snapshot!(refused(json!({ "path": "/bulk" })), @"A bulk request cannot hold another one; send its operations.");
    assert_snapshot!(refused(json!({ "path": "/Users/1" })), @"A POST goes to the endpoint of a resource type; send the path '/Users'.");
    assert_snapshot!(refused(json!({ "method": "PUT" })), @"A PUT goes to one resource; add its id, as in '/Users/2819c223'.");
    assert_snapshot!(refused(json!({ "method": "DELETE" })), @"A DELETE goes to one resource; add its id, as in '/Users/2819c223'.");
    assert_snapshot!(refused(json!({ "version": 3 })), @"version must be a JSON string.");
    assert_snapshot!(refused(json!({ "data": null })), @"A POST needs data, the JSON object that would be its body.");
    assert_snapshot!(refused(json!({ "method": "PATCH", "path": "/Users/1", "data": [] })), @"A PATCH needs data, the JSON object that would be its body.");
    let request = read(
        &json!([post(json!({})), post(json!({ "bulkId": "b", "path": 7 }))]),
        Profile::Rfc,
    );
    assert!(request.operations[0].is_ok());
    let refused = request.operations[1].as_ref().unwrap_err();
    assert_eq!(refused.method, Some(BulkMethod::Post));
    assert_eq!(refused.bulk_id.as_deref(), Some("b"));
}

#[test]
fn what_is_tolerated_is_noted() {
    let patch = json!([{ "op": "remove", "path": "nickName" }]);
    for operation in [
        json!({ "method": "post", "path": "/Users", "bulkId": "a", "data": {} }),
        json!({ "method": "POST", "path": "Users", "bulkId": "a", "data": {} }),
        json!({ "method": "POST", "path": "/Users", "data": {} }),
        json!({ "method": "PATCH", "path": "/Users/1", "data": patch }),
    ] {
        let body = json!({ "schemas": [urn::BULK_REQUEST], "Operations": [operation] });
        let (request, notes) = parse(&body, Profile::Tolerant);
        let operation = &request.unwrap().operations[0];
        let operation = operation
            .as_ref()
            .unwrap_or_else(|error| panic!("{error:?}"));
        assert_eq!(operation.endpoint, "/Users");
        assert_eq!(notes.len(), 1, "{body}");
        if operation.method == BulkMethod::Patch {
            assert_eq!(operation.data["Operations"], patch);
        }
        for profile in [Profile::Rfc, Profile::Interop] {
            assert!(
                read(&body["Operations"], profile).operations[0].is_err(),
                "{body}"
            );
        }
    }
}

/// None of two operations of one name is carried out: nothing tells which one is meant.
#[test]
fn p5_a_bulk_id_is_unique() {
    let post = |id: &str| json!({ "method": "POST", "path": "/Users", "bulkId": id, "data": {} });
    let delete = json!({ "method": "DELETE", "path": "/Users/1", "bulkId": "c" });
    let operations = json!([
        post("a"),
        post("b"),
        post("a"),
        post("A"),
        post("c"),
        delete
    ]);
    let request = read(&operations, Profile::Tolerant);
    let refused: Vec<bool> = request.operations.iter().map(Result::is_err).collect();
    assert_eq!(refused, [true, false, true, false, true, true]);
    let refused = request.operations[5].as_ref().unwrap_err();
    assert_eq!(refused.endpoint.as_deref(), Some("/Users"));
    assert_eq!(refused.target, Some(BulkTarget::Id("1".to_owned())));
    assert_snapshot!(refused.error.detail, @r#"The bulkId "c" is used more than once; give every operation its own."#);
}

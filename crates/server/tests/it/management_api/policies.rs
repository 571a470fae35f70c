//! The policies of an organization.

use serde_json::{Value, json};

use super::{NIL, refused};
use crate::support::{Management, Reply, Server};

fn get(server: &Server) -> Value {
    let body = json!({ "organizationId": server.credentials.organization_id });
    server.management().call("GetOrganizationPolicies", &body)["policies"].clone()
}

fn update(server: &Server, mut change: Value) -> Reply {
    change["organizationId"] = json!(server.credentials.organization_id);
    server
        .management()
        .request("UpdateOrganizationPolicies", &change)
}

#[test]
fn the_message_is_complete_before_anything_is_set() {
    let server = Server::start();
    let found = get(&server);
    for (field, value) in [
        (
            "organizationId",
            json!(server.credentials.organization_id.as_str()),
        ),
        ("membersCreateProjects", json!(true)),
        ("allowLocalRunners", json!(true)),
        ("restrictAccountCreationToScim", json!(false)),
        ("portSharingDisabled", json!(false)),
        ("allowedEditorIds", json!([])),
    ] {
        assert_eq!(found[field], value, "{field} of {found}");
    }
    assert_eq!(found["agentPolicy"]["mcpDisabled"], false, "{found}");
}

#[test]
fn what_is_set_is_given_back_and_the_rest_stays() {
    let server = Server::start();
    let first = json!({
        "maximumEnvironmentTimeout": "1800s", "membersCreateProjects": false,
        "allowedEditorIds": ["vscode", "zed"], "maximumEnvironmentsPerUser": "7",
        "editorVersionRestrictions": { "zed": { "allowedVersions": ["1"] } },
        "agentPolicy": { "commandDenyList": ["rm"], "maxSubagentsPerEnvironment": 3 },
        "securityAgentPolicy": { "crowdstrike": { "enabled": true, "tags": "a" } },
        "maxPortAdmissionLevel": "ADMISSION_LEVEL_ORGANIZATION",
        "vetoExecPolicy": { "enabled": true, "executables": ["nc"] },
    });
    assert_eq!(update(&server, first).expect(200), json!({}));
    let second = json!({
        "agentPolicy": { "mcpDisabled": true }, "allowedEditorIds": [],
        "securityAgentPolicy": { "crowdstrike": { "image": "falcon" } },
        "archiveEnvironmentsAfter": "172800s",
    });
    update(&server, second).expect(200);
    let found = get(&server);
    for (path, value) in [
        ("/maximumEnvironmentTimeout", json!("1800s")),
        ("/membersCreateProjects", json!(false)),
        ("/allowLocalRunners", json!(true)),
        ("/allowedEditorIds", json!(["vscode", "zed"])),
        ("/maximumEnvironmentsPerUser", json!("7")),
        (
            "/editorVersionRestrictions/zed/allowedVersions",
            json!(["1"]),
        ),
        ("/agentPolicy/commandDenyList", json!(["rm"])),
        ("/agentPolicy/maxSubagentsPerEnvironment", json!(3)),
        ("/agentPolicy/mcpDisabled", json!(true)),
        ("/securityAgentPolicy/crowdstrike/enabled", json!(true)),
        ("/securityAgentPolicy/crowdstrike/tags", json!("a")),
        ("/securityAgentPolicy/crowdstrike/image", json!("falcon")),
        (
            "/maxPortAdmissionLevel",
            json!("ADMISSION_LEVEL_ORGANIZATION"),
        ),
        ("/vetoExecPolicy/executables", json!(["nc"])),
        ("/archiveEnvironmentsAfter", json!("172800s")),
    ] {
        assert_eq!(found.pointer(path), Some(&value), "{path} of {found}");
    }
}

#[test]
fn values_out_of_bounds_are_refused() {
    let server = Server::start();
    for change in [
        json!({ "maximumEnvironmentTimeout": "60s" }),
        json!({ "archiveEnvironmentsAfter": "86401s" }),
        json!({ "archiveEnvironmentsAfter": "0s" }),
        json!({ "deleteArchivedEnvironmentsAfter": "2419201s" }),
        json!({ "maximumEnvironmentLifetime": "15552001s" }),
        json!({ "securityPolicyId": "no uuid" }),
        json!({ "agentPolicy": { "maxSubagentsPerEnvironment": 11 } }),
    ] {
        refused(&update(&server, change), 400, "invalid_argument");
    }
    update(&server, json!({ "maximumEnvironmentTimeout": "0s" })).expect(200);
    let long = "x".repeat(70_000);
    let why = refused(
        &update(&server, json!({ "defaultEnvironmentImage": long })),
        400,
        "failed_precondition",
    );
    assert!(why.contains("65536"), "{why}");
}

#[test]
fn account_creation_is_restricted_only_where_scim_creates_accounts() {
    let server = Server::start();
    let restrict = || update(&server, json!({ "restrictAccountCreationToScim": true }));
    let why = refused(&restrict(), 400, "failed_precondition");
    assert!(why.contains("SCIM configuration"), "{why}");
    let management = server.management();
    let organization = &server.credentials.organization_id;
    let (scim, _) = management.create_scim_configuration(organization);
    restrict().expect(200);
    assert_eq!(get(&server)["restrictAccountCreationToScim"], true);
    // A leaked token must be stopped whatever the policies say; the restriction stays.
    let disable = json!({ "scimConfigurationId": scim, "enabled": false });
    management.call("UpdateSCIMConfiguration", &disable);
    management.call(
        "DeleteSCIMConfiguration",
        &json!({ "scimConfigurationId": scim }),
    );
    assert_eq!(get(&server)["restrictAccountCreationToScim"], true);
    update(&server, json!({ "restrictAccountCreationToScim": false })).expect(200);
    refused(&restrict(), 400, "failed_precondition");
}

#[test]
fn a_first_login_may_create_a_user_unless_that_is_forbidden() {
    let server = Server::start();
    let management = server.management();
    let organization = &server.credentials.organization_id;
    let body = json!({ "organizationId": organization });
    let get = "muster.v1.LoginPolicyService/GetLoginPolicies";
    let found = management.call(get, &body);
    assert_eq!(found["policies"]["allowJustInTimeCreation"], true);
    let forbid = json!({ "organizationId": organization, "allowJustInTimeCreation": false });
    let update = "muster.v1.LoginPolicyService/UpdateLoginPolicies";
    let found = management.call(update, &forbid);
    assert_eq!(found["policies"]["allowJustInTimeCreation"], false);
    let unchanged = management.call(update, &body);
    assert_eq!(unchanged["policies"]["allowJustInTimeCreation"], false);
}

#[test]
fn policies_of_another_organization_are_unknown() {
    let server = Server::start();
    let other = server.another_organization("Other");
    let stranger = Management::new(&server.url, &other.token);
    for organization in [server.credentials.organization_id.as_str(), NIL] {
        let body = json!({ "organizationId": organization });
        for method in ["GetOrganizationPolicies", "UpdateOrganizationPolicies"] {
            refused(&stranger.request(method, &body), 404, "not_found");
        }
    }
}

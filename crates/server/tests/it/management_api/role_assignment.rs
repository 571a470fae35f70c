use serde_json::{Value, json};

use super::group::{Groups, member};
use super::{UNKNOWN, texts};
use crate::support::{Credentials, Management, Request, Scim, Server};

/// A personal access token of any user, made by the operator.
fn token_of(server: &Server, credentials: &Credentials, user: &str) -> String {
    let url = format!(
        "{}/api/gitpod.v1.UserService/CreatePersonalAccessToken",
        server.url
    );
    let made = Request::new("POST", url)
        .header("Content-Type", "application/json")
        .header("Muster-Organization", credentials.organization_id.as_str())
        .bearer(&credentials.operator_key)
        .json(&json!({ "userId": user, "description": "test" }))
        .send()
        .expect(200);
    made["token"].as_str().unwrap().to_owned()
}

fn role(group: &str, kind: &str, resource: &str, role: &str) -> Value {
    json!({
        "groupId": group,
        "resourceType": format!("RESOURCE_TYPE_{kind}"),
        "resourceId": resource,
        "resourceRole": format!("RESOURCE_ROLE_{role}"),
    })
}

fn assign(groups: &Groups<'_>, body: &Value) -> String {
    let made = groups.call("CreateRoleAssignment", body);
    made["assignment"]["id"].as_str().unwrap().to_owned()
}

/// a mapping names the group by its identifier, so a group that takes its name gets nothing,
/// and the mapped group keeps its roles under another name.
#[test]
fn r_05_a_scim_group_gives_roles_by_its_id_never_by_its_name() {
    let server = Server::start();
    let groups = Groups(server.management());
    let organization = server.credentials.organization_id.as_str();
    let scim = Scim::new(&server);
    let (amy, eve) = (
        scim.create_user("amy@acme.example"),
        scim.create_user("eve@acme.example"),
    );
    let mapped = scim.create_group("Administrators", std::slice::from_ref(&amy));
    let tokens =
        [amy.as_str(), eve.as_str()].map(|user| token_of(&server, &server.credentials, user));
    let [as_amy, as_eve] = tokens
        .each_ref()
        .map(|token| Management::new(&server.url, token));
    let rename = json!({ "organizationId": organization, "name": "Renamed" });
    let may = |caller: &Management<'_>| caller.request("UpdateOrganization", &rename).status;
    assert_eq!((may(&as_amy), may(&as_eve)), (403, 403));
    let body = role(&mapped, "ORGANIZATION", organization, "ORG_ADMIN");
    let assignment = assign(&groups, &body);
    assert_eq!(assign(&groups, &body), assignment, "once");
    // At the next request, and not for anybody else.
    assert_eq!((may(&as_amy), may(&as_eve)), (200, 403));
    let path = format!("/Groups/{mapped}");
    let name = json!({ "op": "replace", "path": "displayName", "value": "Nobody" });
    scim.patch(&path, name).expect(200);
    scim.create_group("Administrators", std::slice::from_ref(&eve));
    let second = Scim::new(&server);
    second.create_group("Administrators", &[]);
    assert_eq!((may(&as_amy), may(&as_eve)), (200, 403));
    // A group inside the mapped one counts as SCIM counts it.
    let inner = scim.create_group("Inner", std::slice::from_ref(&eve));
    let nest = json!({ "op": "add", "path": "members", "value": [{ "value": inner }] });
    scim.patch(&path, nest).expect(200);
    assert_eq!(may(&as_eve), 200);
    scim.request("DELETE", &format!("/Groups/{inner}"))
        .send()
        .expect(204);
    assert_eq!(may(&as_eve), 403);
    let ended = json!({ "assignmentId": assignment });
    assert_eq!(groups.call("DeleteRoleAssignment", &ended), json!({}));
    assert_eq!(may(&as_amy), 403);
    groups.refused("DeleteRoleAssignment", &ended, "not_found");
}

/// with the SCIM configuration ends what its groups gave.
#[test]
fn r_27_a_deleted_scim_configuration_gives_no_roles() {
    let server = Server::start();
    let groups = Groups(server.management());
    let organization = server.credentials.organization_id.as_str();
    let scim = Scim::new(&server);
    let amy = scim.create_user("amy@acme.example");
    let mapped = scim.create_group("Administrators", std::slice::from_ref(&amy));
    assign(
        &groups,
        &role(&mapped, "ORGANIZATION", organization, "ORG_ADMIN"),
    );
    let token = token_of(&server, &server.credentials, &amy);
    let rename = json!({ "organizationId": organization, "name": "Renamed" });
    let as_amy = Management::new(&server.url, &token);
    as_amy.call("UpdateOrganization", &rename);
    let ended = json!({ "scimConfigurationId": scim.id() });
    server.management().call("DeleteSCIMConfiguration", &ended);
    assert_eq!(as_amy.request("UpdateOrganization", &rename).status, 403);
    let listed = groups.call("ListRoleAssignments", &json!({}));
    assert!(texts(&listed["assignments"], "id").is_empty(), "{listed}");
    groups.refused("GetGroup", &json!({ "id": mapped }), "not_found");
}

#[test]
fn who_manages_groups_cannot_give_what_an_administrator_has_not() {
    let server = Server::start();
    let groups = Groups(server.management());
    let organization = server.credentials.organization_id.as_str();
    let scim = Scim::new(&server);
    let amy = scim.create_user("amy@acme.example");
    let managers = groups.create(organization, "Managers");
    groups.join(&managers, &amy);
    let token = token_of(&server, &server.credentials, &amy);
    let as_amy = Groups(Management::new(&server.url, &token));
    let new = |name: &str| json!({ "organizationId": organization, "name": name });
    as_amy.refused("CreateGroup", &new("Hers"), "permission_denied");
    assign(
        &groups,
        &role(&managers, "ORGANIZATION", organization, "ORG_GROUPS_ADMIN"),
    );
    let hers = as_amy.create(organization, "Hers");
    as_amy.join(&hers, &amy);
    let viewer = role(&hers, "GROUP", &managers, "GROUP_VIEWER");
    assign(&as_amy, &viewer);
    let admin = role(&hers, "ORGANIZATION", organization, "ORG_ADMIN");
    as_amy.refused("CreateRoleAssignment", &admin, "permission_denied");
    // Not even by joining a group that an administrator has given a role.
    let admins = groups.create(organization, "Admins");
    let given = assign(
        &groups,
        &role(&admins, "ORGANIZATION", organization, "ORG_ADMIN"),
    );
    as_amy.refused(
        "CreateMembership",
        &member(&admins, &amy),
        "permission_denied",
    );
    let ended = json!({ "assignmentId": given });
    as_amy.refused("DeleteRoleAssignment", &ended, "permission_denied");
    as_amy.call("DeleteGroup", &json!({ "groupId": hers }));
}

#[test]
fn who_manages_one_group_manages_that_one() {
    let server = Server::start();
    let groups = Groups(server.management());
    let organization = server.credentials.organization_id.as_str();
    let scim = Scim::new(&server);
    let amy = scim.create_user("amy@acme.example");
    let leads = scim.create_group("Leads", std::slice::from_ref(&amy));
    let (team, other) = (
        groups.create(organization, "Team"),
        groups.create(organization, "Other"),
    );
    assign(&groups, &role(&leads, "GROUP", &team, "GROUP_ADMIN"));
    assign(&groups, &role(&leads, "GROUP", &other, "GROUP_VIEWER"));
    let token = token_of(&server, &server.credentials, &amy);
    let as_amy = Groups(Management::new(&server.url, &token));
    let membership = as_amy.join(&team, &amy);
    as_amy.call(
        "UpdateGroup",
        &json!({ "groupId": team, "name": "Renamed" }),
    );
    as_amy.call("DeleteMembership", &json!({ "membershipId": membership }));
    for (method, body) in [
        ("DeleteGroup", json!({ "groupId": team })),
        (
            "UpdateGroup",
            json!({ "groupId": other, "name": "Renamed 2" }),
        ),
        (
            "UpdateGroup",
            json!({ "groupId": UNKNOWN, "name": "Renamed 2" }),
        ),
        ("CreateMembership", member(&other, &amy)),
        (
            "CreateRoleAssignment",
            role(&leads, "GROUP", &other, "GROUP_ADMIN"),
        ),
    ] {
        as_amy.refused(method, &body, "permission_denied");
    }
    // Reading is for every member.
    let filter = json!({ "filter": { "userId": amy, "resourceTypes": ["RESOURCE_TYPE_GROUP"] } });
    let listed = as_amy.call("ListRoleAssignments", &filter);
    let mut roles = texts(&listed["assignments"], "resourceRole");
    roles.sort_unstable();
    assert_eq!(
        roles,
        ["RESOURCE_ROLE_GROUP_ADMIN", "RESOURCE_ROLE_GROUP_VIEWER"]
    );
    let other = json!({ "filter": { "resourceTypes": ["RESOURCE_TYPE_PROJECT"] } });
    let listed = as_amy.call("ListRoleAssignments", &other);
    assert!(texts(&listed["assignments"], "id").is_empty());
}

#[test]
fn a_role_must_fit_what_it_is_about() {
    let server = Server::start();
    let groups = Groups(server.management());
    let organization = server.credentials.organization_id.as_str();
    let group = groups.create(organization, "Staff");
    for body in [
        role(&group, "ORGANIZATION", organization, "GROUP_ADMIN"),
        role(&group, "GROUP", &group, "ORG_ADMIN"),
        role(&group, "PROJECT", UNKNOWN, "PROJECT_ADMIN"),
        role(&group, "ORGANIZATION", organization, "UNSPECIFIED"),
    ] {
        groups.refused("CreateRoleAssignment", &body, "invalid_argument");
    }
    for body in [
        role(&group, "ORGANIZATION", UNKNOWN, "ORG_ADMIN"),
        role(&group, "GROUP", UNKNOWN, "GROUP_ADMIN"),
        role(UNKNOWN, "ORGANIZATION", organization, "ORG_ADMIN"),
    ] {
        groups.refused("CreateRoleAssignment", &body, "not_found");
    }
}

/// The rule of the last active administrator counts users with the role of one, not what groups
/// give.
#[test]
fn an_administrator_by_a_group_is_not_the_last_one() {
    let server = Server::start();
    let groups = Groups(server.management());
    let (organization, admin) = (
        server.credentials.organization_id.as_str(),
        server.credentials.user_id.as_str(),
    );
    let scim = Scim::new(&server);
    let amy = scim.create_user("amy@acme.example");
    let mapped = scim.create_group("Administrators", &[amy]);
    assign(
        &groups,
        &role(&mapped, "ORGANIZATION", organization, "ORG_ADMIN"),
    );
    let body = json!({
        "organizationId": organization, "userId": admin, "role": "ORGANIZATION_ROLE_MEMBER"
    });
    let refused = server.management().request("SetRole", &body);
    assert_eq!(refused.expect(400)["code"], "failed_precondition");
}

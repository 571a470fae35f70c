//! Suspending, leaving and coming back.

use serde_json::{Value, json};

use super::{NIL, refused, texts};
use crate::support::{Management, Reply, Scim, Server};

fn status(management: &Management<'_>, user: &str) -> String {
    let found = management.call("gitpod.v1.UserService/GetUser", &json!({ "userId": user }));
    found["user"]["status"].as_str().unwrap().to_owned()
}

fn suspend(management: &Management<'_>, user: &str, suspended: bool) -> Reply {
    let body = json!({ "userId": user, "suspended": suspended });
    management.request("gitpod.v1.UserService/SetSuspended", &body)
}

/// A token of an administrator.
fn token_of(server: &Server, user: &str) -> String {
    let operator = Management::new(&server.url, &server.credentials.operator_key);
    let body = json!({ "organizationId": server.credentials.organization_id, "userId": user });
    let made = operator.call("muster.v1.OperatorService/CreateAdministratorToken", &body);
    made["token"].as_str().unwrap().to_owned()
}

fn deleted(management: &Management<'_>) -> Value {
    let found = management.call("muster.v1.UserService/ListDeletedUsers", &json!({}));
    found["deletedUsers"].clone()
}

fn restore(management: &Management<'_>, user: &str) -> Reply {
    let body = json!({ "userId": user });
    management.request("muster.v1.UserService/RestoreUser", &body)
}

#[test]
fn an_administrator_suspends_and_the_directory_cannot_lift_it() {
    let server = Server::start();
    let (management, scim) = (server.management(), Scim::new(&server));
    let user = scim.create_user("ada@acme.example");
    assert_eq!(suspend(&management, &user, true).expect(200), json!({}));
    assert_eq!(status(&management, &user), "USER_STATUS_SUSPENDED");
    let path = format!("/Users/{user}");
    let change = json!({ "op": "replace", "path": "title", "value": "Dr." });
    let shown = scim.patch(&path, change).expect(200);
    assert_eq!(
        shown["active"], true,
        "SCIM shows what the directory wrote: {shown}"
    );
    assert_eq!(status(&management, &user), "USER_STATUS_SUSPENDED");
    suspend(&management, &user, false).expect(200);
    assert_eq!(status(&management, &user), "USER_STATUS_ACTIVE");
    refused(&suspend(&management, NIL, true), 404, "not_found");
}

///
#[test]
fn only_the_directory_brings_back_whom_it_deactivated() {
    let server = Server::start();
    let (management, scim) = (server.management(), Scim::new(&server));
    let user = scim.create_user("ada@acme.example");
    let path = format!("/Users/{user}");
    let active = |value: bool| json!({ "op": "replace", "path": "active", "value": value });
    scim.patch(&path, active(false)).expect(200);
    let why = refused(
        &suspend(&management, &user, false),
        400,
        "failed_precondition",
    );
    assert!(why.contains("identity provider"), "{why}");
    scim.patch(&path, active(true)).expect(200);
    assert_eq!(status(&management, &user), "USER_STATUS_ACTIVE");
}

///
#[test]
fn tokens_are_dead_with_the_access_of_their_user() {
    let server = Server::start();
    let (management, scim) = (server.management(), Scim::new(&server));
    let ways: [fn(&Server, &Scim, &str); 5] = [
        |_, scim, user| {
            let change = json!({ "op": "replace", "path": "active", "value": false });
            scim.patch(&format!("/Users/{user}"), change).expect(200);
            let change = json!({ "op": "replace", "path": "active", "value": true });
            scim.patch(&format!("/Users/{user}"), change).expect(200);
        },
        |_, scim, user| {
            let path = format!("/Users/{user}");
            scim.request("DELETE", &path).send().expect(204);
        },
        |server, _, user| {
            suspend(&server.management(), user, true).expect(200);
            suspend(&server.management(), user, false).expect(200);
        },
        |server, _, user| {
            let body = json!({ "userId": user });
            server
                .management()
                .call("gitpod.v1.UserService/DeleteUser", &body);
            restore(&server.management(), user).expect(200);
        },
        |server, _, user| {
            let body = json!({ "userId": user });
            server.management().call("LeaveOrganization", &body);
        },
    ];
    for (number, end) in ways.into_iter().enumerate() {
        let user = scim.create_user(&format!("user{number}@acme.example"));
        let role = json!({
            "organizationId": server.credentials.organization_id, "userId": user,
            "role": "ORGANIZATION_ROLE_ADMIN",
        });
        management.call("SetRole", &role);
        let token = token_of(&server, &user);
        let own = Management::new(&server.url, &token);
        own.call("gitpod.v1.UserService/GetAuthenticatedUser", &json!({}));
        end(&server, &scim, &user);
        let reply = own.request("gitpod.v1.UserService/GetAuthenticatedUser", &json!({}));
        refused(&reply, 401, "unauthenticated");
    }
}

#[test]
fn a_deleted_user_is_gone_over_scim_and_can_be_restored() {
    let server = Server::start();
    let (management, scim) = (server.management(), Scim::new(&server));
    let user = scim.create_user("ada@acme.example");
    let group = scim.create_group("Staff", std::slice::from_ref(&user));
    let path = format!("/Users/{user}");
    let body = json!({ "userId": user });
    management.call("gitpod.v1.UserService/DeleteUser", &body);
    assert_eq!(status(&management, &user), "USER_STATUS_LEFT");
    scim.get(&path).expect(404);
    let found = deleted(&management);
    assert_eq!(found[0]["user"]["id"], user.as_str(), "{found}");
    let times = ["deletedAt", "restorableUntil"].map(|name| found[0][name].as_str().unwrap());
    assert!(times[0] < times[1], "{found}");

    let restored = restore(&management, &user).expect(200);
    assert_eq!(restored["user"]["status"], "USER_STATUS_ACTIVE");
    let shown = scim.get(&path).expect(200);
    assert_eq!(shown["userName"], "ada@acme.example");
    assert_eq!(shown["groups"][0]["value"], group.as_str());
    assert!(texts(&deleted(&management), "deletedAt").is_empty());
    refused(&restore(&management, &user), 404, "not_found");
}

#[test]
fn a_user_name_that_is_taken_meanwhile_is_said_to_be() {
    let server = Server::start();
    let (management, scim) = (server.management(), Scim::new(&server));
    let user = scim.create_user("ada@acme.example");
    let delete = |user: &str| {
        let path = format!("/Users/{user}");
        scim.request("DELETE", &path).send().expect(204)
    };
    delete(&user);
    let other = scim.create_user("ada@acme.example");
    let why = refused(&restore(&management, &user), 400, "failed_precondition");
    assert!(why.contains("ada@acme.example"), "{why}");
    delete(&other);
    restore(&management, &user).expect(200);
}

#[test]
fn members_leave_by_themselves_and_remove_nobody_else() {
    let server = Server::start();
    let scim = Scim::new(&server);
    let [ada, bob] = ["ada", "bob"].map(|name| scim.create_user(&format!("{name}@acme.example")));
    let management = server.management();
    let role = |role: &str| {
        let body = json!({
            "organizationId": server.credentials.organization_id, "userId": ada, "role": role,
        });
        management.call("SetRole", &body)
    };
    role("ORGANIZATION_ROLE_ADMIN");
    let token = token_of(&server, &ada);
    role("ORGANIZATION_ROLE_MEMBER");
    let member = Management::new(&server.url, &token);
    for (method, user) in [
        ("LeaveOrganization", &bob),
        ("gitpod.v1.UserService/DeleteUser", &bob),
        ("gitpod.v1.UserService/SetSuspended", &bob),
        ("gitpod.v1.UserService/DeleteUser", &ada),
    ] {
        let reply = member.request(method, &json!({ "userId": user, "suspended": true }));
        refused(&reply, 403, "permission_denied");
    }
    let listed = member.request("muster.v1.UserService/ListDeletedUsers", &json!({}));
    refused(&listed, 403, "permission_denied");
    refused(&restore(&member, &bob), 403, "permission_denied");
    member.call("LeaveOrganization", &json!({ "userId": ada }));
    assert_eq!(status(&management, &ada), "USER_STATUS_LEFT");
}

#[test]
fn the_last_administrator_stays() {
    let server = Server::start();
    let (management, user) = (server.management(), server.credentials.user_id.as_str());
    let body = json!({ "userId": user });
    for reply in [
        suspend(&management, user, true),
        management.request("gitpod.v1.UserService/DeleteUser", &body),
        management.request("LeaveOrganization", &body),
    ] {
        let why = refused(&reply, 400, "failed_precondition");
        assert!(why.contains("last active administrator"), "{why}");
    }
}

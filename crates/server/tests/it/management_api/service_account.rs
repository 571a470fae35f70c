use serde_json::{Value, json};

use super::{UNKNOWN, refused, texts};
use crate::support::{Management, Server};

const FAR: &str = "2100-01-01T00:00:00Z";

fn method(name: &str) -> String {
    format!("gitpod.v1.ServiceAccountService/{name}")
}

fn create(management: &Management<'_>, name: &str) -> Value {
    let body = json!({ "name": name, "description": "for ci", "validUntil": FAR });
    management.call(&method("CreateServiceAccount"), &body)["serviceAccount"].clone()
}

fn access_token(management: &Management<'_>, id: &Value) -> String {
    let body = json!({ "serviceAccountId": id });
    let made = management.call(&method("CreateServiceAccountAccessToken"), &body);
    made["token"].as_str().unwrap().to_owned()
}

/// a token is its own principal, with nothing of who made it.
#[test]
fn r_24_a_service_account_has_only_what_it_was_given() {
    let server = Server::start();
    let management = server.management();
    let organization = server.credentials.organization_id.as_str();
    let account = create(&management, "Robot");
    let id = &account["id"];
    assert_eq!(
        account["creator"]["id"],
        server.credentials.user_id.as_str()
    );
    assert_eq!(account["validUntil"], FAR);
    let access = access_token(&management, id);
    let acting = Management::new(&server.url, &access);
    let body = json!({ "description": "ci", "validFor": "3600s" });
    let made = acting.call(&method("CreateServiceAccountToken"), &body);
    let secret = made["token"].as_str().unwrap();
    assert!(secret.starts_with("mst_sat_"), "{secret}");
    let token = &made["serviceAccountToken"];
    assert_eq!(token["serviceAccountId"], *id);
    let robot = Management::new(&server.url, secret);
    let identity = "gitpod.v1.IdentityService/GetAuthenticatedIdentity";
    let subject = json!({ "id": id, "principal": "PRINCIPAL_SERVICE_ACCOUNT" });
    for caller in [&robot, &acting] {
        let who = caller.call(identity, &json!({}));
        assert_eq!(who["subject"], subject);
        assert_eq!(who["organizationId"], organization);
    }
    // It reads, as a member does, and changes nothing.
    let rename = json!({ "organizationId": organization, "name": "Renamed" });
    robot.call(
        "GetOrganization",
        &json!({ "organizationId": organization }),
    );
    refused(
        &robot.request("UpdateOrganization", &rename),
        403,
        "permission_denied",
    );
    let own = "gitpod.v1.UserService/GetAuthenticatedUser";
    refused(&robot.request(own, &json!({})), 400, "failed_precondition");
    let pat = json!({ "userId": server.credentials.user_id, "description": "not its own" });
    let create_pat = "gitpod.v1.UserService/CreatePersonalAccessToken";
    refused(&robot.request(create_pat, &pat), 403, "permission_denied");
    let list_pats = "gitpod.v1.UserService/ListPersonalAccessTokens";
    let listed = robot.call(list_pats, &json!({}));
    assert!(
        texts(&listed["personalAccessTokens"], "id").is_empty(),
        "{listed}"
    );
    // A token that leaks makes no other one.
    for caller in [&robot, &management] {
        let reply = caller.request(&method("CreateServiceAccountToken"), &body);
        refused(&reply, 403, "permission_denied");
    }
    let again = json!({ "serviceAccountId": id });
    let reply = robot.request(&method("CreateServiceAccountAccessToken"), &again);
    refused(&reply, 403, "permission_denied");
    // What a group gives holds from the next request.
    let group = json!({ "organizationId": organization, "name": "Robots" });
    let group = management.call("gitpod.v1.GroupService/CreateGroup", &group);
    let group = &group["group"]["id"];
    let join = json!({ "groupId": group, "subject": subject });
    let joined = management.call("gitpod.v1.GroupService/CreateMembership", &join);
    assert_eq!(joined["member"]["name"], "Robot");
    let role = json!({
        "groupId": group,
        "resourceType": "RESOURCE_TYPE_ORGANIZATION",
        "resourceId": organization,
        "resourceRole": "RESOURCE_ROLE_ORG_ADMIN",
    });
    management.call("gitpod.v1.GroupService/CreateRoleAssignment", &role);
    robot.call("UpdateOrganization", &rename);
    let get = json!({ "serviceAccountTokenId": token["id"] });
    assert_eq!(
        management.call(&method("GetServiceAccountToken"), &get)["token"]["description"],
        "ci"
    );
    let listed = robot.call(&method("ListServiceAccountTokens"), &json!({}));
    assert_eq!(
        texts(&listed["tokens"], "id"),
        [token["id"].as_str().unwrap()]
    );
    management.call(&method("DeleteServiceAccountToken"), &get);
    refused(&robot.request(identity, &json!({})), 401, "unauthenticated");
    acting.call(identity, &json!({}));
    management.call(&method("DeleteServiceAccount"), &again);
    refused(
        &acting.request(identity, &json!({})),
        401,
        "unauthenticated",
    );
    let members = json!({ "groupId": group });
    let members = management.call("gitpod.v1.GroupService/ListMemberships", &members);
    assert!(texts(&members["members"], "id").is_empty(), "{members}");
}

#[test]
fn service_accounts_are_listed_changed_and_kept_apart() {
    let server = Server::start();
    let management = server.management();
    let other = server.another_organization("Another Organization");
    let theirs = Management::new(&server.url, &other.token);
    let (first, second) = (create(&management, "First"), create(&management, "Second"));
    let names = |filter: Value| {
        let listed = management.call(
            &method("ListServiceAccounts"),
            &json!({ "filter": filter, "pagination": { "pageSize": 2 } }),
        );
        let names = texts(&listed["serviceAccounts"], "name");
        names.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(names(json!({})), ["First", "Second"]);
    assert_eq!(
        names(json!({ "includeSuspended": true, "search": "SEC" })),
        ["Second"]
    );
    assert_eq!(
        names(json!({ "serviceAccountIds": [first["id"]] })),
        ["First"]
    );
    let change = json!({ "serviceAccountId": second["id"], "name": "Renamed" });
    let changed = management.call(&method("UpdateServiceAccount"), &change);
    assert_eq!(changed["serviceAccount"]["name"], "Renamed");
    assert_eq!(changed["serviceAccount"]["description"], "for ci");
    let id = json!({ "serviceAccountId": first["id"] });
    let unknown = json!({ "serviceAccountId": UNKNOWN });
    for name in [
        "GetServiceAccount",
        "DeleteServiceAccount",
        "UpdateServiceAccount",
        "CreateServiceAccountAccessToken",
    ] {
        let told = refused(&theirs.request(&method(name), &id), 404, "not_found");
        let same = refused(&theirs.request(&method(name), &unknown), 404, "not_found");
        assert_eq!(told, same, "{name}");
    }
    for body in [
        json!({ "name": "No end" }),
        json!({ "name": "Past", "validUntil": "2020-01-01T00:00:00Z" }),
        json!({ "name": "", "validUntil": FAR }),
        json!({ "name": "x".repeat(65), "validUntil": FAR }),
    ] {
        let reply = management.request(&method("CreateServiceAccount"), &body);
        refused(&reply, 400, "invalid_argument");
    }
}

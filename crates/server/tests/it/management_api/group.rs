use serde_json::{Value, json};

use super::{NIL, UNKNOWN, refused, texts};
use crate::support::{Management, Scim, Server};

const SERVICE: &str = "gitpod.v1.GroupService";

/// Calls of the group service.
pub(super) struct Groups<'a>(pub(super) Management<'a>);

impl Groups<'_> {
    pub(super) fn call(&self, method: &str, body: &Value) -> Value {
        self.0.call(&format!("{SERVICE}/{method}"), body)
    }

    pub(super) fn refused(&self, method: &str, body: &Value, code: &str) -> String {
        let status = match code {
            "not_found" => 404,
            "permission_denied" => 403,
            "already_exists" => 409,
            _ => 400,
        };
        let reply = self.0.request(&format!("{SERVICE}/{method}"), body);
        refused(&reply, status, code)
    }

    /// A new local group's id.
    pub(super) fn create(&self, organization: &str, name: &str) -> String {
        let body = json!({ "organizationId": organization, "name": name });
        let made = self.call("CreateGroup", &body);
        made["group"]["id"].as_str().unwrap().to_owned()
    }

    /// The id of a membership of a user.
    pub(super) fn join(&self, group: &str, user: &str) -> String {
        let made = self.call("CreateMembership", &member(group, user));
        made["member"]["id"].as_str().unwrap().to_owned()
    }
}

pub(super) fn member(group: &str, user: &str) -> Value {
    json!({ "groupId": group, "subject": { "id": user, "principal": "PRINCIPAL_USER" } })
}

#[test]
fn a_local_group_lives_and_ends() {
    let server = Server::start();
    let groups = Groups(server.management());
    let (organization, user) = (
        server.credentials.organization_id.as_str(),
        server.credentials.user_id.as_str(),
    );
    let body = json!({ "organizationId": organization, "name": "Staff", "description": "All" });
    let made = groups.call("CreateGroup", &body)["group"].clone();
    let id = made["id"].as_str().unwrap();
    assert_eq!(made["organizationId"], organization);
    assert_eq!(
        (&made["name"], &made["description"]),
        (&json!("Staff"), &json!("All"))
    );
    for by in [
        json!({ "id": id }),
        json!({ "name": "STAFF" }),
        json!({ "groupId": id }),
    ] {
        assert_eq!(groups.call("GetGroup", &by)["group"], made, "{by}");
    }
    groups.refused("CreateGroup", &body, "already_exists");
    let membership = groups.join(id, user);
    assert_eq!(groups.join(id, user), membership);
    assert_eq!(
        groups.call("GetGroup", &json!({ "id": id }))["group"]["memberCount"],
        1
    );
    let shown = groups.call("GetMembership", &member(id, user))["member"].clone();
    assert_eq!(shown["id"], membership.as_str());
    assert_eq!(
        shown["subject"],
        json!({ "id": user, "principal": "PRINCIPAL_USER" })
    );
    assert_ne!(shown["name"], "");
    let listed = groups.call("ListMemberships", &json!({ "groupId": id }));
    assert_eq!(listed["members"], json!([shown]));
    assert!(listed["pagination"].is_object());
    let renamed = json!({ "groupId": id, "name": "Crew" });
    let renamed = groups.call("UpdateGroup", &renamed)["group"].clone();
    assert_eq!(renamed["name"], "Crew");
    assert_eq!(renamed["description"].as_str().unwrap_or_default(), "");
    let ended = json!({ "membershipId": membership });
    assert_eq!(groups.call("DeleteMembership", &ended), json!({}));
    groups.refused("DeleteMembership", &ended, "not_found");
    groups.refused("GetMembership", &member(id, user), "not_found");
    assert_eq!(
        groups.call("DeleteGroup", &json!({ "groupId": id })),
        json!({})
    );
    groups.refused("GetGroup", &json!({ "id": id }), "not_found");
    groups.refused("ListMemberships", &json!({ "groupId": id }), "not_found");
}

#[test]
fn wrong_requests_are_told_what_is_wrong() {
    let server = Server::start();
    let groups = Groups(server.management());
    let organization = server.credentials.organization_id.as_str();
    let group = groups.create(organization, "Staff");
    let ended = json!({ "filter": { "excludeAssignedToResource": { "resourceId": NIL } } });
    let both = json!({ "filter": { "resourceId": NIL, "resourceIds": [NIL] } });
    let account = json!({ "groupId": group, "subject": { "id": NIL, "principal": 1 } });
    for (method, body) in [
        ("CreateGroup", json!({ "name": "Staff 2" })),
        (
            "CreateGroup",
            json!({ "organizationId": organization, "name": "ab" }),
        ),
        (
            "CreateGroup",
            json!({ "organizationId": organization, "name": "x".repeat(81) }),
        ),
        ("UpdateGroup", json!({ "groupId": group })),
        ("GetGroup", json!({})),
        ("GetGroup", json!({ "id": "x" })),
        ("GetGroup", json!({ "name": "ab" })),
        ("CreateMembership", json!({ "groupId": group })),
        ("CreateMembership", account),
        ("GetMembership", json!({ "groupId": group })),
        ("ListGroups", ended),
        ("ListRoleAssignments", both),
    ] {
        groups.refused(method, &body, "invalid_argument");
    }
    for (method, body) in [
        ("GetGroup", json!({ "id": UNKNOWN })),
        ("GetGroup", json!({ "groupId": "x" })),
        (
            "CreateGroup",
            json!({ "organizationId": UNKNOWN, "name": "Staff 2" }),
        ),
        ("CreateMembership", member(&group, UNKNOWN)),
        (
            "CreateMembership",
            member(UNKNOWN, &server.credentials.user_id),
        ),
    ] {
        groups.refused(method, &body, "not_found");
    }
}

#[test]
fn a_scim_group_is_shown_and_changed_only_over_scim() {
    let server = Server::start();
    let groups = Groups(server.management());
    let scim = Scim::new(&server);
    let user = scim.create_user("amy@acme.example");
    let inner = scim.create_group("x", std::slice::from_ref(&user));
    let long = "n".repeat(200);
    let outer = scim.create_group(&long, &[inner.clone(), user.clone()]);
    let get = |id: &str| groups.call("GetGroup", &json!({ "id": id }))["group"].clone();
    // Names are shown as the identity provider wrote them.
    assert_eq!(get(&inner)["name"], "x");
    assert_eq!(get(&outer)["name"], long.as_str());
    assert_eq!(get(&outer)["memberCount"], 1);
    assert_ne!(get(&outer)["systemManaged"], true);
    let listed = groups.call("ListMemberships", &json!({ "groupId": outer }));
    let membership = &listed["members"][0];
    assert_eq!(listed["members"].as_array().unwrap().len(), 1);
    assert_eq!(membership["subject"]["id"], user.as_str());
    let got = groups.call("GetMembership", &member(&outer, &user));
    assert_eq!(got["member"], *membership);
    let before = get(&outer);
    for (method, body) in [
        (
            "UpdateGroup",
            json!({ "groupId": outer, "name": "Renamed" }),
        ),
        ("DeleteGroup", json!({ "groupId": outer })),
        (
            "CreateMembership",
            member(&outer, &server.credentials.user_id),
        ),
        (
            "DeleteMembership",
            json!({ "membershipId": membership["id"] }),
        ),
    ] {
        let told = groups.refused(method, &body, "failed_precondition");
        assert!(told.contains("identity provider"), "{told}");
    }
    assert_eq!(get(&outer), before);
    let removal = json!({ "op": "remove", "path": format!("members[value eq \"{user}\"]") });
    scim.patch(&format!("/Groups/{outer}"), removal);
    assert_eq!(get(&outer)["memberCount"].as_i64().unwrap_or(0), 0);
}

#[test]
fn lists_are_filtered_and_paged() {
    let server = Server::start();
    let groups = Groups(server.management());
    let organization = server.credentials.organization_id.as_str();
    let scim = Scim::new(&server);
    let mut all = Vec::new();
    for number in 0..3 {
        all.push(groups.create(organization, &format!("Local {number}")));
        all.push(scim.create_group(&format!("Provisioned {number}"), &[]));
    }
    let mut found = Vec::new();
    let mut token = String::new();
    loop {
        let page = json!({ "pagination": { "pageSize": 4, "token": token } });
        let listed = groups.call("ListGroups", &page);
        found.extend(
            texts(&listed["groups"], "id")
                .into_iter()
                .map(str::to_owned),
        );
        token = listed["pagination"]["nextToken"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(found, all, "in the order of creation");
    let names = |filter: Value| {
        let listed = groups.call("ListGroups", &json!({ "filter": filter }));
        let names = texts(&listed["groups"], "name");
        names.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(names(json!({ "search": "AL 1" })), ["Local 1"]);
    assert_eq!(
        names(json!({ "groupIds": [all[1], UNKNOWN] })),
        ["Provisioned 0"]
    );
    // What clients of the Terraform provider ask for.
    let own = json!({ "systemManaged": false, "directShare": false });
    assert_eq!(names(own).len(), 6);
    assert!(names(json!({ "systemManaged": true })).is_empty());
    let role = json!({
        "groupId": all[0],
        "resourceType": "RESOURCE_TYPE_ORGANIZATION",
        "resourceId": organization,
        "resourceRole": "RESOURCE_ROLE_ORG_BILLING_VIEWER",
    });
    groups.call("CreateRoleAssignment", &role);
    let without = json!({ "excludeAssignedToResource": {
        "resourceType": "RESOURCE_TYPE_ORGANIZATION", "resourceId": organization,
    }});
    assert_eq!(names(without).len(), 5);
    groups.join(&all[0], &server.credentials.user_id);
    let others =
        json!({ "organizationId": organization, "filter": { "excludeGroupIds": [all[0]] } });
    let listed = server.management().call("ListMembers", &others);
    assert!(texts(&listed["members"], "userId").is_empty(), "{listed}");
}

#[test]
fn another_organization_sees_and_changes_nothing() {
    let server = Server::start();
    let other = server.another_organization("Another Organization");
    let ours = Groups(server.management());
    let theirs = Groups(Management::new(&server.url, &other.token));
    let scim = Scim::new(&server);
    let user = scim.create_user("amy@acme.example");
    let provisioned = scim.create_group("Provisioned", std::slice::from_ref(&user));
    let local = ours.create(&server.credentials.organization_id, "Local");
    let membership = ours.join(&local, &user);
    assert_eq!(
        theirs.call("ListGroups", &json!({}))["groups"]
            .as_array()
            .map_or(0, Vec::len),
        0
    );
    for group in [&local, &provisioned] {
        for (method, foreign, unknown) in [
            ("GetGroup", json!({ "id": group }), json!({ "id": UNKNOWN })),
            (
                "GetMembership",
                member(group, &user),
                member(UNKNOWN, &user),
            ),
            (
                "CreateMembership",
                member(group, &user),
                member(UNKNOWN, &user),
            ),
            (
                "ListMemberships",
                json!({ "groupId": group }),
                json!({ "groupId": UNKNOWN }),
            ),
            (
                "DeleteGroup",
                json!({ "groupId": group }),
                json!({ "groupId": UNKNOWN }),
            ),
        ] {
            let told = theirs.refused(method, &foreign, "not_found");
            assert_eq!(
                told,
                theirs.refused(method, &unknown, "not_found"),
                "{method}"
            );
        }
    }
    theirs.refused("GetGroup", &json!({ "name": "Local" }), "not_found");
    let ended = json!({ "membershipId": membership });
    theirs.refused("DeleteMembership", &ended, "not_found");
    let new = theirs.create(&other.organization_id, "Local");
    theirs.refused("CreateMembership", &member(&new, &user), "not_found");
}

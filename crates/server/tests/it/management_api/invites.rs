//! Invites, and who joins by them.

use serde_json::{Value, json};

use super::{NIL, UNKNOWN, refused};
use crate::support::{DnsServer, Management, Reply, Scim, Server, USER as SCIM_USER};

const USER: &str = "gitpod.v1.UserService/GetAuthenticatedUser";

/// An organization with an administrator who has this e-mail.
struct Home {
    organization: String,
    token: String,
}

impl Home {
    fn new(server: &Server, email: &str) -> Self {
        let operator = Management::new(&server.url, &server.credentials.operator_key);
        let body = json!({
            "name": "Home", "administratorName": "Ada", "administratorEmail": email,
        });
        let made = operator.call("muster.v1.OperatorService/CreateOrganization", &body);
        let text = |field: &str| made[field].as_str().unwrap().to_owned();
        Self {
            organization: text("organizationId"),
            token: text("token"),
        }
    }

    fn management<'a>(&'a self, server: &'a Server) -> Management<'a> {
        Management::new(&server.url, &self.token)
    }

    fn join(&self, server: &Server, invite: &str) -> Reply {
        let body = json!({ "inviteId": invite });
        self.management(server).request("JoinOrganization", &body)
    }
}

fn invite(server: &Server, method: &str) -> String {
    let body = json!({ "organizationId": server.credentials.organization_id });
    let made = server.management().call(method, &body);
    made["invite"]["inviteId"].as_str().unwrap().to_owned()
}

fn summary(server: &Server, token: &str, invite: &str) -> Reply {
    let body = json!({ "inviteId": invite });
    Management::new(&server.url, token).request("GetOrganizationInviteSummary", &body)
}

#[test]
fn an_invite_is_one_and_a_new_one_ends_it() {
    let server = Server::start();
    let first = invite(&server, "GetOrganizationInvite");
    assert_eq!(invite(&server, "GetOrganizationInvite"), first);
    let home = Home::new(&server, "ada@home.example");
    let shown = summary(&server, &home.token, &first).expect(200);
    assert_eq!(
        shown["organizationId"],
        server.credentials.organization_id.as_str()
    );
    assert_eq!(shown["organizationName"], "Acme Corporation");
    assert_eq!(shown["organizationMemberCount"], 1);
    let second = invite(&server, "CreateOrganizationInvite");
    assert_ne!(first, second);
    assert_eq!(invite(&server, "GetOrganizationInvite"), second);
    for gone in [first.as_str(), UNKNOWN, NIL] {
        refused(&summary(&server, &home.token, gone), 404, "not_found");
        refused(&home.join(&server, gone), 404, "not_found");
    }
}

///
#[test]
fn the_secret_is_nowhere_in_the_open() {
    let server = Server::start();
    let secret = invite(&server, "CreateOrganizationInvite");
    let home = Home::new(&server, "ada@home.example");
    home.join(&server, &secret).expect(200);
    let feed = format!("{:?}", crate::support::feed(&server));
    assert!(!feed.contains(&secret), "{feed}");
    // Members, and administrators of other organizations, do not read it.
    let body = json!({ "organizationId": server.credentials.organization_id });
    for method in ["GetOrganizationInvite", "CreateOrganizationInvite"] {
        let reply = home.management(&server).request(method, &body);
        refused(&reply, 404, "not_found");
    }
}

#[test]
fn who_joins_is_a_new_member_with_a_name_and_an_address() {
    let server = Server::start();
    let secret = invite(&server, "CreateOrganizationInvite");
    let home = Home::new(&server, "ada@home.example");
    let own = home.management(&server).call(USER, &json!({}))["user"].clone();
    let member = home.join(&server, &secret).expect(200)["member"].clone();
    assert_ne!(member["userId"], own["id"]);
    assert_eq!(member["role"], "ORGANIZATION_ROLE_MEMBER");
    assert_eq!(member["status"], "USER_STATUS_ACTIVE");
    assert_eq!(member["email"], "ada@home.example");
    let body = json!({ "organizationId": server.credentials.organization_id });
    let listed = server.management().call("ListMembers", &body);
    assert!(
        listed["members"].as_array().unwrap().contains(&member),
        "{listed}"
    );
    let why = refused(&home.join(&server, &secret), 400, "failed_precondition");
    assert!(why.contains("already"), "{why}");
    let nothing = home
        .management(&server)
        .request("JoinOrganization", &json!({}));
    refused(&nothing, 400, "invalid_argument");
    let operator = Management::new(&server.url, &server.credentials.operator_key);
    let reply = operator.request("JoinOrganization", &json!({ "inviteId": secret }));
    refused(&reply, 400, "failed_precondition");
}

/// an invite does not bring back whom the directory, or an administrator, keeps out.
#[test]
fn an_invite_overrules_neither_the_directory_nor_an_administrator() {
    let server = Server::start();
    let (management, scim) = (server.management(), Scim::new(&server));
    let secret = invite(&server, "CreateOrganizationInvite");
    let ways: [fn(&Management<'_>, &Scim, &str); 4] = [
        |_, scim, user| {
            let change = json!({ "op": "replace", "path": "active", "value": false });
            scim.patch(&format!("/Users/{user}"), change).expect(200);
        },
        |_, scim, user| {
            let path = format!("/Users/{user}");
            scim.request("DELETE", &path).send().expect(204);
        },
        |management, _, user| {
            let body = json!({ "userId": user, "suspended": true });
            management.call("gitpod.v1.UserService/SetSuspended", &body);
        },
        |_, _, _| {},
    ];
    let body = json!({ "organizationId": server.credentials.organization_id });
    let members = || {
        let listed = management.call("ListMembers", &body);
        listed["members"].as_array().unwrap().len()
    };
    for (number, keep_out) in ways.into_iter().enumerate() {
        let email = format!("user{number}@acme.example");
        let person = json!({
            "schemas": [SCIM_USER], "userName": email, "emails": [{ "value": email }],
        });
        let made = scim.send("POST", "/Users", &person).expect(201);
        let user = made["id"].as_str().unwrap().to_owned();
        keep_out(&management, &scim, &user);
        let before = members();
        let home = Home::new(&server, &email.to_uppercase());
        refused(&home.join(&server, &secret), 400, "failed_precondition");
        assert_eq!(members(), before, "no row is made");
    }
    let restrict: Value = json!({
        "organizationId": server.credentials.organization_id,
        "restrictAccountCreationToScim": true,
    });
    management.call("UpdateOrganizationPolicies", &restrict);
    let home = Home::new(&server, "new@acme.example");
    let why = refused(&home.join(&server, &secret), 400, "failed_precondition");
    assert!(why.contains("SCIM alone"), "{why}");
}

/// an address opens nothing unless somebody has proven its domain.
#[test]
fn an_invited_domain_counts_where_it_is_proven() {
    let mut dns = DnsServer::start(&[]);
    let server = Server::start_with(&["--dns-server".to_owned(), dns.address.to_string()]);
    let organization = server.credentials.organization_id.as_str();
    let home = Home::new(&server, "ada@home.example");
    let own = home.management(&server);
    let join = || {
        own.request(
            "JoinOrganization",
            &json!({ "organizationId": organization }),
        )
    };
    refused(&join(), 404, "not_found");
    let domains = json!({
        "organizationId": organization, "inviteDomains": { "domains": ["home.example"] },
    });
    server.management().call("UpdateOrganization", &domains);
    let why = refused(&join(), 400, "failed_precondition");
    assert!(why.contains("nobody vouches"), "{why}");
    let body = json!({ "organizationId": home.organization, "domain": "home.example" });
    let made = own.call("CreateDomainVerification", &body)["domainVerification"].clone();
    let token = made["verificationToken"].as_str().unwrap();
    dns.publish(&[("_muster-challenge.home.example", token)]);
    own.call(
        "VerifyDomain",
        &json!({ "domainVerificationId": made["id"] }),
    );
    let member = join().expect(200)["member"].clone();
    assert_eq!(member["email"], "ada@home.example");
    // A token that only reads joins nothing.
    let reader = json!({ "userId": own.call(USER, &json!({}))["user"]["id"], "readOnly": true });
    let made = own.call("gitpod.v1.UserService/CreatePersonalAccessToken", &reader);
    let reader = Management::new(&server.url, made["token"].as_str().unwrap());
    let reply = reader.request(
        "JoinOrganization",
        &json!({ "organizationId": organization }),
    );
    refused(&reply, 403, "permission_denied");
}

//! The verbs of the scenario about tokens and about what organizations define.

use domain::credential::Scope;
use domain::groups::{OrganizationRole, Role, Subject};
use domain::id::{MembershipId, RoleAssignmentId};
use domain::management::{NewScimToken, ScimTokenRotation};
use domain::provisioning::Preconditions;
use domain::store::{GroupQuery, RoleAssignmentQuery, ServiceAccountQuery};
use scim::projection::Projection;
use serde_json::json;

use crate::contract::trusted_issuers::ISSUER;
use crate::contract::{all_members, groups, oauth_clients, service_accounts, trusted_issuers};
use crate::support::{World, badge_schema, badge_type};

pub(super) async fn tokens(world: &World) {
    let (muster, ours) = (&world.muster, &world.ours);
    let new = NewScimToken {
        scim_configuration_id: ours.scim,
        description: "second".to_owned(),
        lifetime_micros: Some(1 << 50),
        scope: Scope::default(),
    };
    let made = muster
        .create_scim_token(&ours.caller, new, "token")
        .await
        .unwrap();
    let page = all_members().page;
    muster
        .scim_tokens(&ours.caller, ours.scim, page)
        .await
        .unwrap();
    let rotation = ScimTokenRotation {
        scim_configuration_id: ours.scim,
        token_id: made.credential.id,
        overlap_micros: None,
        retire_on_first_use: true,
        lifetime_micros: None,
    };
    let (new, _) = muster
        .rotate_scim_token(&ours.caller, rotation, "rotate")
        .await
        .unwrap();
    muster
        .authenticate_scim(new.token.expose(), ours.scim, "first use")
        .await
        .unwrap();
    muster
        .delete_scim_token(&ours.caller, ours.scim, new.credential.id, "delete")
        .await
        .unwrap();
}

pub(super) async fn oauth(world: &World) {
    let (store, ours) = (&world.store, &world.ours);
    let (organization, scim) = (ours.organization, ours.scim);
    let page = all_members().page;
    let client = oauth_clients::register(world, "IdP").await;
    store.oauth_client(scim, client.id).await.unwrap();
    oauth_clients::assert_use(world, &client, 1, "jti").await;
    let clients = store.oauth_clients(organization, scim, page.clone());
    clients.await.unwrap();
    let deleted = store.delete_oauth_client(organization, scim, client.id, world.cause());
    deleted.await.unwrap();
    let issuer = trusted_issuers::add(world, ISSUER).await;
    let named = store.trusted_issuers_named(scim, ISSUER);
    named.await.unwrap();
    let issuers = store.trusted_issuers(organization, scim, page);
    issuers.await.unwrap();
    let deleted = store.delete_trusted_issuer(organization, scim, issuer.id, world.cause());
    deleted.await.unwrap();
}

pub(super) async fn groups(world: &World) {
    let (store, ours) = (&world.store, &world.ours);
    let organization = ours.organization;
    let user = world.user(&ours.client, "grouped").await;
    let inner = world.group(&ours.client, "Held", &[user]).await;
    let group = groups::local(world, organization, "Local").await;
    let membership = groups::join(world, group, user.into(), 1).await;
    groups::assign(world, group, Role::GroupAdmin(inner.into()), 2).await;
    let role = Role::Organization(OrganizationRole::Admin);
    let assignment = RoleAssignmentId::from_uuid(groups::assign(world, group, role, 3).await);
    let subject = Subject::User(user.into());
    let (search, page) = ("a".to_owned(), all_members().page);
    let query = GroupQuery {
        search: search.clone(),
        ids: vec![group],
        without_role_on: Some(("organization", organization.uuid())),
        page: page.clone(),
    };
    store.groups(organization, query).await.unwrap();
    store.groups_named(organization, "local").await.unwrap();
    for group in [group, inner.into()] {
        store
            .membership(organization, group, subject)
            .await
            .unwrap();
        let members = store.memberships(organization, group, search.clone(), page.clone());
        members.await.unwrap();
    }
    let query = RoleAssignmentQuery {
        resource_kinds: vec!["organization"],
        roles: vec!["ORG_ADMIN"],
        group: Some(group),
        user: Some(user.into()),
        resources: vec![organization.uuid()],
        page,
    };
    store.role_assignments(organization, query).await.unwrap();
    let roles = store.organization_roles_by_groups(organization, subject);
    roles.await.unwrap();
    store
        .is_group_admin(organization, subject, group)
        .await
        .unwrap();
    store
        .gives_organization_role(organization, group)
        .await
        .unwrap();
    store.groups_of(organization, subject).await.unwrap();
    let deleted = store.delete_role_assignment(organization, assignment, world.cause());
    deleted.await.unwrap();
    store
        .group_of_membership(organization, membership.id)
        .await
        .unwrap();
    let removed = store.remove_group_member(organization, membership.id, world.cause());
    removed.await.unwrap();
    let (name, about) = ("Renamed".to_owned(), String::new());
    let renamed = store.update_group(organization, group, name, about, world.cause());
    renamed.await.unwrap();
    let kept = groups::local(world, organization, "Kept").await;
    groups::join(world, kept, user.into(), 4).await;
    groups::assign(world, kept, role, 5).await;
    store
        .delete_group(organization, group, world.cause())
        .await
        .unwrap();
}

pub(super) async fn service_accounts(world: &World) {
    let (store, organization) = (&world.store, world.ours.organization);
    let account = service_accounts::account(world, "Robot").await;
    let caller = service_accounts::caller(world, account.id).await;
    let (_, token) = world
        .muster
        .create_service_account_token(&caller, "ci", None, "token")
        .await
        .unwrap();
    let page = all_members().page;
    let query = ServiceAccountQuery {
        valid_after: Some(account.created_at),
        ids: vec![account.id],
        search: "r".to_owned(),
        page: page.clone(),
    };
    store.service_accounts(organization, query).await.unwrap();
    store
        .service_account_token(organization, token.id)
        .await
        .unwrap();
    let tokens = store.service_account_tokens(organization, Some(account.id), page);
    tokens.await.unwrap();
    let name = Some("Renamed".to_owned());
    let renamed = store.update_service_account(organization, account.id, name, None, world.cause());
    renamed.await.unwrap();
    let group = groups::local(world, organization, "Robots").await;
    let (subject, id) = (
        Subject::ServiceAccount(account.id),
        MembershipId::from_uuid(token.id.uuid()),
    );
    let joined = store.add_group_member(organization, group, subject, id, world.cause());
    joined.await.unwrap();
    let deleted = store.delete_service_account_token(organization, token.id, world.cause());
    deleted.await.unwrap();
    let deleted = store.delete_service_account(organization, account.id, world.cause());
    deleted.await.unwrap();
}

pub(super) async fn custom_types(world: &World) {
    let (muster, ours) = (&world.muster, &world.ours);
    muster
        .create_schema(&ours.caller, badge_schema(), "schema")
        .await
        .unwrap();
    muster
        .create_resource_type(&ours.caller, badge_type(), "type")
        .await
        .unwrap();
    let client = world.client_now().await;
    let kind = client.access.resource_types.named("Badge").unwrap().clone();
    let id = world
        .create(&client, &kind, json!({ "number": "A-1" }))
        .await
        .to_string();
    let (any, shown) = (Preconditions::default, Projection::default());
    let body = json!({ "number": "A-2" });
    muster
        .scim_replace(&client, &kind, &id, body, any(), &shown)
        .await
        .unwrap();
    world
        .list(&client, &[&kind], Some("number eq \"a-2\""), (1, 2))
        .await
        .unwrap();
    muster
        .scim_delete(&client, &kind, &id, any())
        .await
        .unwrap();
}

/// As many as make the store cut the numbers that it keeps of them in two.
pub(super) async fn many_groups(world: &World) {
    for number in 0..2_000 {
        let name = format!("group {number}");
        world.group(&world.ours.client, &name, &[]).await;
    }
}

//! Every verb of the port, so that every statement is given to the engine.

use domain::management::NewPersonalAccessToken;
use domain::organization::OrganizationUpdate;
use domain::provisioning::Preconditions;
use domain::scim_configuration::ScimUpdate;
use domain::store::MemberQuery;
use domain::user::{MemberFilter, Role};
use scim::projection::Projection;
use scim::resource_type::{GROUP, USER};
use serde_json::json;

use super::scenario_extras;
use crate::contract::all_members;
use crate::support::{Engine, World};
use crate::verify;

pub(crate) async fn every_verb(engine: Engine) {
    let mut world = World::new(engine).await;
    // While the first token still lives.
    scenario_extras::custom_types(&world).await;
    world.ours.client = world.client_now().await;
    scenario_extras::tokens(&world).await;
    scenario_extras::oauth(&world).await;
    scenario_extras::groups(&world).await;
    scenario_extras::service_accounts(&world).await;
    management(&world).await;
    provisioning(&world).await;
    filters(&world).await;
    scenario_extras::many_groups(&world).await;
    verify::assert_sound(&world).await;
    storage::digests(world.site().url(), world.ours.organization)
        .await
        .unwrap();
    endings(&world).await;
}

async fn management(world: &World) {
    let (store, ours, theirs) = (&world.store, &world.ours, &world.theirs);
    let organization = ours.organization;
    store.ready().await.unwrap();
    store.key_fingerprint().await.unwrap();
    let page = all_members().page;
    store.organizations(page.clone()).await.unwrap();
    let update = OrganizationUpdate {
        name: Some("Renamed".to_owned()),
        invite_domains: None,
    };
    store
        .update_organization(organization, update, world.cause())
        .await
        .unwrap();
    store.users(organization, all_members()).await.unwrap();
    let filter = MemberFilter {
        search: theirs.administrator.to_string(),
        email: "ada@ours.example".to_owned(),
        exclude_group_ids: vec![theirs.administrator.into()],
        ..MemberFilter::default()
    };
    let query = MemberQuery {
        filter,
        count: true,
        order: domain::user::MemberOrder::Name,
        ..all_members()
    };
    store.users(organization, query).await.unwrap();
    store.first_administrator(organization).await.unwrap();
    let member = world.user(&ours.client, "member").await.into();
    for role in [Role::Admin, Role::Member] {
        store
            .set_role(organization, member, role, world.cause())
            .await
            .unwrap();
    }
    let edit = Box::new(|settings: &mut domain::sso_configuration::SsoSettings| {
        settings.display_name = "New".to_owned();
    });
    let sso = ours.sso;
    store
        .update_sso_configuration(organization, sso, edit, None, world.cause())
        .await
        .unwrap();
    store
        .sso_configurations(organization, page.clone())
        .await
        .unwrap();
    store
        .scim_configurations(organization, page.clone())
        .await
        .unwrap();
    let update = ScimUpdate {
        name: Some("New".to_owned()),
        ..ScimUpdate::default()
    };
    let scim = ours.scim;
    store
        .update_scim_configuration(organization, scim, update, world.cause())
        .await
        .unwrap();
    world
        .muster
        .regenerate_scim_token(&ours.caller, scim, None, "regenerate")
        .await
        .unwrap();
    world
        .muster
        .authenticate(ours.token.expose())
        .await
        .unwrap();
    world.muster.record_last_uses().await.unwrap();
    let new = NewPersonalAccessToken {
        user_id: ours.administrator,
        description: String::new(),
        lifetime_micros: None,
        read_only: false,
    };
    let token = world
        .muster
        .create_personal_access_token(&ours.caller, new, "new")
        .await
        .unwrap();
    store
        .personal_access_tokens(organization, Vec::new(), page)
        .await
        .unwrap();
    let id = token.credential.id;
    store
        .delete_personal_access_token(organization, id, world.cause())
        .await
        .unwrap();
    store.events(organization, 0, 10).await.unwrap();
}

async fn provisioning(world: &World) {
    let (client, shown) = (&world.ours.client, Projection::default());
    let anna = world.user(client, "anna").await;
    let inner = world.group(client, "inner", &[anna]).await;
    let outer = world.group(client, "outer", &[inner]).await.to_string();
    let any = Preconditions::default;
    let body = json!({ "userName": "anna", "emails": [{ "value": "new@people.example" }] });
    let id = anna.to_string();
    world
        .muster
        .scim_replace(client, &USER, &id, body, any(), &shown)
        .await
        .unwrap();
    let body = json!({ "Operations": [{ "op": "replace", "path": "active", "value": false }] });
    world
        .muster
        .scim_patch(client, &USER, &id, &body, any(), &shown)
        .await
        .unwrap();
    for operations in [
        json!([{ "op": "replace", "path": "displayName", "value": "renamed" }]),
        json!([{ "op": "add", "path": "members", "value": [{ "value": id }] }]),
        json!([{ "op": "remove", "path": format!("members[value eq \"{id}\"]") }]),
        json!([{ "op": "remove", "path": "members[type eq \"Group\"]" }]),
        json!([{ "op": "remove", "path": "members" }]),
        json!([{ "op": "replace", "path": "members", "value": [{ "value": id }] }]),
    ] {
        let body = json!({ "Operations": operations });
        world
            .muster
            .scim_patch(client, &GROUP, &outer, &body, any(), &shown)
            .await
            .unwrap();
    }
    world
        .muster
        .scim_read(client, &USER, &id, &shown)
        .await
        .unwrap();
    world
        .muster
        .scim_delete(client, &USER, &id, any())
        .await
        .unwrap();
    world
        .muster
        .scim_delete(client, &GROUP, &outer, any())
        .await
        .unwrap();
    let admin = json!({ "userName": "ada", "emails": [{ "value": "ada@ours.example" }] });
    world
        .muster
        .scim_create(client, &USER, &admin, &shown)
        .await
        .unwrap_err();
}

async fn filters(world: &World) {
    let client = &world.ours.client;
    for number in 0..5 {
        world.user(client, &format!("filtered{number}")).await;
    }
    let id = world.ours.administrator.to_string();
    for filter in [
        "userName eq \"filtered1\"".to_owned(),
        "userName sw \"filtered\"".to_owned(),
        "userName co \"ilt\" and title pr".to_owned(),
        "externalId eq \"x\"".to_owned(),
        "displayName eq \"x\"".to_owned(),
        "displayName eq \"x\" or externalId eq \"x\"".to_owned(),
        format!("id eq \"{id}\""),
        "emails.value eq \"filtered1@people.example\"".to_owned(),
        "emails sw \"filtered\"".to_owned(),
        "emails[type eq \"work\" and value eq \"x\"]".to_owned(),
        "active eq false".to_owned(),
        "not (active eq true)".to_owned(),
        "meta.lastModified gt \"2026-01-01T00:00:00Z\"".to_owned(),
        "meta.created gt \"2026-01-01T00:00:00Z\"".to_owned(),
        format!("groups.value eq \"{id}\""),
        format!("groups eq \"{id}\" and userName pr"),
        "title eq \"x\"".to_owned(),
    ] {
        world
            .list(client, &[&USER], Some(&filter), (1, 2))
            .await
            .unwrap();
    }
    for filter in [
        format!("members.value eq \"{id}\""),
        "displayName eq \"x\"".to_owned(),
        format!("displayName eq \"x\" and members eq \"{id}\""),
    ] {
        world
            .list(client, &[&GROUP], Some(&filter), (1, 2))
            .await
            .unwrap();
    }
    for start in [1, 4] {
        world
            .list(client, &[&USER], None, (start, 2))
            .await
            .unwrap();
    }
}

async fn endings(world: &World) {
    let (store, ours) = (&world.store, &world.ours);
    let organization = ours.organization;
    for scim in [ours.scim, world.second.access.owner.scim_configuration_id] {
        store
            .delete_scim_configuration(organization, scim, world.cause())
            .await
            .unwrap();
    }
    store
        .delete_sso_configuration(organization, ours.sso, world.cause())
        .await
        .unwrap();
    store.delete_organization(organization).await.unwrap();
}

//! SSO configurations.

use domain::Error;
use domain::event::EventType;
use domain::id::{OrganizationId, SsoConfigurationId};
use domain::sso_configuration::SsoSettings;
use domain::store::EditSso;
use uuid::Uuid;

use super::{on_every_engine, page, refused};
use crate::support::World;

on_every_engine!(
    are_seen_by_their_organization_alone,
    are_not_added_to_an_organization_that_is_not,
    change_with_an_event_and_stay_without_one,
    are_deleted_when_nothing_uses_them,
);

async fn are_seen_by_their_organization_alone(world: World) {
    let (store, ours, theirs) = (&world.store, &world.ours, &world.theirs);
    let found = store
        .sso_configuration(ours.organization, ours.sso)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.organization_id, ours.organization);
    assert!(!found.sealed_client_secret.is_empty());
    assert_eq!(
        store
            .sso_configuration(theirs.organization, ours.sso)
            .await
            .unwrap(),
        None
    );
    let listed = store
        .sso_configurations(theirs.organization, page(10))
        .await
        .unwrap()
        .items;
    assert_eq!(
        listed.iter().map(|one| one.id).collect::<Vec<_>>(),
        [theirs.sso]
    );
}

async fn are_not_added_to_an_organization_that_is_not(world: World) {
    let ours = &world.ours;
    let found = world
        .store
        .sso_configuration(ours.organization, ours.sso)
        .await
        .unwrap()
        .unwrap();
    let mut stray = found;
    stray.organization_id = OrganizationId::from_uuid(Uuid::from_u128(1));
    let refused = world
        .store
        .create_sso_configuration(stray, world.cause())
        .await;
    refused!(refused, Error::NotFound(_));
}

async fn change_with_an_event_and_stay_without_one(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    let rename = || -> EditSso {
        Box::new(|settings: &mut SsoSettings| settings.display_name = "New".to_owned())
    };
    let (organization, id) = (ours.organization, ours.sso);
    let before = store
        .sso_configuration(organization, id)
        .await
        .unwrap()
        .unwrap();
    let fed = world.feed(organization).await.len();
    store
        .update_sso_configuration(organization, id, rename(), None, world.cause())
        .await
        .unwrap();
    let after = store
        .sso_configuration(organization, id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(after.settings.display_name, "New");
    assert_eq!(after.sealed_client_secret, before.sealed_client_secret);
    store
        .update_sso_configuration(organization, id, rename(), None, world.cause())
        .await
        .unwrap();
    assert_eq!(world.feed(organization).await.len(), fed + 1);
    let secret = Some(vec![1, 2, 3]);
    store
        .update_sso_configuration(organization, id, rename(), secret, world.cause())
        .await
        .unwrap();
    let after = store
        .sso_configuration(organization, id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(after.sealed_client_secret, [1, 2, 3]);
    let feed = world.feed(organization).await;
    assert_eq!(feed.len(), fed + 2, "a new secret is a change");
    assert!(
        !feed[fed + 1]
            .after
            .as_ref()
            .unwrap()
            .to_string()
            .contains("ecret")
    );

    let foreign = world.theirs.organization;
    let refused = store
        .update_sso_configuration(foreign, id, rename(), None, world.cause())
        .await;
    refused!(refused, Error::NotFound(_));
}

async fn are_deleted_when_nothing_uses_them(world: World) {
    let (store, ours) = (&world.store, &world.ours);
    let (organization, id) = (ours.organization, ours.sso);
    let used = store
        .delete_sso_configuration(organization, id, world.cause())
        .await;
    refused!(used, Error::FailedPrecondition(_));
    let foreign = store
        .delete_sso_configuration(world.theirs.organization, id, world.cause())
        .await;
    refused!(foreign, Error::NotFound(_));
    let unknown = SsoConfigurationId::from_uuid(Uuid::from_u128(1));
    let unknown = store
        .delete_sso_configuration(organization, unknown, world.cause())
        .await;
    refused!(unknown, Error::NotFound(_));
    for scim in [ours.scim, world.second.access.owner.scim_configuration_id] {
        store
            .delete_scim_configuration(organization, scim, world.cause())
            .await
            .unwrap();
    }
    store
        .delete_sso_configuration(organization, id, world.cause())
        .await
        .unwrap();
    assert_eq!(
        store.sso_configuration(organization, id).await.unwrap(),
        None
    );
    let feed = world.feed(organization).await;
    assert_eq!(
        feed.last().unwrap().event_type,
        EventType::SsoConfigurationDeleted
    );
}

//! The policies of organizations.

use domain::Error;
use domain::policies::Policies;
use domain::scim_configuration::ScimUpdate;
use domain::sso_configuration::SsoSettings;
use domain::store::EditPolicies;

use super::{on_every_engine, refused};
use crate::support::World;

on_every_engine!(
    are_the_defaults_until_they_are_set,
    a_restriction_needs_somebody_who_provisions,
    a_restriction_outlasts_who_provisions,
    belong_to_one_organization,
);

fn restrict(on: bool) -> EditPolicies {
    Box::new(move |policies: &mut Policies| {
        policies.restrict_account_creation_to_scim = on;
        Ok(())
    })
}

async fn update(world: &World, edit: EditPolicies) -> Result<Policies, Error> {
    let organization = world.ours.organization;
    world
        .store
        .update_policies(organization, edit, world.cause())
        .await
}

async fn events(world: &World) -> usize {
    world.feed(world.ours.organization).await.len()
}

async fn are_the_defaults_until_they_are_set(world: World) {
    let organization = world.ours.organization;
    let found = world.store.policies(organization).await.unwrap();
    assert_eq!(found, Policies::default());
    assert!(found.create_at_login());
    let before = events(&world).await;
    update(&world, Box::new(|_| Ok(()))).await.unwrap();
    assert_eq!(events(&world).await, before, "nothing has changed");
    let edit = |policies: &mut Policies| {
        policies.allow_just_in_time_creation = false;
        policies.application = Some("{\"kept\":true}".to_owned());
        Ok(())
    };
    let updated = update(&world, Box::new(edit)).await.unwrap();
    assert_eq!(world.store.policies(organization).await.unwrap(), updated);
    assert!(!updated.create_at_login());
    assert_eq!(updated.application.as_deref(), Some("{\"kept\":true}"));
    assert_eq!(events(&world).await, before + 1);
    let refuse = |_: &mut Policies| Err(Error::FailedPrecondition("no".to_owned()));
    refused!(
        update(&world, Box::new(refuse)).await,
        Error::FailedPrecondition(_)
    );
}

async fn enable(world: &World, enabled: bool) {
    let owners = [
        world.ours.scim,
        world.second.access.owner.scim_configuration_id,
    ];
    for scim in owners {
        let update = ScimUpdate {
            enabled: Some(enabled),
            ..ScimUpdate::default()
        };
        let organization = world.ours.organization;
        let updated =
            world
                .store
                .update_scim_configuration(organization, scim, update, world.cause());
        updated.await.unwrap();
    }
}

async fn activate(world: &World, active: bool) {
    let edit = Box::new(move |settings: &mut SsoSettings| settings.active = active);
    let (organization, sso) = (world.ours.organization, world.ours.sso);
    let updated =
        world
            .store
            .update_sso_configuration(organization, sso, edit, None, world.cause());
    updated.await.unwrap();
}

async fn a_restriction_needs_somebody_who_provisions(world: World) {
    enable(&world, false).await;
    refused!(
        update(&world, restrict(true)).await,
        Error::FailedPrecondition(ref why) if why.contains("enabled SCIM configuration")
    );
    enable(&world, true).await;
    activate(&world, false).await;
    refused!(
        update(&world, restrict(true)).await,
        Error::FailedPrecondition(_)
    );
    activate(&world, true).await;
    let updated = update(&world, restrict(true)).await.unwrap();
    assert!(!updated.create_at_login());
}

async fn a_restriction_outlasts_who_provisions(world: World) {
    update(&world, restrict(true)).await.unwrap();
    enable(&world, false).await;
    activate(&world, false).await;
    let found = world.store.policies(world.ours.organization).await.unwrap();
    assert!(!found.create_at_login());
    // Other policies can still be changed, and the restriction be lifted.
    let edit = |policies: &mut Policies| {
        policies.allow_just_in_time_creation = false;
        Ok(())
    };
    update(&world, Box::new(edit)).await.unwrap();
    update(&world, restrict(false)).await.unwrap();
}

async fn belong_to_one_organization(world: World) {
    update(&world, restrict(true)).await.unwrap();
    let found = world.store.policies(world.theirs.organization).await;
    assert_eq!(found.unwrap(), Policies::default());
}

//! The instance, and what a fresh store is given.

use domain::Error;
use domain::management::FirstAdministrator;

use super::{on_every_engine, page, refused};
use crate::support::{ENGINES, Site, World, run};

on_every_engine!(is_ready_and_knows_its_key, is_initialized_once);

#[test]
fn an_empty_store_has_no_key() {
    for engine in ENGINES {
        run(async {
            let site = Site::new(engine);
            let store = site.open().await;
            store.ready().await.unwrap();
            assert_eq!(store.key_fingerprint().await.unwrap(), None);
            assert!(store.organizations(page(1)).await.unwrap().items.is_empty());
        });
    }
}

async fn is_ready_and_knows_its_key(world: World) {
    world.store.ready().await.unwrap();
    let key = domain::key::InstanceKey::new(&[7; 32]);
    let fingerprint = world.store.key_fingerprint().await.unwrap();
    assert_eq!(fingerprint, Some(key.fingerprint()));
}

async fn is_initialized_once(world: World) {
    let before = world.store.organizations(page(10)).await.unwrap().items;
    let administrator = FirstAdministrator::default();
    let again = world.muster.initialize("Another", &administrator).await;
    refused!(again, Error::FailedPrecondition(_));
    assert_eq!(
        world.store.organizations(page(10)).await.unwrap().items,
        before
    );
}

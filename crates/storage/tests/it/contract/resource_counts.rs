//! The numbers of resources that are kept beside them, with which a list finds any page.

use domain::id::ResourceId;
use domain::resource::{Modification, Modify};
use scim::resource_type::GROUP;

use super::on_every_engine;
use crate::support::World;

on_every_engine!(lead_to_every_page_of_thousands);

/// More than two runs' worth, some of which are gone again.
async fn lead_to_every_page_of_thousands(world: World) {
    let client = &world.ours.client;
    let mut ids = Vec::new();
    for number in 0..2_200 {
        ids.push(world.group(client, &format!("group {number}"), &[]).await);
    }
    ids.sort_unstable();
    pages_are_those_of(&world, &ids).await;
    // The first run empties; of the others something is left.
    let gone: Vec<ResourceId> = ids
        .iter()
        .enumerate()
        .filter(|(position, _)| *position < 1_100 || position % 50 == 0)
        .map(|(_, id)| *id)
        .collect();
    for id in &gone {
        let agree: Modify = Box::new(|_| Ok(Modification::default()));
        let cause = world.cause();
        let deleted =
            world
                .store
                .delete_resource(world.ours.owner, GROUP.clone(), *id, agree, cause);
        deleted.await.unwrap();
    }
    ids.retain(|id| gone.binary_search(id).is_err());
    pages_are_those_of(&world, &ids).await;
}

async fn pages_are_those_of(world: &World, ids: &[ResourceId]) {
    for start in [
        1, 2, 998, 999, 1_000, 1_001, 1_002, 1_077, 1_078, 1_079, 2_199, 2_200, 2_201,
    ] {
        let (total, listed) = world
            .list(&world.ours.client, &[&GROUP], None, (start, 3))
            .await
            .unwrap();
        assert_eq!(total, u64::try_from(ids.len()).unwrap());
        let listed: Vec<String> = listed
            .iter()
            .map(|resource| resource["id"].as_str().unwrap().to_owned())
            .collect();
        let before = usize::try_from(start - 1).unwrap();
        let expected = ids.iter().skip(before).take(3).map(ToString::to_string);
        assert_eq!(listed, expected.collect::<Vec<_>>(), "from {start}");
    }
}

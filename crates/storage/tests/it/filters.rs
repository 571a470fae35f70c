//! A filter selects what the reference evaluator selects, on every page.

mod any_types;
mod arbitrary;
mod scene;
mod sorted;

use domain::provisioning::Preconditions;
use proptest::prelude::*;
use scim::projection::Projection;
use scim::resource_type::{GROUP, USER};
use serde_json::json;

use crate::support::{ENGINES, Engine, World, run};
use arbitrary::{Body, Template};
use scene::Scene;

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_filter_selects_what_the_evaluator_selects_in_any_order(
        bodies in prop::collection::vec(arbitrary::body(), 1..14),
        filters in prop::collection::vec(arbitrary::template(), 40),
    ) {
        run(check(Engine::Sqlite, bodies, filters));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_filter_selects_what_the_evaluator_selects_in_any_order_on_postgres(
        bodies in prop::collection::vec(arbitrary::body(), 1..14),
        filters in prop::collection::vec(arbitrary::template(), 40),
    ) {
        run(check(Engine::Postgres, bodies, filters));
    }
}

async fn check(engine: Engine, bodies: Vec<Body>, filters: Vec<Template>) {
    let world = World::new(engine).await;
    let mut ids = Vec::new();
    for body in bodies {
        world.clock.advance(body.pause);
        let (kind, json) = body.json(&ids);
        let client = if body.elsewhere {
            &world.second
        } else {
            &world.ours.client
        };
        let created = world
            .muster
            .scim_create(client, kind, &json, &Projection::default())
            .await;
        let created = created.map(|created| created.representation.into_attributes());
        if let Ok(created) = &created
            && let Some(patch) = body.patch()
        {
            let (id, any) = (created["id"].as_str(), Preconditions::default());
            let shown = Projection::default();
            let patched = world
                .muster
                .scim_patch(client, kind, id.unwrap(), &patch, any, &shown);
            patched.await.unwrap();
        }
        // What is refused (a taken name, say) is just not there.
        if let Ok(created) = created
            && !body.elsewhere
        {
            ids.push(created["id"].as_str().unwrap().to_owned());
        }
    }
    for kinds in [
        vec![USER.clone()],
        vec![GROUP.clone()],
        vec![USER.clone(), GROUP.clone()],
    ] {
        let scene = Scene::new(&world, &world.ours.client, kinds, "").await;
        for (number, filter) in filters.iter().enumerate() {
            let text = filter.text(&ids, &scene.all);
            scene.check_filter(&text).await;
            // Most filters select little, and there is little to sort in little.
            let text = if number % 3 == 0 { "id pr" } else { &text };
            let sort_by = sorted::SORTS[number % sorted::SORTS.len()];
            let descending = number / sorted::SORTS.len() % 2 == 1;
            sorted::check(&scene, text, sort_by, descending).await;
        }
    }
}

#[test]
fn a_filter_that_must_examine_everything_examines_all_chunks() {
    for engine in ENGINES {
        run(examine_everything(engine));
    }
}

async fn examine_everything(engine: Engine) {
    let world = World::new(engine).await;
    let client = &world.ours.client;
    for number in 0..1203 {
        let title = if number % 400 == 0 { "Boss" } else { "Clerk" };
        let body = json!({ "userName": format!("user{number}"), "title": title });
        world.create(client, &USER, body).await;
    }
    let filter = Some("title eq \"boss\"");
    let (total, found) = world.list(client, &[&USER], filter, (2, 2)).await.unwrap();
    assert_eq!(total, 4);
    let names = found.iter().map(|one| &one["userName"]).collect::<Vec<_>>();
    assert_eq!(names, ["user400", "user800"]);
    let (total, found) = world
        .list(client, &[&USER], None, (1202, 1000))
        .await
        .unwrap();
    let names = found.iter().map(|one| &one["userName"]).collect::<Vec<_>>();
    assert_eq!(total, 1203);
    assert_eq!(names, ["user1201", "user1202"]);
}

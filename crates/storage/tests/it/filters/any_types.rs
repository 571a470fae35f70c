//! The same with types that an organization has defined, and defines anew while there are
//! resources: whatever their attributes are called and however they compare, the store selects
//! what the evaluator selects, sorts as `scim::sort` does, and keeps unique what a filter finds by
//! `eq` (RFC 7643 §2.2, §7 `uniqueness`).

mod content;
mod definition;
mod life;
mod question;

use std::sync::Arc;

use proptest::prelude::*;
use scim::ResourceType;

use super::scene::Scene;
use super::sorted;
use crate::support::{Engine, Tape, World, run, tape};
use life::Life;

#[derive(Clone, Debug)]
struct Case {
    schemas: Vec<Tape>,
    types: Tape,
    changes: Vec<Tape>,
    questions: Vec<Tape>,
}

fn case() -> impl Strategy<Value = Case> {
    let tapes = |count, length| prop::collection::vec(tape(length), count);
    (
        tapes(3..=3, 80),
        tape(10),
        tapes(1..=24, 60),
        tapes(1..=24, 40),
    )
        .prop_map(|(schemas, types, changes, questions)| Case {
            schemas,
            types,
            changes,
            questions,
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_type_is_filtered_sorted_and_kept_unique_as_its_schemas_say(
        case in case(),
    ) {
        run(check(Engine::Sqlite, case));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_type_is_filtered_sorted_and_kept_unique_as_its_schemas_say_on_postgres(
        case in case(),
    ) {
        run(check(Engine::Postgres, case));
    }
}

async fn check(engine: Engine, case: Case) {
    let world = World::new(engine).await;
    let mut life = Life::new(&world);
    life.define(case.schemas, case.types).await;
    for change in case.changes {
        life.change(change).await;
    }
    life.check_uniqueness().await;
    let client = life.client().await;
    let all: Vec<Arc<ResourceType>> = client.access.resource_types.iter().cloned().collect();
    let mut lists: Vec<_> = all.iter().map(|kind| vec![kind.clone()]).collect();
    lists.push(all);
    let mut scenes = Vec::new();
    for kinds in lists {
        scenes.push(Scene::new(&world, &client, kinds, &life.story).await);
    }
    for (number, mut question) in case.questions.into_iter().enumerate() {
        // Things are what this is about.
        let scene = &scenes[[2, 2, 0, 1, 3][number % 5]];
        let text = question::filter(scene, &mut question).to_string();
        scene.check_filter(&text).await;
        let sort_by = question::sort_by(scene, &mut question);
        let text = if question.once_in(2) { "id pr" } else { &text };
        sorted::check(scene, text, &sort_by, question.once_in(2)).await;
    }
}

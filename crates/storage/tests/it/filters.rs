//! A filter selects what the reference evaluator selects, on every page.

use std::sync::Arc;
mod arbitrary;
mod sorted;

use domain::Error;
use domain::limits;
use domain::provisioning::{ListRequest, Preconditions};
use proptest::prelude::*;
use scim::ResourceType;
use scim::compat::{Coercions, Profile};
use scim::filter::{Filter, Unknown, evaluate, resolve};
use scim::projection::Projection;
use scim::resource::Attributes;
use scim::resource_type::{GROUP, USER};
use serde_json::json;

use crate::support::{World, run, sqlite};
use arbitrary::{Body, Template};

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_filter_selects_what_the_evaluator_selects_in_any_order(
        bodies in prop::collection::vec(arbitrary::body(), 1..14),
        filters in prop::collection::vec(arbitrary::template(), 40),
    ) {
        run(check(bodies, filters));
    }
}

async fn check(bodies: Vec<Body>, filters: Vec<Template>) {
    let world = World::new(sqlite).await;
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
        if let Ok(created) = &created
            && let Some(patch) = body.patch()
        {
            let (id, any) = (
                created.representation["id"].as_str(),
                Preconditions::default(),
            );
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
            ids.push(created.representation["id"].as_str().unwrap().to_owned());
        }
    }
    for kinds in [&[&*USER][..], &[&*GROUP], &[&*USER, &*GROUP]] {
        let all = whole(&world, kinds).await;
        for (number, filter) in filters.iter().enumerate() {
            let text = filter.text(&ids, &all);
            one_filter(&world, kinds, &all, &text).await;
            // Most filters select little, and there is little to sort in little.
            let text = if number % 3 == 0 { "id pr" } else { &text };
            sorted::check(&world, kinds, &all, text, number).await;
        }
    }
}

/// The whole representations, with what is returned on request only.
async fn whole(world: &World, kinds: &[&Arc<ResourceType>]) -> Vec<Attributes> {
    let mut names = ["schemas", "id", "externalId", "meta"]
        .map(str::to_owned)
        .to_vec();
    for schema in kinds.iter().flat_map(|kind| kind.schemas()) {
        for attribute in &schema.attributes {
            let name = format!("{}:{}", schema.id, attribute.name);
            let parts = attribute.sub_attributes.iter();
            names.extend(parts.map(|part| format!("{name}.{}", part.name)));
            names.push(name);
        }
    }
    let request = ListRequest {
        count: Some(1000),
        projection: Projection::from_lists(&names, &[]).unwrap(),
        ..ListRequest::default()
    };
    let client = &world.ours.client;
    let list = world
        .muster
        .scim_list(client, one(kinds), &request)
        .await
        .unwrap();
    let resources = list.response.resources.into_iter();
    resources
        .map(|resource| resource.as_object().unwrap().clone())
        .collect()
}

/// The one type, or all of them.
fn one<'a>(kinds: &[&'a Arc<ResourceType>]) -> Option<&'a Arc<ResourceType>> {
    match kinds {
        [one] => Some(one),
        _ => None,
    }
}

async fn one_filter(world: &World, kinds: &[&Arc<ResourceType>], all: &[Attributes], text: &str) {
    let client = &world.ours.client;
    let Some(wanted) = selected(kinds, all, text) else {
        let refused = world.list(client, kinds, Some(text), (1, 10)).await;
        assert!(
            matches!(refused, Err(Error::Scim(_))),
            "{text}: {refused:?}"
        );
        return;
    };
    for start in 1..=wanted.len() + 2 {
        for count in [0, 1, 3, 1000] {
            let page = (i64::try_from(start).unwrap(), i64::try_from(count).unwrap());
            let (total, found) = world.list(client, kinds, Some(text), page).await.unwrap();
            let expected = wanted
                .iter()
                .copied()
                .skip(start - 1)
                .take(count)
                .collect::<Vec<_>>();
            let found = found.iter().map(|one| &one["id"]).collect::<Vec<_>>();
            assert_eq!(found, expected, "{text} from {start}, at most {count}");
            assert_eq!(
                total,
                u64::try_from(wanted.len()).unwrap(),
                "{text} from {start}"
            );
        }
    }
}

/// What the evaluator selects of all resources; `None` when the filter is to be refused.
fn selected<'a>(
    kinds: &[&Arc<ResourceType>],
    all: &'a [Attributes],
    text: &str,
) -> Option<Vec<&'a serde_json::Value>> {
    let filter = Filter::parse(text, limits::FILTER).ok()?;
    let unknown = if kinds.len() > 1 {
        Unknown::False
    } else {
        Unknown::Reject
    };
    let mut selected = Vec::new();
    for kind in kinds {
        let resolved = resolve(
            &filter,
            kind,
            unknown,
            Profile::Tolerant,
            &mut Coercions::new(),
        )
        .ok()?;
        selected.extend(
            all.iter()
                .filter(|one| one["meta"]["resourceType"] == json!(kind.name))
                .filter(|one| evaluate(&resolved, one))
                .map(|one| &one["id"]),
        );
    }
    Some(selected)
}

#[test]
fn a_filter_that_must_examine_everything_examines_all_chunks() {
    run(async {
        let world = World::new(sqlite).await;
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
    });
}

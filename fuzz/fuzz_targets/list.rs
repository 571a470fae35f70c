//! A query of a store: it selects what the evaluator selects, in the order that was asked for, and
//! pages by cursor hold the same as pages by index.
#![no_main]

use std::cell::LazyCell;
use std::sync::Arc;

use domain::provisioning::ListRequest;
use domain::{Error, limits};
use fuzz::world::World;
use fuzz::{PROFILES, law, mutate};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use scim::ResourceType;
use scim::compat::{Coercions, Profile};
use scim::filter::{Filter, Unknown, evaluate, resolve};
use scim::list_response::Page;
use scim::projection::Projection;
use scim::resource::Attributes;
use scim::search_request::SearchRequest;

struct Asked {
    world: World,
    all: Vec<Attributes>,
}

thread_local! {
    static ASKED: LazyCell<Asked> = LazyCell::new(|| {
        let world = World::new();
        Asked { all: world.whole(), world }
    });
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::mutate(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let Ok(body) = scim::json::parse(data) else {
        return;
    };
    ASKED.with(|asked| {
        let kinds = asked.world.kinds();
        for profile in PROFILES {
            let Ok(request) = SearchRequest::parse(&body, profile, &mut Coercions::new()) else {
                continue;
            };
            check(asked, &kinds, None, profile, &request);
            for kind in &kinds {
                check(asked, &[*kind], Some(kind), profile, &request);
            }
        }
    });
});

fn check(
    asked: &Asked,
    kinds: &[&Arc<ResourceType>],
    kind: Option<&Arc<ResourceType>>,
    profile: Profile,
    search: &SearchRequest,
) {
    let Ok(projection) = Projection::from_lists(&search.attributes, &search.excluded_attributes)
    else {
        return;
    };
    let request = ListRequest {
        filter: search.filter.clone(),
        sort_by: search.sort_by.clone(),
        sort_order: search.sort_order.clone(),
        start_index: search.start_index,
        cursor: search.cursor.clone(),
        count: search.count,
        projection,
    };
    match asked.world.list(kind, profile, &request) {
        Ok(_) => {}
        Err(Error::Scim(error)) => return law::is_plain(&error),
        Err(error) => panic!("{error:?}"),
    }
    let whole = ListRequest {
        start_index: None,
        cursor: None,
        count: Some(1000),
        projection: Projection::default(),
        ..request
    };
    let ids = ids(&asked
        .world
        .list(kind, profile, &whole)
        .expect("a list")
        .resources);
    let mut expected = selected(asked, kinds, profile, search.filter.as_deref());
    let mut found = ids.clone();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!(by_cursor(asked, kind, profile, &whole), ids);
}

/// What the evaluator selects.
fn selected(
    asked: &Asked,
    kinds: &[&Arc<ResourceType>],
    profile: Profile,
    filter: Option<&str>,
) -> Vec<String> {
    let filter = filter.map(|text| Filter::parse(text, limits::FILTER).expect("a filter"));
    let unknown = match kinds {
        [_] => Unknown::Reject,
        _ => Unknown::False,
    };
    let mut selected = Vec::new();
    for kind in kinds {
        let resolved = filter.as_ref().map(|filter| {
            let resolved = resolve(filter, kind, unknown, profile, &mut Coercions::new());
            resolved.expect("a filter of that type")
        });
        for one in &asked.all {
            let is_of_type = one["meta"]["resourceType"] == kind.name.as_str();
            if is_of_type && resolved.as_ref().is_none_or(|filter| evaluate(filter, one)) {
                selected.extend(one["id"].as_str().map(str::to_owned));
            }
        }
    }
    selected
}

/// The identifiers on all pages of three.
fn by_cursor(
    asked: &Asked,
    kind: Option<&Arc<ResourceType>>,
    profile: Profile,
    request: &ListRequest,
) -> Vec<String> {
    let mut found = Vec::new();
    let mut cursor = Some(String::new());
    while cursor.is_some() {
        let page = ListRequest {
            cursor: cursor.take(),
            count: Some(3),
            ..request.clone()
        };
        let page = asked.world.list(kind, profile, &page).expect("a page");
        found.extend(ids(&page.resources));
        if let Page::Cursor { next, .. } = page.page {
            cursor = next;
        }
        assert!(found.len() <= asked.all.len(), "the pages come to an end");
    }
    found
}

fn ids(resources: &[Attributes]) -> Vec<String> {
    let ids = resources.iter().map(|one| one["id"].as_str());
    ids.map(|id| id.expect("an id").to_owned()).collect()
}

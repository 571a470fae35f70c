//! Sorted lists and walks by cursor, against the reference: filter with the evaluator, then sort by
//! the keys of the `scim` crate and by identifiers.

use std::sync::Arc;

use domain::provisioning::ListRequest;
use scim::ResourceType;
use scim::compat::{Coercions, Profile};
use scim::filter::Unknown;
use scim::list_response::Page;
use scim::resource::Attributes;
use scim::sort::{ResolvedSort, SortKey, SortOrder};
use serde_json::Value;

use super::{one, selected};
use crate::support::World;

/// What there is to sort by: indexed and not, single and multi-valued, of the one type, of both.
const SORTS: [&str; 14] = [
    "",
    "id",
    "userName",
    "displayName",
    "externalId",
    "meta.created",
    "meta.lastModified",
    "emails",
    "emails.type",
    "active",
    "name.familyName",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
    "members.value",
    "groups.display",
];

/// Walks through what the filter selects in one of the orders; `number` chooses it.
pub(super) async fn check(
    world: &World,
    kinds: &[&Arc<ResourceType>],
    all: &[Attributes],
    text: &str,
    number: usize,
) {
    let Some(selected) = selected(kinds, all, text) else {
        return;
    };
    let sort_by = SORTS[number % SORTS.len()];
    let descending = number / SORTS.len() % 2 == 1;
    let order = if descending {
        SortOrder::Descending
    } else {
        SortOrder::Ascending
    };
    let request = ListRequest {
        filter: Some(text.to_owned()),
        sort_by: Some(sort_by.to_owned()),
        sort_order: Some(order.as_str().to_owned()),
        ..ListRequest::default()
    };
    let sorts: Vec<_> = kinds
        .iter()
        .map(|kind| sort(kind, kinds, &request))
        .collect();
    if sorts.iter().any(Result::is_err) {
        let refused = world
            .muster
            .scim_list(&world.ours.client, one(kinds), &request)
            .await;
        assert!(refused.is_err(), "{sort_by}");
        return;
    }
    let sorts: Vec<_> = sorts.into_iter().map(Result::unwrap).collect();
    let expected = expected(kinds, all, &selected, &sorts, order);
    let total = u64::try_from(expected.len()).unwrap();
    for count in [1, 3, 1000] {
        by_cursor(world, kinds, &request, count, &expected).await;
        for start in 1..=expected.len() + 1 {
            let page = ListRequest {
                start_index: Some(i64::try_from(start).unwrap()),
                count: Some(count),
                ..request.clone()
            };
            let list = world
                .muster
                .scim_list(&world.ours.client, one(kinds), &page)
                .await
                .unwrap();
            assert_eq!(list.response.total_results(), Some(total), "{request:?}");
            let found = ids(&list.response.resources);
            let size = usize::try_from(count).unwrap();
            let wanted: Vec<_> = expected
                .iter()
                .skip(start - 1)
                .take(size)
                .cloned()
                .collect();
            assert_eq!(found, wanted, "{page:?}");
        }
    }
}

async fn by_cursor(
    world: &World,
    kinds: &[&Arc<ResourceType>],
    request: &ListRequest,
    count: i64,
    expected: &[String],
) {
    let mut cursor = Some(String::new());
    let mut found = Vec::new();
    while let Some(text) = cursor {
        let page = ListRequest {
            cursor: Some(text),
            count: Some(count),
            ..request.clone()
        };
        let list = world
            .muster
            .scim_list(&world.ours.client, one(kinds), &page)
            .await
            .unwrap();
        let Page::Cursor {
            next,
            total_results,
            ..
        } = list.response.page
        else {
            panic!("no page by cursor");
        };
        let total = u64::try_from(expected.len()).unwrap();
        assert!(total_results.is_none_or(|known| known == total), "{page:?}");
        let ids = ids(&list.response.resources);
        assert!(i64::try_from(ids.len()).unwrap() <= count);
        assert!(
            next.is_none() || !ids.is_empty(),
            "only the last page may be empty: {page:?}"
        );
        found.extend(ids);
        cursor = next;
    }
    assert_eq!(found, expected, "{request:?} by cursor, {count} at a time");
}

fn sort(
    kind: &ResourceType,
    kinds: &[&Arc<ResourceType>],
    request: &ListRequest,
) -> Result<Option<ResolvedSort>, scim::Error> {
    let unknown = if kinds.len() > 1 {
        Unknown::False
    } else {
        Unknown::Reject
    };
    scim::sort::resolve(
        request.sort_by.as_deref(),
        request.sort_order.as_deref(),
        kind,
        unknown,
        Profile::Tolerant,
        &mut Coercions::new(),
    )
}

/// The identifiers of what is selected, sorted.
fn expected(
    kinds: &[&Arc<ResourceType>],
    all: &[Attributes],
    selected: &[&Value],
    sorts: &[Option<ResolvedSort>],
    order: SortOrder,
) -> Vec<String> {
    let mut keyed: Vec<(SortKey, String)> = selected
        .iter()
        .map(|id| {
            let resource = all.iter().find(|one| one["id"] == **id).unwrap();
            let number = kinds
                .iter()
                .position(|kind| resource["meta"]["resourceType"] == kind.name.as_str())
                .unwrap();
            let key = sorts[number]
                .as_ref()
                .map_or(SortKey::MISSING, |sort| sort.key(resource));
            (key, id.as_str().unwrap().to_owned())
        })
        .collect();
    if sorts.iter().any(Option::is_some) {
        keyed.sort_by(|one, other| order.apply(one.cmp(other)));
    }
    keyed.into_iter().map(|(_, id)| id).collect()
}

fn ids(resources: &[Value]) -> Vec<String> {
    resources
        .iter()
        .map(|resource| resource["id"].as_str().unwrap().to_owned())
        .collect()
}

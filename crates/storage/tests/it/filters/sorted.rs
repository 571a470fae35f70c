//! Sorted lists and walks by cursor, against the reference: filter with the evaluator, then sort by
//! the keys of the `scim` crate and by identifiers.

use domain::provisioning::{ListRequest, Representation};
use scim::ResourceType;
use scim::compat::{Coercions, Profile};
use scim::list_response::Page;
use scim::sort::{ResolvedSort, SortKey, SortOrder};
use serde_json::Value;

use super::scene::Scene;

/// What there is to sort by: indexed and not, single and multi-valued, of the one type, of both.
pub(crate) const SORTS: [&str; 14] = [
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

/// Walks through what the filter selects in that order.
pub(crate) async fn check(scene: &Scene<'_>, text: &str, sort_by: &str, descending: bool) {
    let Some(selected) = scene.selected(text) else {
        return;
    };
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
    let sorts: Result<Vec<_>, _> = scene
        .kinds
        .iter()
        .map(|kind| sort(scene, kind, &request))
        .collect();
    let Ok(sorts) = sorts else {
        let refused = scene.list(&request).await;
        assert!(refused.is_err(), "{sort_by}{}", scene.story);
        return;
    };
    let expected = expected(scene, &selected, &sorts, order);
    let total = u64::try_from(expected.len()).unwrap();
    for count in [1, 3, 1000] {
        by_cursor(scene, &request, count, &expected).await;
        for start in 1..=expected.len() + 1 {
            let page = ListRequest {
                start_index: Some(i64::try_from(start).unwrap()),
                count: Some(count),
                ..request.clone()
            };
            let response = scene.list(&page).await.unwrap().response;
            assert_eq!(
                response.total_results(),
                Some(total),
                "{request:?}{}",
                scene.story
            );
            let found = ids(response.resources);
            let size = usize::try_from(count).unwrap();
            let behind = expected.iter().skip(start - 1);
            let wanted: Vec<_> = behind.take(size).cloned().collect();
            assert_eq!(found, wanted, "{page:?}{}", scene.story);
        }
    }
}

async fn by_cursor(scene: &Scene<'_>, request: &ListRequest, count: i64, expected: &[String]) {
    let mut cursor = Some(String::new());
    let mut found = Vec::new();
    while let Some(text) = cursor {
        let page = ListRequest {
            cursor: Some(text),
            count: Some(count),
            ..request.clone()
        };
        let list = scene.list(&page).await.unwrap();
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
        let ids = ids(list.response.resources);
        assert!(i64::try_from(ids.len()).unwrap() <= count);
        assert!(
            next.is_none() || !ids.is_empty(),
            "only the last page may be empty: {page:?}"
        );
        found.extend(ids);
        cursor = next;
    }
    assert_eq!(
        found, expected,
        "{request:?} by cursor, {count} at a time{}",
        scene.story
    );
}

fn sort(
    scene: &Scene<'_>,
    kind: &ResourceType,
    request: &ListRequest,
) -> Result<Option<ResolvedSort>, scim::Error> {
    scim::sort::resolve(
        request.sort_by.as_deref(),
        request.sort_order.as_deref(),
        kind,
        scene.unknown(),
        Profile::Tolerant,
        &mut Coercions::new(),
    )
}

/// The identifiers of what is selected, sorted.
fn expected(
    scene: &Scene<'_>,
    selected: &[&Value],
    sorts: &[Option<ResolvedSort>],
    order: SortOrder,
) -> Vec<String> {
    let mut keyed: Vec<(SortKey, String)> = selected
        .iter()
        .map(|id| {
            let resource = scene.all.iter().find(|one| one["id"] == **id).unwrap();
            let number = scene
                .kinds
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

fn ids(resources: Vec<Representation>) -> Vec<String> {
    resources
        .into_iter()
        .map(|resource| {
            resource.into_attributes()["id"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect()
}

//! Orders that no index has (RFC 7644 §3.4.2.3): the keys of all results, sorted in memory.

use std::cmp::Ordering;

use domain::Error;
use domain::id::ResourceId;
use domain::limits;
use domain::resource::{Load, Position, ResourceConflict, Start};
use futures::future::try_join_all;
use scim::sort::{SortKey, SortOrder};
use uuid::Uuid;

use super::list::List;
use super::{Page, integer};
use crate::connection::Connection;
use crate::filter::Condition;
use crate::resource;

/// A result's place in the order.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    key: SortKey,
    id: Uuid,
    selection: usize,
}

/// A page of the results of all lists together.
pub(super) async fn query<C: Connection>(
    lists: &[List<'_, C>],
    order: SortOrder,
    start: &Start,
) -> Result<Page, Error> {
    let count = lists.first().map_or(0, |list| list.query.count);
    let mut places = Vec::new();
    let mut budget = limits::FILTER_CANDIDATES;
    for list in lists {
        collect(list, &mut budget, &mut places).await?;
    }
    let compare = |one: &Place, other: &Place| order.apply(one.cmp(other));
    places.sort_unstable_by(compare);
    let total = u64::try_from(places.len()).unwrap_or(u64::MAX);
    let skip = match start {
        Start::Index(start) => usize::try_from(start.saturating_sub(1)).unwrap_or(usize::MAX),
        Start::After(None) => 0,
        Start::After(Some(after)) => {
            let after = Place {
                key: after
                    .key
                    .clone()
                    .map_or(SortKey::MISSING, SortKey::from_text),
                id: after.id,
                selection: after.selection,
            };
            places.partition_point(|place| compare(place, &after) != Ordering::Greater)
        }
    };
    let mut page = Page::new(0, count);
    page.total = Some(total);
    let room = usize::try_from(count).unwrap_or(usize::MAX);
    let behind = places.get(skip..).unwrap_or_default();
    let wanted = behind.get(..room).unwrap_or(behind);
    for some in wanted.chunks(resource::AT_ONCE) {
        let found = try_join_all(some.iter().map(|place| load(lists, place))).await?;
        for (place, entry) in some.iter().zip(found) {
            page.take(
                entry
                    .map(|entry| (entry, position(place)))
                    .into_iter()
                    .collect(),
            );
        }
    }
    page.next = wanted
        .last()
        .map(position)
        .filter(|_| wanted.len() < behind.len());
    Ok(page)
}

async fn collect<C: Connection>(
    list: &List<'_, C>,
    budget: &mut u64,
    places: &mut Vec<Place>,
) -> Result<(), Error> {
    let condition = list.condition();
    if condition == Condition::Const(false) {
        return Ok(());
    }
    // Cheaper to refuse at once what would be refused in the end.
    if condition == Condition::Const(true) && integer(list.count_all().await?) > integer(*budget) {
        return Err(too_many_to_sort());
    }
    let (sort, selection) = (&list.selection.sort, list.number);
    let left = list
        .examine(&condition, Uuid::nil(), budget, &mut |stored, seen| {
            let key = sort
                .as_ref()
                .map_or(SortKey::MISSING, |sort| sort.key(seen));
            places.push(Place {
                key,
                id: stored.id.uuid(),
                selection,
            });
            false
        })
        .await?;
    match left {
        None => Ok(()),
        Some(_) => Err(too_many_to_sort()),
    }
}

async fn load<C: Connection>(
    lists: &[List<'_, C>],
    place: &Place,
) -> Result<Option<domain::resource::StoredResource>, Error> {
    let Some(list) = lists.get(place.selection) else {
        return Ok(None);
    };
    let id = ResourceId::from_uuid(place.id);
    let name = &list.selection.resource_type.name;
    resource::find(list.connection, list.owner, name, id, Load::default()).await
}

fn position(place: &Place) -> Position {
    Position {
        selection: place.selection,
        key: Some(place.key.as_str().to_owned()),
        id: place.id,
    }
}

/// Refuses an order that would have to examine more than the limit.
fn too_many_to_sort() -> Error {
    Error::Conflict(ResourceConflict::TooManyToSort {
        limit: limits::FILTER_CANDIDATES,
    })
}

//! SCIM queries: which resources a filter selects, in which order, a page at a time.
//!
//! A [`List`] answers one selection. `by_index` counts results, `by_cursor` goes on after a
//! position; `by_column` sorts by what an index holds, `in_memory` by anything else.

mod by_column;
mod by_cursor;
mod by_index;
mod in_memory;
mod list;
mod page;

use domain::Error;
use domain::limits;
use domain::resource::{Load, Owner, Position, Query, QueryResult, Selection, Start};
use futures::future::try_join_all;
use scim::filter::ResolvedFilter;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::filter::is_quick;
use crate::resource;
use list::List;
use page::Page;

/// Whether a query may take longer than a few look-ups in indexes: a list without a filter, too,
/// for it looks up the groups of everybody on the page.
pub(crate) fn is_long(query: &Query) -> bool {
    let quick = |selection: &Selection| {
        let filter = selection.filter.as_ref();
        filter.is_some_and(|filter| is_quick(filter, &selection.resource_type))
    };
    query.load.members > 0 || !query.selections.iter().all(quick)
}

/// Answers a query.
pub(crate) async fn query<C: Connection>(
    connection: &C,
    owner: Owner,
    query: &Query,
) -> Result<QueryResult, Error> {
    let lists: Vec<_> = query
        .selections
        .iter()
        .enumerate()
        .map(|(number, selection)| List {
            connection,
            owner,
            number,
            selection,
            query,
        })
        .collect();
    let page = match (query.order, &query.start) {
        (None, Start::Index(start)) => by_index::query(&lists, *start).await?,
        (None, Start::After(after)) => by_cursor::query(&lists, after.as_ref()).await?,
        (Some(order), start) => match by_column::Sorted::new(&lists, order) {
            Some(sorted) => sorted.query(start).await?,
            None => in_memory::query(&lists, order, start).await?,
        },
    };
    finish(connection, owner, query, page).await
}

/// Loads groups and members of the page. Where these are too many together, the page ends after
/// the resource that reaches the limit: RFC 7644 §3.4.2.4 allows fewer results than asked for.
async fn finish<C: Connection>(
    connection: &C,
    owner: Owner,
    query: &Query,
    page: Page,
) -> Result<QueryResult, Error> {
    let mut entries = page.entries;
    let (mut memberships, mut carried) = (0, 0);
    'page: for some in entries.chunks_mut(resource::at_once(query.load)) {
        let loads = some
            .iter_mut()
            .map(|(stored, _)| resource::load_computed(connection, owner, stored, query.load));
        try_join_all(loads).await?;
        for (stored, _) in some {
            memberships += stored.members.len() + stored.groups.len();
            carried += 1;
            if memberships >= limits::MEMBERS_PER_PAGE {
                break 'page;
            }
        }
    }
    let is_cut = carried < entries.len();
    entries.truncate(carried);
    let next = match entries.last() {
        Some((_, last)) if is_cut => Some(last.clone()),
        _ => page.next,
    };
    let by_cursor = matches!(query.start, Start::After(_));
    Ok(QueryResult {
        total: page.total,
        resources: entries.into_iter().map(|(stored, _)| stored).collect(),
        next: next.filter(|_| by_cursor),
    })
}

/// What a filter, or the attribute of an order, needs to be loaded of each candidate.
fn needed(mentions: impl Fn(&str) -> bool) -> Load {
    Load {
        members: if mentions("members") { usize::MAX } else { 0 },
        groups: mentions("groups"),
    }
}

/// Whether a filter is about an attribute of that name.
fn mentions(filter: &ResolvedFilter, name: &str) -> bool {
    match filter {
        ResolvedFilter::Const(_) => false,
        ResolvedFilter::And(parts) | ResolvedFilter::Or(parts) => {
            parts.iter().any(|part| mentions(part, name))
        }
        ResolvedFilter::Not(inner) => mentions(inner, name),
        ResolvedFilter::Present(attribute)
        | ResolvedFilter::Compare { attribute, .. }
        | ResolvedFilter::ValuePath { attribute, .. } => attribute.attribute == name,
    }
}

fn integer(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// Reads the number that a statement counts.
fn count(row: Option<crate::value::Row>) -> Result<u64, Fault> {
    let count = row.map(|mut row| row.integer()).transpose()?.unwrap_or(0);
    Ok(u64::try_from(count).unwrap_or(0))
}

/// The position of a resource in an unsorted list.
fn position(selection: usize, id: domain::id::ResourceId) -> Position {
    Position {
        selection,
        key: None,
        id: id.uuid(),
    }
}

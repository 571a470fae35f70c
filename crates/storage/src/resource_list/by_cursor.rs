//! Unsorted lists by cursor (RFC 9865): each page goes on after a resource, whether that still
//! exists or not, so that nothing that exists throughout is left out or comes twice.

use domain::Error;
use domain::id::ResourceId;
use domain::limits;
use domain::resource::Position;
use uuid::Uuid;

use super::list::{COLUMNS, List, OWNED};
use super::{Page, integer, position};
use crate::connection::Connection;
use crate::filter::{Condition, Owned};
use crate::value::Param;

/// The page after a position, or the first one.
pub(super) async fn query<C: Connection>(
    lists: &[List<'_, C>],
    after: Option<&Position>,
) -> Result<Page, Error> {
    let count = lists.first().map_or(0, |list| list.query.count);
    let mut page = Page::new(0, count);
    if count == 0 {
        page.total = Some(total(lists).await?);
        return Ok(page);
    }
    let mut known = true;
    let mut total = 0;
    for list in lists {
        let condition = list.condition();
        match condition {
            Condition::Const(true) => total += list.count_all().await?,
            Condition::Const(false) => continue,
            _ => known = false,
        }
        let after = match after {
            Some(after) if after.selection > list.number => continue,
            Some(after) if after.selection == list.number => after.id,
            _ => Uuid::nil(),
        };
        if page.next.is_some() {
            continue;
        }
        if condition.is_exact() {
            list.exact_after(&mut page, &condition, after).await?;
        } else {
            list.examined_after(&mut page, &condition, after).await?;
        }
    }
    // Counting what a filter selects would cost as much as listing it (RFC 9865 §2 lets the total
    // be omitted), unless it is all on this page.
    page.total = if known {
        Some(total)
    } else if after.is_none() && page.next.is_none() {
        u64::try_from(page.entries.len()).ok()
    } else {
        None
    };
    Ok(page)
}

/// How many results there are, for a client that asks for nothing else.
async fn total<C: Connection>(lists: &[List<'_, C>]) -> Result<u64, Error> {
    let page = super::by_index::query(lists, 1).await?;
    Ok(page.total.unwrap_or(0))
}

impl<C: Connection> List<'_, C> {
    /// What a condition selects that is exactly the filter, or everything.
    async fn exact_after(
        &self,
        page: &mut Page,
        condition: &Condition,
        after: Uuid,
    ) -> Result<(), Error> {
        let (text, owned) = condition.render(5);
        let number = 5 + owned.len();
        let sql = format!(
            "SELECT {COLUMNS} FROM resources r WHERE {OWNED} AND r.id > $4 AND {text} \
             ORDER BY r.id LIMIT ${number}"
        );
        let mut params = self.with_owner(&[after.into()]);
        params.extend(owned.iter().map(Owned::param));
        params.push(Param::from(integer(page.room + 1)));
        let rows = self.connection.query(&sql, &params).await?;
        page.end(self.entries(rows)?);
        Ok(())
    }

    /// What the evaluator selects. Where it would have to examine too many candidates the page ends
    /// early: fewer results than asked for are allowed, and the cursor leads on.
    async fn examined_after(
        &self,
        page: &mut Page,
        condition: &Condition,
        after: Uuid,
    ) -> Result<(), Error> {
        let mut budget = limits::FILTER_CANDIDATES;
        let wanted = usize::try_from(page.room + 1).unwrap_or(usize::MAX);
        let mut found = Vec::new();
        let number = self.number;
        let left = self
            .examine(condition, after, &mut budget, &mut |stored, _| {
                let position = position(number, stored.id);
                found.push((stored, position));
                found.len() >= wanted
            })
            .await?;
        page.end(found);
        if let Some(last) = left {
            page.next = Some(position(self.number, ResourceId::from_uuid(last)));
        }
        Ok(())
    }
}

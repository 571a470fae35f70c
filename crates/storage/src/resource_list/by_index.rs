//! Unsorted lists by index (RFC 7644 §3.4.2.4).

use domain::Error;
use domain::limits;
use uuid::Uuid;

use super::list::{COLUMNS, List, OWNED};
use super::{Page, integer, position};
use crate::connection::Connection;
use crate::filter::{Condition, Owned};
use crate::value::Param;

/// The page that begins at the n-th result, counted from 1.
pub(super) async fn query<C: Connection>(lists: &[List<'_, C>], start: u64) -> Result<Page, Error> {
    let count = lists.first().map_or(0, |list| list.query.count);
    let mut page = Page::new(start.saturating_sub(1), count);
    for list in lists {
        match list.condition() {
            Condition::Const(true) => list.unfiltered(&mut page).await?,
            Condition::Const(false) => {}
            condition if condition.is_exact() => list.exact(&mut page, &condition).await?,
            condition => list.examined(&mut page, &condition).await?,
        }
    }
    page.total = page.total.or(Some(0));
    Ok(page)
}

impl<C: Connection> List<'_, C> {
    /// The whole list: counted in advance, and entered at the run in which the page begins.
    async fn unfiltered(&self, page: &mut Page) -> Result<(), Error> {
        let total = self.count_all().await?;
        let skip = page.advance(total);
        if page.room == 0 || skip >= total {
            return Ok(());
        }
        let Some(first) = self.id_after(skip).await? else {
            return Ok(());
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM resources r WHERE {OWNED} AND r.id >= $4 ORDER BY r.id LIMIT $5"
        );
        let params = self.with_owner(&[first.into(), integer(page.room).into()]);
        let rows = self.connection.query(&sql, &params).await?;
        page.take(self.entries(rows)?);
        Ok(())
    }

    /// From which identifier the resources are that so many others come before.
    async fn id_after(&self, skip: u64) -> Result<Option<Uuid>, Error> {
        if skip == 0 {
            return Ok(Some(Uuid::nil()));
        }
        let (run, before) = self.run(skip).await?;
        let row = self
            .connection
            .query_one(
                &format!(
                    "SELECT r.id FROM resources r WHERE {OWNED} AND r.id >= $4 ORDER BY r.id \
                     LIMIT 1 OFFSET $5"
                ),
                &self.with_owner(&[run.into(), integer(skip - before).into()]),
            )
            .await?;
        Ok(row.map(|mut row| row.id()).transpose()?)
    }

    /// What a condition selects that is exactly the filter.
    async fn exact(&self, page: &mut Page, condition: &Condition) -> Result<(), Error> {
        let (text, owned) = condition.render(4);
        let number = 4 + owned.len();
        let sql = format!(
            "SELECT {COLUMNS} FROM resources r WHERE {OWNED} AND {text} ORDER BY r.id LIMIT ${number} \
             OFFSET ${}",
            number + 1
        );
        let conditions = owned.iter().map(Owned::param).collect::<Vec<_>>();
        let mut params = self.with_owner(&conditions);
        params.extend([
            Param::from(integer(page.room)),
            Param::from(integer(page.skip)),
        ]);
        let rows = self.connection.query(&sql, &params).await?;
        let found = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        // A page that is not full tells the total: there is nothing behind it, and nothing but the
        // skipped before it.
        let total = if (found > 0 || page.skip == 0) && found < page.room {
            page.skip + found
        } else {
            self.count_where(condition).await?
        };
        page.advance(total);
        page.take(self.entries(rows)?);
        Ok(())
    }

    /// What the evaluator selects among the candidates of a condition that selects too much.
    async fn examined(&self, page: &mut Page, condition: &Condition) -> Result<(), Error> {
        let mut budget = limits::FILTER_CANDIDATES;
        let number = self.number;
        let left = self
            .examine(condition, Uuid::nil(), &mut budget, &mut |stored, _| {
                let position = position(number, stored.id);
                page.offer(stored, position);
                false
            })
            .await?;
        match left {
            None => Ok(()),
            Some(_) => Err(self.too_many(condition).await?),
        }
    }
}

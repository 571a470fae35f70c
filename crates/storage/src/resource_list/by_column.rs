//! Orders that an index has: the results come sorted out of the database, and a page goes on where
//! the one before ended.
//!
//! What has a value comes in the order of the values; what has none (RFC 7644 §3.4.2.3: last in
//! ascending, first in descending order) comes in the order of the identifiers. Descending is
//! exactly the reverse of ascending, so that one index serves both.

use domain::Error;
use domain::indexed::{Indexed, unique_column};
use domain::resource::{Position, Start, StoredResource};
use scim::ResourceType;
use scim::filter::ResolvedAttribute;
use scim::sort::SortOrder;

use super::list::{COLUMNS, List, OWNED};
use super::{Page, integer};
use crate::connection::Connection;
use crate::fault::Fault;
use crate::filter::{Condition, Owned};
use crate::resource;
use crate::value::{Param, Row};

/// A column by which an index is sorted.
#[derive(Clone, Copy)]
struct Column {
    name: &'static str,
    kind: Kind,
    /// Whether resources may have no value there.
    optional: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Integer,
    /// The identifier, which is its own tiebreaker.
    Id,
}

/// A list that is sorted by a column.
pub(super) struct Sorted<'l, 'a, C> {
    list: &'l List<'a, C>,
    condition: Condition,
    column: Column,
    order: SortOrder,
}

/// One half of the results: those with a value, or those without.
#[derive(Clone, Copy, PartialEq)]
enum Half {
    Valued,
    Missing,
}

impl<'l, 'a, C: Connection> Sorted<'l, 'a, C> {
    /// The sorted list, if it is one list, the database can say exactly what the filter selects,
    /// and an index has the order.
    pub(super) fn new(lists: &'l [List<'a, C>], order: SortOrder) -> Option<Self> {
        let [list] = lists else { return None };
        let sort = list.selection.sort.as_ref()?;
        let column = column(&sort.attribute, &list.selection.resource_type)?;
        let condition = list.condition();
        condition.is_exact().then_some(Self {
            list,
            condition,
            column,
            order,
        })
    }

    pub(super) async fn query(&self, start: &Start) -> Result<Page, Error> {
        let count = self.list.query.count;
        match start {
            Start::Index(start) => {
                let mut page = Page::new(start.saturating_sub(1), count);
                page.total = Some(self.total().await?);
                self.by_index(&mut page).await?;
                Ok(page)
            }
            Start::After(after) => {
                let mut page = Page::new(0, count);
                if count == 0 || self.condition == Condition::Const(true) {
                    page.total = Some(self.total().await?);
                }
                if count > 0 {
                    self.by_cursor(&mut page, after.as_ref()).await?;
                }
                Ok(page)
            }
        }
    }

    async fn total(&self) -> Result<u64, Error> {
        match self.condition {
            Condition::Const(true) => self.list.count_all().await,
            Condition::Const(false) => Ok(0),
            _ => self.list.count_where(&self.condition).await,
        }
    }

    /// The halves in their order.
    fn halves(&self) -> &'static [Half] {
        match (self.column.optional, self.order) {
            (false, _) => &[Half::Valued],
            (true, SortOrder::Ascending) => &[Half::Valued, Half::Missing],
            (true, SortOrder::Descending) => &[Half::Missing, Half::Valued],
        }
    }

    async fn by_index(&self, page: &mut Page) -> Result<(), Error> {
        for half in self.halves() {
            if page.room == 0 {
                return Ok(());
            }
            let skip = page.skip;
            let found = self.select(*half, None, page.room, skip).await?;
            if found.is_empty() && skip > 0 {
                // The page begins in the other half: how much of it is left to skip?
                page.skip = skip.saturating_sub(self.count(*half).await?);
            } else {
                page.skip = 0;
                page.take(found);
            }
        }
        Ok(())
    }

    async fn by_cursor(&self, page: &mut Page, after: Option<&Position>) -> Result<(), Error> {
        let reached = after.map(|after| match after.key {
            _ if !self.column.optional => Half::Valued,
            Some(_) => Half::Valued,
            None => Half::Missing,
        });
        let mut passed = reached.is_some();
        for half in self.halves() {
            if passed && reached != Some(*half) {
                continue;
            }
            let after = after.filter(|_| passed);
            passed = false;
            if page.next.is_some() {
                return Ok(());
            }
            page.end(self.select(*half, after, page.room + 1, 0).await?);
        }
        Ok(())
    }

    /// Results of one half, after a position, in their order.
    async fn select(
        &self,
        half: Half,
        after: Option<&Position>,
        limit: u64,
        offset: u64,
    ) -> Result<Vec<(StoredResource, Position)>, Error> {
        let (sign, direction) = match self.order {
            SortOrder::Ascending => (">", "ASC"),
            SortOrder::Descending => ("<", "DESC"),
        };
        let name = self.column.name;
        let mut sql = format!("SELECT {COLUMNS}, {name} FROM resources r WHERE {OWNED}");
        let mut params = self.list.with_owner(&[]);
        let key = after.map(|after| self.key(after)).transpose()?;
        match (half, after, &key) {
            (Half::Valued, Some(after), Some(Some(key))) => {
                sql.push_str(&format!(" AND ({name}, r.id) {sign} ($4, $5)"));
                params.extend([key.param(), after.id.into()]);
            }
            (_, Some(after), _) => {
                sql.push_str(&format!(" AND r.id {sign} $4"));
                params.push(after.id.into());
            }
            (_, None, _) => {}
        }
        let first = params.len() + 1;
        let (text, owned) = self.condition.render(first);
        let number = first + owned.len();
        let half_text = self.half(half);
        let by = match half {
            Half::Valued if self.column.kind != Kind::Id => {
                format!("{name} {direction}, r.id {direction}")
            }
            _ => format!("r.id {direction}"),
        };
        sql.push_str(&format!(
            " AND {half_text} AND {text} ORDER BY {by} LIMIT ${number} OFFSET ${}",
            number + 1
        ));
        params.extend(owned.iter().map(Owned::param));
        params.extend([Param::from(integer(limit)), Param::from(integer(offset))]);
        let rows = self.list.connection.query(&sql, &params).await?;
        let entries = rows.into_iter().map(|row| self.entry(row));
        Ok(entries.collect::<Result<_, _>>()?)
    }

    /// How many results are in a half.
    async fn count(&self, half: Half) -> Result<u64, Error> {
        let (text, owned) = self.condition.render(4);
        let half = self.half(half);
        let sql = format!("SELECT count(*) FROM resources r WHERE {OWNED} AND {half} AND {text}");
        let conditions = owned.iter().map(Owned::param).collect::<Vec<_>>();
        let params = self.list.with_owner(&conditions);
        Ok(super::count(
            self.list.connection.query_one(&sql, &params).await?,
        )?)
    }

    fn half(&self, half: Half) -> String {
        let name = self.column.name;
        match (self.column.optional, half) {
            (false, _) => "1 = 1".to_owned(),
            (true, Half::Valued) => format!("({name} IS NOT NULL AND {name} > '')"),
            (true, Half::Missing) => format!("({name} IS NULL OR {name} = '')"),
        }
    }

    fn entry(&self, mut row: Row) -> Result<(StoredResource, Position), Fault> {
        let stored = resource::read_from(&mut row)?;
        let key = match self.column.kind {
            Kind::Text => row.optional_text()?.filter(|text| !text.is_empty()),
            Kind::Integer => Some(row.integer()?.to_string()),
            Kind::Id => None,
        };
        let position = Position {
            selection: self.list.number,
            key,
            id: stored.id.uuid(),
        };
        Ok((stored, position))
    }

    /// The value of the column at a position.
    fn key<'p>(&self, position: &'p Position) -> Result<Option<Key<'p>>, Error> {
        let Some(text) = position.key.as_deref() else {
            return Ok(None);
        };
        Ok(Some(match self.column.kind {
            Kind::Text | Kind::Id => Key::Text(text),
            Kind::Integer => Key::Integer(
                text.parse()
                    .map_err(|_| Error::Internal("a cursor's key is no number".to_owned()))?,
            ),
        }))
    }
}

enum Key<'p> {
    Text(&'p str),
    Integer(i64),
}

impl<'p> Key<'p> {
    fn param(&self) -> Param<'p> {
        match self {
            Self::Text(text) => Param::Text(text),
            Self::Integer(number) => Param::Integer(*number),
        }
    }
}

/// The column that sorts as the attribute does.
fn column(attribute: &ResolvedAttribute, kind: &ResourceType) -> Option<Column> {
    if attribute.urn.is_some() {
        return None;
    }
    let text = |name, optional| {
        Some(Column {
            name,
            kind: Kind::Text,
            optional,
        })
    };
    let integer = |name| {
        Some(Column {
            name,
            kind: Kind::Integer,
            optional: false,
        })
    };
    match (
        attribute.attribute.as_str(),
        attribute.sub_attribute.as_deref(),
    ) {
        ("id", None) => Some(Column {
            name: "r.id",
            kind: Kind::Id,
            optional: false,
        }),
        // Always there: both are required.
        (name, None) if unique_column(&kind.name) == Some(name) => text("r.unique_key", false),
        ("displayName", None) if Indexed::of(kind).display_name => text("r.display_name_key", true),
        ("externalId", None) => text("r.external_id", true),
        ("meta", Some("created")) => integer("r.created_at"),
        ("meta", Some("lastModified")) => integer("r.last_modified_at"),
        _ => None,
    }
}

//! SCIM queries: which resources a filter selects, a page at a time.

use domain::Error;
use domain::limits;
use domain::resource::{Owner, Query, QueryResult, ResourceConflict, Selection, StoredResource};
use scim::filter::{ResolvedFilter, evaluate};
use uuid::Uuid;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::filter::{Condition, Scope, compile, is_quick};
use crate::resource;
use crate::value::{Param, params};

const COLUMNS: &str = "r.resource_type, r.id, r.version, r.created_at, r.last_modified_at, \
                       r.attributes";
const OWNED: &str =
    "r.organization_id = $1 AND r.scim_configuration_id = $2 AND r.resource_type = $3";
/// Candidates that are examined at once.
const CHUNK: i64 = 500;

/// Whether a query may take longer than a few look-ups in indexes: a list without a filter, too, for
/// it looks up the groups of everybody on the page.
pub(crate) fn is_long(query: &Query) -> bool {
    let quick = |selection: &Selection| {
        let filter = selection.filter.as_ref();
        filter.is_some_and(|filter| is_quick(filter, &selection.resource_type))
    };
    query.load.members > 0 || !query.selections.iter().all(quick)
}

/// Answers a query: the selections one after the other, each in the order of the identifiers.
pub(crate) async fn query<C: Connection>(
    connection: &C,
    owner: Owner,
    query: &Query,
) -> Result<QueryResult, Error> {
    let mut page = Page {
        skip: query.start_index.saturating_sub(1),
        room: u64::from(query.count),
        total: 0,
        resources: Vec::new(),
    };
    for selection in &query.selections {
        let list = List {
            connection,
            owner,
            selection,
            query,
        };
        list.collect(&mut page).await?;
    }
    let mut resources = page.resources;
    load_computed(connection, owner, query, &mut resources).await?;
    Ok(QueryResult {
        total: page.total,
        resources,
    })
}

/// Where the page stands while the selections are gone through.
struct Page {
    /// How many matches are still before the page.
    skip: u64,
    /// How many resources the page still takes.
    room: u64,
    /// Matches so far.
    total: u64,
    resources: Vec<StoredResource>,
}

struct List<'a, C> {
    connection: &'a C,
    owner: Owner,
    selection: &'a Selection,
    query: &'a Query,
}

impl<C: Connection> List<'_, C> {
    async fn collect(&self, page: &mut Page) -> Result<(), Error> {
        let Some(filter) = &self.selection.filter else {
            return self.unfiltered(page).await;
        };
        let scope = Scope {
            owner: self.owner,
            resource_type: &self.selection.resource_type,
        };
        match compile(filter, scope) {
            Condition::Const(true) => self.unfiltered(page).await,
            Condition::Const(false) => Ok(()),
            condition if condition.is_exact() => self.exact(page, &condition).await,
            condition => self.examined(page, &condition, filter).await,
        }
    }

    /// The whole list: counted in advance, and entered by the nearer end of the index.
    async fn unfiltered(&self, page: &mut Page) -> Result<(), Error> {
        let total = self.count_all().await?;
        let skip = page.advance(total);
        if page.room == 0 || skip >= total {
            return Ok(());
        }
        let from_end = total - 1 - skip;
        let (order, offset) = if skip <= from_end {
            ("ASC", skip)
        } else {
            ("DESC", from_end)
        };
        let first = self
            .connection
            .query_one(
                &format!("SELECT r.id FROM resources r WHERE {OWNED} ORDER BY r.id {order} LIMIT 1 OFFSET $4"),
                &self.with_owner(&[integer(offset).into()]),
            )
            .await?;
        let Some(mut first) = first else {
            return Ok(());
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM resources r WHERE {OWNED} AND r.id >= $4 ORDER BY r.id LIMIT $5"
        );
        let params = self.with_owner(&[first.id()?.into(), integer(page.room).into()]);
        let rows = self.connection.query(&sql, &params).await?;
        page.take(
            rows.into_iter()
                .map(resource::read)
                .collect::<Result<Vec<_>, _>>()?,
        );
        Ok(())
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
        let conditions = owned
            .iter()
            .map(super::filter::Owned::param)
            .collect::<Vec<_>>();
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
            let sql = format!("SELECT count(*) FROM resources r WHERE {OWNED} AND {text}");
            self.count(&sql, &self.with_owner(&conditions)).await?
        };
        page.advance(total);
        page.take(
            rows.into_iter()
                .map(resource::read)
                .collect::<Result<Vec<_>, _>>()?,
        );
        Ok(())
    }

    /// What the evaluator selects among the candidates of a condition that selects too much.
    async fn examined(
        &self,
        page: &mut Page,
        condition: &Condition,
        filter: &ResolvedFilter,
    ) -> Result<(), Error> {
        let (text, owned) = condition.render(5);
        let number = 5 + owned.len();
        let sql = format!(
            "SELECT {COLUMNS} FROM resources r WHERE {OWNED} AND r.id > $4 AND {text} \
             ORDER BY r.id LIMIT ${number}"
        );
        let (mut examined, mut last) = (0_u64, Uuid::nil());
        loop {
            let mut params = self.with_owner(&[last.into()]);
            params.extend(owned.iter().map(super::filter::Owned::param));
            params.push(CHUNK.into());
            let rows = self.connection.query(&sql, &params).await?;
            let full = i64::try_from(rows.len()).unwrap_or(i64::MAX) == CHUNK;
            for row in rows {
                let mut stored = resource::read(row)?;
                last = stored.id.uuid();
                examined += 1;
                let load = domain::resource::Load {
                    members: usize::MAX,
                    groups: true,
                };
                let load = needed(filter, load);
                resource::load_computed(self.connection, self.owner, &mut stored, load).await?;
                if evaluate(filter, &(self.query.render)(&stored)) {
                    page.offer(stored);
                }
            }
            if !full {
                return Ok(());
            }
            if examined >= limits::FILTER_CANDIDATES {
                return Err(self.too_many(condition).await?);
            }
        }
    }

    async fn too_many(&self, condition: &Condition) -> Result<Error, Error> {
        let (text, owned) = condition.render(4);
        let sql = format!("SELECT count(*) FROM resources r WHERE {OWNED} AND {text}");
        let conditions = owned
            .iter()
            .map(super::filter::Owned::param)
            .collect::<Vec<_>>();
        let candidates = self.count(&sql, &self.with_owner(&conditions)).await?;
        let limit = limits::FILTER_CANDIDATES;
        Ok(Error::Conflict(ResourceConflict::TooMany {
            candidates,
            limit,
        }))
    }

    async fn count_all(&self) -> Result<u64, Error> {
        let sql = "SELECT total FROM resource_counts r WHERE r.organization_id = $1 \
                   AND r.scim_configuration_id = $2 AND r.resource_type = $3";
        self.count(sql, &self.with_owner(&[])).await
    }

    async fn count(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
        let row = self.connection.query_one(sql, params).await?;
        let count = row.map(|mut row| row.integer()).transpose()?.unwrap_or(0);
        Ok(u64::try_from(count).unwrap_or(0))
    }

    fn with_owner<'p>(&'p self, more: &[Param<'p>]) -> Vec<Param<'p>> {
        let mut all: Vec<Param<'p>> = params![
            self.owner.organization_id,
            self.owner.scim_configuration_id,
            &self.selection.resource_type.name
        ]
        .to_vec();
        all.extend_from_slice(more);
        all
    }
}

impl Page {
    /// Counts matches that are not offered one by one; returns how many of them lie before the page.
    fn advance(&mut self, matches: u64) -> u64 {
        self.total += matches;
        let skip = self.skip;
        self.skip = self.skip.saturating_sub(matches);
        skip
    }

    fn take(&mut self, resources: Vec<StoredResource>) {
        self.room = self
            .room
            .saturating_sub(u64::try_from(resources.len()).unwrap_or(u64::MAX));
        self.resources.extend(resources);
    }

    /// Takes a match if it lies on the page.
    fn offer(&mut self, stored: StoredResource) {
        let before = self.advance(1) > 0;
        if !before && self.room > 0 {
            self.take(vec![stored]);
        }
    }
}

/// What the filter needs to be loaded of each candidate.
fn needed(filter: &ResolvedFilter, all: domain::resource::Load) -> domain::resource::Load {
    domain::resource::Load {
        members: if mentions(filter, "members") {
            all.members
        } else {
            0
        },
        groups: all.groups && mentions(filter, "groups"),
    }
}

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

/// Loads groups and members of the page. Where these are too many together, the page ends after
/// the resource that reaches the limit: RFC 7644 §3.4.2.4 allows fewer results than asked for.
async fn load_computed<C: Connection>(
    connection: &C,
    owner: Owner,
    query: &Query,
    resources: &mut Vec<StoredResource>,
) -> Result<(), Fault> {
    let mut memberships = 0;
    let mut kept = 0;
    for stored in resources.iter_mut() {
        resource::load_computed(connection, owner, stored, query.load).await?;
        memberships += stored.members.len() + stored.groups.len();
        kept += 1;
        if memberships >= limits::MEMBERS_PER_PAGE {
            break;
        }
    }
    resources.truncate(kept);
    Ok(())
}

fn integer(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

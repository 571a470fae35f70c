use domain::Error;
use domain::limits;
use domain::resource::{Load, Owner, Position, Query, ResourceConflict, Selection, StoredResource};
use futures::future::try_join_all;
use scim::filter::evaluate;
use uuid::Uuid;

use super::{count, integer, mentions, needed, position};
use crate::connection::Connection;
use crate::fault::Fault;
use crate::filter::{Condition, Owned, Scope, compile};
use crate::resource;
use crate::value::{Param, Row, params};

/// The columns of a resource, from the table under the name `r`.
pub(super) const COLUMNS: &str = "r.resource_type, r.id, r.version, r.created_at, \
                                  r.last_modified_at, r.attributes";
/// What every statement asks first: the parameters 1 to 3.
pub(super) const OWNED: &str =
    "r.organization_id = $1 AND r.scim_configuration_id = $2 AND r.resource_type = $3";
/// Candidates that are examined at once.
const CHUNK: i64 = 500;

/// The resources that one selection of a query selects.
pub(super) struct List<'a, C> {
    pub(super) connection: &'a C,
    pub(super) owner: Owner,
    /// The place of the selection in the query.
    pub(super) number: usize,
    pub(super) selection: &'a Selection,
    pub(super) query: &'a Query,
}

impl<C: Connection> List<'_, C> {
    /// The filter as a condition; everything without a filter.
    pub(super) fn condition(&self) -> Condition {
        let scope = Scope {
            dialect: C::DIALECT,
            owner: self.owner,
            resource_type: &self.selection.resource_type,
        };
        match &self.selection.filter {
            None => Condition::Const(true),
            Some(filter) => compile(filter, scope),
        }
    }

    /// Examines the candidates of a condition one after the other, in the order of their
    /// identifiers after that one, until `visit` says that it has seen enough. Gives those to
    /// `visit` that the filter selects, as the client sees them.
    ///
    /// Returns the last candidate if the budget ran out before the candidates did. The budget is
    /// reduced by what was examined.
    pub(super) async fn examine(
        &self,
        condition: &Condition,
        after: Uuid,
        budget: &mut u64,
        visit: &mut impl FnMut(StoredResource, &scim::resource::Attributes) -> bool,
    ) -> Result<Option<Uuid>, Error> {
        let (text, owned) = condition.render(5);
        let number = 5 + owned.len();
        let sql = format!(
            "SELECT {COLUMNS} FROM resources r WHERE {OWNED} AND r.id > $4 AND {text} \
             ORDER BY r.id LIMIT ${number}"
        );
        let filter = self
            .selection
            .filter
            .as_ref()
            .filter(|_| !condition.is_exact());
        let load = self.needed();
        let mut last = after;
        loop {
            let mut params = self.with_owner(&[last.into()]);
            params.extend(owned.iter().map(Owned::param));
            params.push(CHUNK.into());
            let rows = self.connection.query(&sql, &params).await?;
            let full = i64::try_from(rows.len()).unwrap_or(i64::MAX) == CHUNK;
            let mut rows = rows.into_iter();
            while rows.len() > 0 {
                for stored in self.load_some(&mut rows, load).await? {
                    last = stored.id.uuid();
                    *budget = budget.saturating_sub(1);
                    let seen = (self.query.render)(&stored);
                    let selected = filter.is_none_or(|filter| evaluate(filter, &seen));
                    if selected && visit(stored, &seen) {
                        return Ok(None);
                    }
                }
            }
            if !full {
                return Ok(None);
            }
            if *budget == 0 {
                return Ok(Some(last));
            }
        }
    }

    /// The next few candidates, with what has to be known of them.
    async fn load_some(
        &self,
        rows: &mut impl Iterator<Item = Row>,
        load: Load,
    ) -> Result<Vec<StoredResource>, Fault> {
        let some = rows.take(resource::at_once(load));
        let mut some = some.map(resource::read).collect::<Result<Vec<_>, _>>()?;
        let loads = some
            .iter_mut()
            .map(|stored| resource::load_computed(self.connection, self.owner, stored, load));
        try_join_all(loads).await?;
        Ok(some)
    }

    /// What the filter and the order need to be loaded.
    fn needed(&self) -> Load {
        let (filter, sort) = (&self.selection.filter, &self.selection.sort);
        needed(|name| {
            filter.as_ref().is_some_and(|filter| mentions(filter, name))
                || sort
                    .as_ref()
                    .is_some_and(|sort| sort.attribute.attribute == name)
        })
    }

    /// Refuses a filter that would have to examine more than the limit.
    pub(super) async fn too_many(&self, condition: &Condition) -> Result<Error, Error> {
        Ok(Error::Conflict(ResourceConflict::TooMany {
            candidates: self.count_where(condition).await?,
            limit: limits::FILTER_CANDIDATES,
        }))
    }

    /// How many resources a condition selects.
    pub(super) async fn count_where(&self, condition: &Condition) -> Result<u64, Error> {
        let (text, owned) = condition.render(4);
        let sql = format!("SELECT count(*) FROM resources r WHERE {OWNED} AND {text}");
        let conditions = owned.iter().map(Owned::param).collect::<Vec<_>>();
        let params = self.with_owner(&conditions);
        Ok(count(self.connection.query_one(&sql, &params).await?)?)
    }

    /// How many resources of the type there are, which is kept beside them.
    pub(super) async fn count_all(&self) -> Result<u64, Error> {
        let sql = "SELECT CAST(coalesce(sum(r.total), 0) AS bigint) FROM resource_counts r \
                   WHERE r.organization_id = $1 AND r.scim_configuration_id = $2 \
                   AND r.resource_type = $3";
        let params = self.with_owner(&[]);
        Ok(count(self.connection.query_one(sql, &params).await?)?)
    }

    /// The run that holds the resource before which there are that many: where it begins, and how
    /// many resources lie before it.
    pub(super) async fn run(&self, skip: u64) -> Result<(Uuid, u64), Error> {
        let row = self
            .connection
            .query_one(
                "SELECT c.first_id, c.before FROM (SELECT r.first_id, \
                 CAST(sum(r.total) OVER (ORDER BY r.first_id) AS bigint) - r.total AS before \
                 FROM resource_counts r WHERE r.organization_id = $1 \
                 AND r.scim_configuration_id = $2 AND r.resource_type = $3) AS c \
                 WHERE c.before <= $4 ORDER BY c.first_id DESC LIMIT 1",
                &self.with_owner(&[integer(skip).into()]),
            )
            .await?;
        row.map_or(Ok((Uuid::nil(), 0)), |mut row| {
            let first = row.id()?;
            let before = u64::try_from(row.integer()?).unwrap_or_default();
            Ok((first, before))
        })
    }

    /// The parameters of [`OWNED`], then these.
    pub(super) fn with_owner<'p>(&'p self, more: &[Param<'p>]) -> Vec<Param<'p>> {
        let mut all: Vec<Param<'p>> = params![
            self.owner.organization_id,
            self.owner.scim_configuration_id,
            &self.selection.resource_type.name
        ]
        .to_vec();
        all.extend_from_slice(more);
        all
    }

    /// Resources of an unsorted list with their places.
    pub(super) fn entries(&self, rows: Vec<Row>) -> Result<Vec<(StoredResource, Position)>, Fault> {
        rows.into_iter()
            .map(|row| {
                let stored = resource::read(row)?;
                let position = position(self.number, stored.id);
                Ok((stored, position))
            })
            .collect()
    }
}

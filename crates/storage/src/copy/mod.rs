//! A store is copied to another place, on whatever engines the two are.
//!
//! `source` is one snapshot. `target` takes its rows by batches; `place` is how far it has come, kept
//! with each batch in a table that only an unfinished copy has. While that table is there nobody
//! serves the target. It goes with the instance row's coming, after `compare` has found that both
//! stores have the same rows.

mod batch;
mod compare;
mod copied;
mod copy_error;
mod copy_progress;
mod instance_row;
mod place;
mod source;
mod target;
mod unfinished;

use domain::id::OrganizationId;

use crate::connection::Connection;
use crate::lock::lock;
use crate::open_error::OpenError;
use crate::snapshot::{Snapshot, on_snapshot};
use crate::url::StoreUrl;
use batch::Batch;
use instance_row::InstanceRow;
use place::Place;
use source::Rows;

pub use copied::Copied;
pub use copy_error::CopyError;
pub use copy_progress::CopyProgress;
pub(crate) use target::Target;
pub(crate) use unfinished::source as unfinished_source;

/// Copies all rows, or those that an interrupted copy has not copied yet, and compares the stores.
pub(crate) async fn copy(
    from: &StoreUrl,
    to: &StoreUrl,
    observe: &mut dyn FnMut(&CopyProgress),
) -> Result<Copied, CopyError> {
    if from == to {
        return Err(CopyError::NotEmpty(to.to_string()));
    }
    if let StoreUrl::Sqlite(path) = from
        && !path.exists()
    {
        return Err(OpenError::Missing(from.to_string()).into());
    }
    // While it is held no server writes to the source.
    let source_lock = match lock(from) {
        Ok(lock) => Some(lock),
        Err(OpenError::Locked(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let _target_lock = lock(to)?;
    let snapshot = Snapshot::open(from).await?;
    let target = Target::open(to).await?;
    let mut copied = Copied {
        is_resumed: false,
        source_is_served: source_lock.is_none(),
        organizations: 0,
        rows: 0,
    };
    let stores = Stores { from, to, target };
    let outcome = on_snapshot!(&snapshot, |source| stores.copy(
        source,
        &mut copied,
        observe
    ));
    match (outcome, snapshot.failure()) {
        (Err(CopyError::Failed { .. }), Some(reason)) => {
            Err(CopyError::failed(format!("{from} cannot be read"), reason))
        }
        (outcome, _) => outcome.map(|()| copied),
    }
}

/// Both sides of a copy.
struct Stores<'a> {
    from: &'a StoreUrl,
    to: &'a StoreUrl,
    target: Target,
}

impl Stores<'_> {
    async fn copy<C: Connection>(
        &self,
        source: &C,
        copied: &mut Copied,
        observe: &mut dyn FnMut(&CopyProgress),
    ) -> Result<(), CopyError> {
        let instance = InstanceRow::read(source)
            .await
            .map_err(|error| self.unreadable(&error))?
            .ok_or_else(|| CopyError::Uninitialized(self.from.to_string()))?;
        let begun = self.target.begin(self.from, &instance).await;
        let place = begun.map_err(|error| self.not_begun(error))?;
        copied.is_resumed = place.is_some();
        let organizations = source::organizations(source).await;
        let organizations = organizations.map_err(|error| self.unreadable(&error))?;
        copied.organizations = u64::try_from(organizations.len()).unwrap_or(u64::MAX);
        observe(&CopyProgress::Begun {
            organizations: copied.organizations,
            is_resumed: copied.is_resumed,
        });
        let reached = place.as_ref().and_then(|place| place.organization());
        for organization in &organizations {
            if reached.is_none_or(|reached| *organization >= reached) {
                let begin = place.as_ref().filter(|_| reached == Some(*organization));
                self.organization(source, *organization, begin, copied, observe)
                    .await?;
            }
            observe(&CopyProgress::Organization(*organization));
        }
        for organization in &organizations {
            self.compare(source, *organization, copied, observe).await?;
        }
        self.drop_strangers(&organizations, copied).await?;
        let finished = self.target.finish(instance).await;
        finished.map_err(|error| self.unwritable(&error))
    }

    /// Copies the rows of an organization, from its first one or from where a copy has stopped.
    async fn organization<C: Connection>(
        &self,
        source: &C,
        organization: OrganizationId,
        begin: Option<&Place>,
        copied: &mut Copied,
        observe: &mut dyn FnMut(&CopyProgress),
    ) -> Result<(), CopyError> {
        let mut rows = Rows::new(organization, begin);
        loop {
            let batch = rows.next(source).await;
            let Some(batch) = batch.map_err(|error| self.unreadable(&error))? else {
                return Ok(());
            };
            let (table, count) = (batch.table.name, batch.len());
            let taken = self.target.take(batch).await;
            taken.map_err(|error| self.unwritable(&error))?;
            copied.rows = copied.rows.saturating_add(count);
            observe(&CopyProgress::Rows {
                organization,
                table,
                rows: copied.rows,
            });
        }
    }

    /// Sees that both have the same rows of an organization. One that was copied before an
    /// interruption, and has changed in the source since, is copied again.
    async fn compare<C: Connection>(
        &self,
        source: &C,
        organization: OrganizationId,
        copied: &mut Copied,
        observe: &mut dyn FnMut(&CopyProgress),
    ) -> Result<(), CopyError> {
        let wanted = crate::verify::digests(source, organization).await;
        let wanted = wanted.map_err(|error| self.unreadable(&error))?;
        let mut may_repeat = copied.is_resumed;
        loop {
            let found = self.target.digests(organization).await;
            let found = found.map_err(|error| self.unwritable(&error))?;
            let Some(table) = compare::first_difference(&wanted, &found) else {
                observe(&CopyProgress::Compared(organization));
                return Ok(());
            };
            if !may_repeat {
                return Err(CopyError::Differs {
                    target: self.to.to_string(),
                    organization,
                    table,
                });
            }
            may_repeat = false;
            let cleared = self.target.clear(organization).await;
            cleared.map_err(|error| self.unwritable(&error))?;
            self.organization(source, organization, None, copied, observe)
                .await?;
        }
    }

    /// Organizations that the source has no more were deleted there after an interruption.
    async fn drop_strangers(
        &self,
        organizations: &std::collections::BTreeSet<OrganizationId>,
        copied: &Copied,
    ) -> Result<(), CopyError> {
        let found = self.target.organizations().await;
        let found = found.map_err(|error| self.unwritable(&error))?;
        for stranger in found.difference(organizations) {
            if !copied.is_resumed {
                return Err(CopyError::Differs {
                    target: self.to.to_string(),
                    organization: *stranger,
                    table: "organizations",
                });
            }
            let cleared = self.target.clear(*stranger).await;
            cleared.map_err(|error| self.unwritable(&error))?;
        }
        Ok(())
    }

    fn not_begun(&self, reason: target::Refusal) -> CopyError {
        match reason {
            target::Refusal::NotEmpty => CopyError::NotEmpty(self.to.to_string()),
            target::Refusal::OtherSource(source) => CopyError::OtherSource {
                target: self.to.to_string(),
                source_store: source,
            },
            target::Refusal::Failed(error) => self.unwritable(&error),
        }
    }

    fn unreadable(&self, error: &domain::Error) -> CopyError {
        CopyError::failed(format!("{} cannot be read", self.from), error)
    }

    fn unwritable(&self, error: &domain::Error) -> CopyError {
        CopyError::failed(format!("{} cannot be written", self.to), error)
    }
}

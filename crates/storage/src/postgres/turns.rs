//! Whose turn it is to write.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::id::OrganizationId;
use tokio::sync::OwnedMutexGuard;
use tokio::time::timeout;

use super::deadline::Deadline;
use super::failure::Failure;

/// The writes of one organization come one after the other, in every process by the lock on the
/// organization's feed. Here they wait before they have a connection, so that an organization with
/// many writes does not hold all connections just to wait.
#[derive(Default)]
pub(super) struct Turns(Mutex<HashMap<OrganizationId, Arc<tokio::sync::Mutex<()>>>>);

/// Held while a write of the organization runs.
pub(super) struct Turn {
    turns: Arc<Turns>,
    organization: OrganizationId,
    guard: Option<OwnedMutexGuard<()>>,
}

impl Turns {
    /// Waits for the turn of a write; one of no organization waits for nobody.
    pub(super) async fn take(
        self: Arc<Self>,
        organization: Option<OrganizationId>,
        deadline: Deadline,
    ) -> Result<Option<Turn>, Failure> {
        let Some(organization) = organization else {
            return Ok(None);
        };
        let queue = Arc::clone(self.lock().entry(organization).or_default());
        // Made before the wait, so that one who gives up cleans up as well.
        let mut turn = Turn {
            turns: self,
            organization,
            guard: None,
        };
        let patience = deadline.left();
        let guard = timeout(patience, queue.lock_owned()).await.map_err(|_| {
            Failure::Unavailable(format!(
                "other writes of the organization took longer than {patience:?}"
            ))
        })?;
        turn.guard = Some(guard);
        Ok(Some(turn))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<OrganizationId, Arc<tokio::sync::Mutex<()>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut queues = self.turns.lock();
        self.guard = None;
        // Nobody but the map knows it: nobody waits.
        if let Some(queue) = queues.get(&self.organization)
            && Arc::strong_count(queue) == 1
        {
            queues.remove(&self.organization);
        }
    }
}

//! The open connections, and who waits for one.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::limits;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::connect::Connector;
use super::failure::Failure;
use super::session::Session;
use crate::open_error::OpenError;

/// For how long nobody tries again after no connection could be opened.
const PAUSE: Duration = Duration::from_millis(200);

/// At most so many connections, opened when they are needed. One that was used last is used next,
/// so that those that a busy hour needed grow old and end.
pub(super) struct Pool {
    connector: Connector,
    idle: Mutex<Vec<Session>>,
    permits: Arc<Semaphore>,
    long_permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    /// When no connection could be opened last.
    refused: Mutex<Option<Instant>>,
}

/// A connection for one transaction.
pub(super) struct Lent {
    pool: Arc<Pool>,
    session: Session,
    permit: OwnedSemaphorePermit,
}

impl Pool {
    pub(super) fn new(connector: Connector) -> Self {
        let connections = connector.url().connections;
        Self {
            connector,
            idle: Mutex::default(),
            permits: Arc::new(Semaphore::new(connections)),
            // Half of them at most, and never none.
            long_permits: Arc::new(Semaphore::new(connections.div_ceil(2))),
            waiting: AtomicUsize::new(0),
            refused: Mutex::default(),
        }
    }

    /// Opens the first connections, so that what is wrong comes out before anybody waits. Several,
    /// because each is looked at for a pooler.
    pub(super) async fn open(&self) -> Result<(), OpenError> {
        let several = self.connector.url().connections.min(2);
        let opened = (0..several).map(|_| self.connector.connect());
        for session in futures::future::try_join_all(opened).await? {
            self.keep(session);
        }
        Ok(())
    }

    /// Allows a read that takes long; only some of the connections are ever busy with such reads.
    pub(super) async fn long_permit(&self) -> Result<OwnedSemaphorePermit, Failure> {
        let permits = Arc::clone(&self.long_permits);
        self.wait(permits, limits::STORE_LONG_ANSWER_TIME).await
    }

    /// A connection, an idle one if there is one.
    pub(super) async fn lend(self: &Arc<Self>) -> Result<Lent, Failure> {
        let permits = Arc::clone(&self.permits);
        let permit = self.wait(permits, limits::STORE_CONNECT_TIME).await?;
        let prepares = self.connector.prepares();
        let mut taken = self.take();
        while taken
            .as_ref()
            .is_some_and(|found| !found.is_fresh(prepares))
        {
            taken = self.take();
        }
        let session = match taken {
            Some(session) => session,
            None => self.connect().await?,
        };
        Ok(Lent {
            pool: Arc::clone(self),
            session,
            permit,
        })
    }

    async fn connect(&self) -> Result<Session, Failure> {
        // The reason may name hosts, which are nothing for clients; the log has it.
        let refusal = || Failure::Unavailable("the database cannot be reached".to_owned());
        if self.refused().is_some_and(|at| at.elapsed() < PAUSE) {
            return Err(refusal());
        }
        match self.connector.connect().await {
            Ok(session) => {
                *self.refused() = None;
                Ok(session)
            }
            Err(error) => {
                *self.refused() = Some(Instant::now());
                tracing::warn!("no connection to the store: {error}");
                Err(refusal())
            }
        }
    }

    async fn wait(
        &self,
        permits: Arc<Semaphore>,
        patience: Duration,
    ) -> Result<OwnedSemaphorePermit, Failure> {
        if let Ok(permit) = Arc::clone(&permits).try_acquire_owned() {
            return Ok(permit);
        }
        let waiting = Waiting::new(&self.waiting);
        if waiting.before >= limits::STORE_WAITING {
            let reason = format!("{} requests are waiting already", waiting.before);
            return Err(Failure::Unavailable(reason));
        }
        match timeout(patience, permits.acquire_owned()).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) => Err(Failure::Unavailable("the store is closing".to_owned())),
            Err(_) => Err(Failure::Unavailable(format!(
                "no connection to it became free within {patience:?}"
            ))),
        }
    }

    fn take(&self) -> Option<Session> {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
    }

    /// Takes in a connection on which no transaction is open.
    pub(super) fn keep(&self, session: Session) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(session);
    }

    fn refused(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lent {
    pub(super) fn session(&self) -> &Session {
        &self.session
    }

    /// Closes the connections that nobody uses.
    pub(super) fn suspect_others(&self) {
        let idle = &self.pool.idle;
        idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Gives the connection back, on which no transaction is open. One that is dropped instead is
    /// closed.
    pub(super) fn give_back(self) {
        let Self {
            pool,
            session,
            permit,
        } = self;
        pool.keep(session);
        drop(permit);
    }
}

/// Counts those who wait, also when one stops waiting.
struct Waiting<'a> {
    count: &'a AtomicUsize,
    before: usize,
}

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        let before = count.fetch_add(1, Ordering::Relaxed);
        Self { count, before }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
    }
}

//! The one connection that writes, and its group commit.
//!
//! Requests that arrive while a commit waits for the disk are committed together: one `fsync` for
//! all of them. Each runs inside its own SAVEPOINT, so that one failure touches nobody else; none
//! is answered before the commit is durable.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;

use domain::limits;
use tokio::sync::{mpsc, oneshot};

use crate::fault::Fault;
use crate::sqlite::connection::SqliteConnection;

/// Tells a write's requester how its commit went.
type Answer = Box<dyn FnOnce(Result<(), domain::Error>) + Send>;
/// A write: runs on the connection that is in a transaction, or, where none could begin, only
/// learns why.
type Write = Box<dyn FnOnce(Result<&SqliteConnection, Fault>) -> Outcome + Send>;

/// What a write did.
struct Outcome {
    /// Whether its changes stay.
    keep: bool,
    answer: Answer,
}

/// The queue in front of the writing thread.
pub(crate) struct Writer {
    queue: Option<mpsc::Sender<Write>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the writing thread on this connection.
    pub(crate) fn start(connection: SqliteConnection) -> std::io::Result<Self> {
        let (queue, writes) = mpsc::channel(limits::STORE_QUEUE);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                Thread {
                    connection,
                    writes,
                    broken: None,
                }
                .run()
            })?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
        })
    }

    /// Runs `write` in a transaction; returns when its changes are durable, or undone.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&SqliteConnection) -> Result<T, domain::Error> + Send + 'static,
    ) -> Result<T, domain::Error> {
        let (reply, answered) = oneshot::channel();
        let queue = self.queue.as_ref().ok_or_else(closing)?;
        let job: Write = Box::new(move |connection| {
            let result = match connection {
                Ok(connection) => catch_unwind(AssertUnwindSafe(|| write(connection)))
                    .unwrap_or_else(|_| {
                        Err(domain::Error::Internal("a write panicked".to_owned()))
                    }),
                Err(fault) => Err(fault.into()),
            };
            let keep = result.is_ok();
            let answer: Answer = Box::new(move |committed| {
                // A requester who has gone away does not want the answer.
                let _ = reply.send(result.and_then(|value| committed.map(|()| value)));
            });
            Outcome { keep, answer }
        });
        queue.try_send(job).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => domain::Error::Unavailable(format!(
                "{} writes are waiting already",
                limits::STORE_QUEUE
            )),
            mpsc::error::TrySendError::Closed(_) => closing(),
        })?;
        answered.await.unwrap_or_else(|_| Err(closing()))
    }
}

fn closing() -> domain::Error {
    domain::Error::Unavailable("the store is closing".to_owned())
}

impl Drop for Writer {
    /// Lets the queued writes finish: what was accepted is committed.
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was logged where it happened.
            let _ = thread.join();
        }
    }
}

struct Thread {
    connection: SqliteConnection,
    writes: mpsc::Receiver<Write>,
    /// Why no write can be trusted any more: after a failed fsync the kernel may have dropped the
    /// pages, and a later success would mean nothing.
    broken: Option<String>,
}

impl Thread {
    fn run(mut self) {
        while let Some(first) = self.writes.blocking_recv() {
            match self.broken.clone() {
                Some(reason) => refuse(first, Fault::Unavailable(reason)),
                None => self.commit_group(first),
            }
        }
        // No `PRAGMA optimize` here: the statistics of a store that was small yesterday would make
        // SQLite scan tables that are large today. Without any, its plans are those that are tested.
    }

    fn commit_group(&mut self, first: Write) {
        if let Err(fault) = self.connection.run("BEGIN IMMEDIATE") {
            tracing::error!(%fault, "no transaction could begin");
            return refuse(first, fault);
        }
        let mut answers = Vec::new();
        let mut next = Some(first);
        while let Some(write) = next.take() {
            answers.push(self.in_savepoint(write));
            // On a full disk and on I/O errors SQLite may undo the whole transaction by itself.
            let undone = self.connection.inner().is_autocommit();
            if answers.len() < limits::GROUP_COMMIT_WRITES && !undone {
                next = self.writes.try_recv().ok();
            }
        }
        let committed = self.commit();
        for answer in answers {
            answer(committed.clone());
        }
    }

    /// Runs one write so that it either happens whole or leaves no trace.
    fn in_savepoint(&self, write: Write) -> Answer {
        if let Err(fault) = self.connection.run("SAVEPOINT request") {
            return write(Err(fault)).answer;
        }
        let outcome = write(Ok(&self.connection));
        let undone = if outcome.keep {
            Ok(())
        } else {
            self.connection.run("ROLLBACK TO request")
        };
        match undone.and_then(|()| self.connection.run("RELEASE request")) {
            Ok(()) => outcome.answer,
            Err(fault) => Box::new(move |_| (outcome.answer)(Err(fault.into()))),
        }
    }

    fn commit(&mut self) -> Result<(), domain::Error> {
        if self.connection.inner().is_autocommit() {
            let reason = "the store had to undo a group of writes; the disk may be full";
            tracing::error!(reason);
            return Err(domain::Error::Unavailable(reason.to_owned()));
        }
        let Err(fault) = self.connection.run("COMMIT") else {
            return Ok(());
        };
        tracing::error!(%fault, "a commit failed; nothing of it was kept");
        if !self.connection.inner().is_autocommit()
            && let Err(fault) = self.connection.run("ROLLBACK")
        {
            tracing::error!(%fault, "the failed commit could not be rolled back");
        }
        if matches!(fault, Fault::Internal(_)) {
            let reason = format!(
                "a write to the disk failed ({fault}); restart muster after checking the disk"
            );
            self.broken = Some(reason.clone());
            return Err(domain::Error::Unavailable(reason));
        }
        Err(fault.into())
    }
}

/// Answers a write that cannot run.
fn refuse(write: Write, fault: Fault) {
    let answer = write(Err(fault)).answer;
    answer(Ok(()));
}

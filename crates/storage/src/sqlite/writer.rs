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
        let mut changed = Ok(false);
        let mut next = Some(first);
        while let Some(write) = next.take() {
            let (kept, answer) = self.in_savepoint(write);
            answers.push(answer);
            changed = changed.and_then(|before| kept.map(|now| before || now));
            // On a full disk and on I/O errors SQLite may undo the whole transaction by itself.
            let undone = self.connection.inner().is_autocommit();
            if answers.len() < limits::GROUP_COMMIT_WRITES && changed.is_ok() && !undone {
                next = self.writes.try_recv().ok();
            }
        }
        let committed = self.end(changed);
        for answer in answers {
            answer(committed.clone());
        }
    }

    /// Runs one write so that it either happens whole or leaves no trace. Tells whether it
    /// happened, or a fault after which nobody knows what the transaction holds; and how to answer.
    fn in_savepoint(&self, write: Write) -> (Result<bool, Fault>, Answer) {
        if let Err(fault) = self.connection.run("SAVEPOINT request") {
            return (Ok(false), write(Err(fault)).answer);
        }
        let Outcome { keep, answer } = write(Ok(&self.connection));
        let undone = if keep {
            Ok(())
        } else {
            self.connection.run("ROLLBACK TO request")
        };
        let released = undone.and_then(|()| self.connection.run("RELEASE request"));
        (released.map(|()| keep), answer)
    }

    /// Ends the transaction: commits it if it changed anything, else writes nothing to the disk.
    fn end(&mut self, changed: Result<bool, Fault>) -> Result<(), domain::Error> {
        if self.connection.inner().is_autocommit() {
            let reason = "the store had to undo a group of writes; the disk may be full";
            tracing::error!(reason);
            return Err(domain::Error::Unavailable(reason.to_owned()));
        }
        let ended = changed.and_then(|changed| {
            self.connection
                .run(if changed { "COMMIT" } else { "ROLLBACK" })
        });
        let Err(fault) = ended else {
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

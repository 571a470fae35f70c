//! The one connection that writes: what waits while a commit is on its way to the disk shares the
//! next one.

use std::sync::Arc;

use domain::limits;
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::store::Problem;

const INSERT: &str = "INSERT INTO users (user_name, document) VALUES (?1, ?2)";
const UPDATE: &str = "UPDATE users SET document = ?2 WHERE user_name = ?1";

/// The queue in front of the writing thread.
pub(crate) struct Writer(mpsc::Sender<Write>);

struct Write {
    sql: &'static str,
    user_name: String,
    document: Arc<str>,
    reply: oneshot::Sender<Result<(), Problem>>,
}

impl Writer {
    pub(crate) fn start(connection: Connection) -> std::io::Result<Self> {
        let (queue, writes) = mpsc::channel(limits::STORE_QUEUE);
        std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || run(&connection, writes))?;
        Ok(Self(queue))
    }

    /// Returns when the new user is on disk.
    pub(crate) async fn insert(
        &self,
        user_name: String,
        document: Arc<str>,
    ) -> Result<(), Problem> {
        self.write(INSERT, user_name, document).await
    }

    /// Returns when the user's new document is on disk.
    pub(crate) async fn update(
        &self,
        user_name: String,
        document: Arc<str>,
    ) -> Result<(), Problem> {
        self.write(UPDATE, user_name, document).await
    }

    async fn write(
        &self,
        sql: &'static str,
        user_name: String,
        document: Arc<str>,
    ) -> Result<(), Problem> {
        let (reply, answer) = oneshot::channel();
        let write = Write {
            sql,
            user_name,
            document,
            reply,
        };
        let gone =
            || Problem::Failed("the writer is not there, or too much waits for it".to_owned());
        self.0.try_send(write).map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

fn run(connection: &Connection, mut writes: mpsc::Receiver<Write>) {
    while let Some(first) = writes.blocking_recv() {
        let mut group = vec![first];
        let mut answers = Vec::new();
        let begun = statement(connection, "BEGIN IMMEDIATE");
        while let Some(write) = group.pop() {
            let done = match &begun {
                Ok(()) => execute(connection, &write),
                Err(error) => Err(Problem::Failed(error.to_string())),
            };
            answers.push((write.reply, done));
            if answers.len() < limits::GROUP_COMMIT_WRITES {
                group.extend(writes.try_recv().ok());
            }
        }
        let committed = statement(connection, "COMMIT");
        for (reply, done) in answers {
            let failed = |error: &rusqlite::Error| Problem::Failed(error.to_string());
            // A client that has gone away does not want the answer.
            let _ = reply.send(done.and(committed.as_ref().copied().map_err(failed)));
        }
    }
}

/// A single statement that fails undoes itself alone: no savepoint is needed.
fn execute(connection: &Connection, write: &Write) -> Result<(), Problem> {
    let mut statement = connection.prepare_cached(write.sql)?;
    match statement.execute((&write.user_name, &write.document))? {
        0 => Err(Problem::Unknown),
        _ => Ok(()),
    }
}

fn statement(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute(()).map(drop)
}

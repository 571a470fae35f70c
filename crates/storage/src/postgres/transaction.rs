//! Transactions: how they begin and how they end.

use std::time::Duration;

use domain::id::OrganizationId;
use tokio::time::timeout;

use super::connect::limits_of_time;
use super::connection::PostgresConnection;
use super::deadline::Deadline;
use super::failure::{Failure, describe, is_plain_refusal};
use super::pool::Lent;
use crate::value::params;

/// How long to wait for the end of a transaction that nobody needs any more, before its connection
/// is closed instead.
const END_TIME: Duration = Duration::from_secs(1);

/// What became of a transaction that was to be committed.
pub(super) enum Committed {
    /// It is durable.
    Yes,
    /// Nothing of it remains.
    No(Failure),
    /// The connection was lost when the commit was on its way: nobody knows.
    Unknown(String),
}

/// Begins a transaction that sees one snapshot and changes nothing. Nobody waits for it to begin:
/// that it does comes with the first answer.
pub(super) async fn snapshot(lent: Lent, deadline: Deadline) -> PostgresConnection {
    let is_direct = lent.session().is_direct;
    let connection = PostgresConnection::new(lent, deadline);
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    begin_with(&connection, begin, is_direct).await;
    connection
}

/// Begins a transaction that writes. It has the isolation that the database gives: what must hold
/// holds by the lock that is taken first, at every level.
///
/// The lock is on the counter of the organization's feed, which every write with an event changes
/// anyway. Whoever holds it sees everything that was committed before, and nobody else writes until
/// the commit: so whatever is checked stays true, as with the one writer of SQLite. When the
/// organization does not exist there is nothing to lock, and the first check finds that out.
pub(super) async fn writing(
    lent: Lent,
    organization: Option<OrganizationId>,
    deadline: Deadline,
) -> PostgresConnection {
    let is_direct = lent.session().is_direct;
    let connection = PostgresConnection::new(lent, deadline);
    begin_with(&connection, "BEGIN", is_direct).await;
    if let Some(organization) = organization {
        connection.lock(organization).await;
    }
    connection
}

async fn begin_with(connection: &PostgresConnection, begin: &'static str, is_direct: bool) {
    if is_direct {
        connection.send(begin).await;
    } else {
        // Through a pooler every transaction may have another connection to the server.
        let limits = limits_of_time("SET LOCAL");
        connection.send_text(format!("{begin}; {limits}")).await;
    }
}

impl PostgresConnection {
    /// The first statement of a transaction; what may be wrong with it comes out of the next.
    async fn lock(&self, organization: OrganizationId) {
        let sql = "SELECT sequence FROM feed_heads WHERE organization_id = $1 FOR UPDATE";
        self.post_statement(sql, params![organization], |_| Ok(()))
            .await;
    }

    /// Commits. Nothing is sent before every statement is known to have done what it should: what
    /// one row was to be written for and none was must not become durable.
    pub(super) async fn commit(self) -> Committed {
        if let Err(failure) = self.settle().await {
            self.undo();
            return Committed::No(failure);
        }
        if self.is_lost() {
            return Committed::No(Failure::Lost(
                "PostgreSQL: the connection is lost".to_owned(),
            ));
        }
        let patience = self.deadline().answer();
        if patience.is_zero() {
            self.undo();
            return Committed::No(Failure::Unavailable("it took too long".to_owned()));
        }
        let commit = self.lent().session().client.batch_execute("COMMIT");
        match timeout(patience, commit).await {
            Ok(Ok(())) => {
                self.into_lent().give_back();
                Committed::Yes
            }
            Ok(Err(error)) if is_plain_refusal(&error) => {
                self.undo();
                Committed::No(error.into())
            }
            Ok(Err(error)) => Committed::Unknown(describe(&error)),
            Err(_) => Committed::Unknown("PostgreSQL: no answer to a commit".to_owned()),
        }
    }

    fn is_lost(&self) -> bool {
        self.lent().session().client.is_closed()
    }

    /// Ends a transaction that has changed nothing, or whose changes are not to stay, behind the
    /// caller's back.
    pub(super) fn undo(self) {
        // One whose answers are still to come is of no use to anybody.
        if self.is_lost() || self.gave_up_on_answers() {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                // Whatever else was sent is answered before.
                let ended = timeout(END_TIME, async {
                    self.send("ROLLBACK").await;
                    // What failed has been told already.
                    let _ = self.settle().await;
                });
                if ended.await.is_ok() && !self.is_lost() {
                    self.into_lent().give_back();
                }
            });
        }
    }
}

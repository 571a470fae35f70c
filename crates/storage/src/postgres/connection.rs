//! A connection in use: statements are sent at once and answered in order, so that nobody waits for
//! an answer that is not needed yet.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use futures::TryStreamExt;
use tokio::time::timeout;
use tokio_postgres::{Client, Statement};

use super::deadline::Deadline;
use super::failure::Failure;
use super::pool::Lent;
use super::session::Plan;
use super::value::{OwnedParam, type_of};
use crate::connection::{Connection, expect_one};
use crate::dialect::Dialect;
use crate::fault::Fault;
use crate::value::{Param, Row, Value};

/// An answer that is on its way.
type Answer = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>>;

/// A PostgreSQL connection, in a transaction or for a single statement.
pub(crate) struct PostgresConnection {
    lent: Lent,
    deadline: Deadline,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What was sent and not yet asked about, oldest first.
    pending: VecDeque<Answer>,
    /// How many were ever put there.
    sent: u64,
    /// Why the whole transaction has to be given up.
    failure: Option<Failure>,
}

impl State {
    fn push(&mut self, answer: Answer) {
        self.pending.push_back(answer);
        self.sent += 1;
    }

    /// The oldest, if it is one of the first so many that were ever put there.
    fn next_before(&mut self, sent: u64) -> Option<Answer> {
        let waiting = u64::try_from(self.pending.len()).unwrap_or(u64::MAX);
        if self.sent.saturating_sub(waiting) >= sent {
            return None;
        }
        self.pending.pop_front()
    }
}

impl PostgresConnection {
    /// Uses a connection until then.
    pub(super) fn new(lent: Lent, deadline: Deadline) -> Self {
        Self {
            lent,
            deadline,
            state: Mutex::default(),
        }
    }

    pub(super) fn lent(&self) -> &Lent {
        &self.lent
    }

    pub(super) fn deadline(&self) -> Deadline {
        self.deadline
    }

    /// The connection itself, with nothing on its way.
    pub(super) fn into_lent(self) -> Lent {
        self.lent
    }

    /// Why the whole transaction has to be given up, if it has to.
    pub(super) fn failure(&self) -> Option<Failure> {
        self.state().failure.clone()
    }

    /// Sends a text without parameters, such as `BEGIN`, and does not wait for the answer.
    pub(super) async fn send(&self, text: &'static str) {
        let client = Arc::clone(&self.lent.session().client);
        self.post(Box::pin(
            async move { Ok(client.batch_execute(text).await?) },
        ))
        .await;
    }

    /// The same for a text of one's own.
    pub(super) async fn send_text(&self, text: String) {
        let client = Arc::clone(&self.lent.session().client);
        self.post(Box::pin(
            async move { Ok(client.batch_execute(&text).await?) },
        ))
        .await;
    }

    /// Sends a statement and does not wait for the answer; `check` looks at how many rows it
    /// touched.
    pub(super) async fn post_statement(
        &self,
        sql: &str,
        params: &[Param<'_>],
        check: fn(u64) -> Result<(), Failure>,
    ) {
        tracing::trace!(target: "storage::postgres", sql);
        if self.failure().is_some() {
            return;
        }
        // What is wrong with it is known to the whole transaction now.
        let Ok(statement) = self.prepared(sql).await else {
            return;
        };
        let client = Arc::clone(&self.lent.session().client);
        let sql = if statement.is_some() { "" } else { sql }.to_owned();
        let owned: Vec<OwnedParam> = params.iter().map(OwnedParam::from).collect();
        self.post(Box::pin(async move {
            let params: Vec<Param<'_>> = owned.iter().map(OwnedParam::param).collect();
            let (_, touched) = rows(&client, statement.as_ref(), &sql, &params).await?;
            check(touched)
        }))
        .await;
    }

    /// Waits for the answers to everything that was sent.
    pub(super) async fn settle(&self) -> Result<(), Failure> {
        let sent = self.state().sent;
        self.settle_to(sent).await;
        self.failure().map_or(Ok(()), Err)
    }

    /// Waits for the answers to the first so many that were sent.
    async fn settle_to(&self, sent: u64) {
        loop {
            let Some(answer) = self.state().next_before(sent) else {
                return;
            };
            // No answer will come any more, and each would be waited for.
            if self.gave_up_on_answers() {
                continue;
            }
            if let Err(failure) = self.within(answer).await {
                self.give_up(failure);
            }
        }
    }

    /// Polls the future once, which sends what it has to send, then waits for all that was sent
    /// before, then for its own answer. What is sent after it is not its concern.
    pub(super) async fn in_turn<T>(
        &self,
        future: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, Failure> {
        let before = self.state().sent;
        let mut future = pin!(future);
        let early = poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await;
        self.settle_to(before).await;
        if let Some(lost @ Failure::Lost(_)) = self.failure() {
            return Err(lost);
        }
        let answer = match early {
            Poll::Ready(answer) => Ok(answer),
            Poll::Pending => timeout(self.deadline.answer(), future).await,
        };
        match answer {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(self.give_up(Failure::from(error))),
            Err(_) => Err(self.give_up(self.no_answer())),
        }
    }

    /// Runs a statement; returns its rows and how many it touched.
    async fn run(&self, sql: &str, params: &[Param<'_>]) -> Result<(Vec<Row>, u64), Failure> {
        // The text only: parameters are people's data.
        tracing::trace!(target: "storage::postgres", sql);
        if let Some(failure) = self.failure() {
            return Err(failure);
        }
        let statement = self.prepared(sql).await?;
        let client = &self.lent.session().client;
        self.in_turn(rows(client, statement.as_ref(), sql, params))
            .await
    }

    /// The statement as it is prepared on this connection; `None` to send it whole.
    async fn prepared(&self, sql: &str) -> Result<Option<Statement>, Failure> {
        let session = self.lent.session();
        match session.plan(sql) {
            Plan::Whole => Ok(None),
            Plan::Prepared(statement) => Ok(Some(statement)),
            Plan::Prepare => {
                let statement = self.in_turn(session.client.prepare(sql)).await?;
                session.note(sql, &statement);
                Ok(Some(statement))
            }
        }
    }

    /// Remembers why nothing more can be done in the transaction: the server refuses whatever
    /// follows a failure. The first one is the reason for all that follow.
    fn give_up(&self, failure: Failure) -> Failure {
        self.state().failure.get_or_insert(failure).clone()
    }

    /// Sends what the future has to send and leaves the answer for later.
    async fn post(&self, mut answer: Answer) {
        let early = poll_fn(|context| Poll::Ready(answer.as_mut().poll(context))).await;
        match early {
            Poll::Pending => self.state().push(answer),
            Poll::Ready(Ok(())) => {}
            Poll::Ready(Err(failure)) => {
                self.give_up(failure);
            }
        }
    }

    async fn within(&self, answer: Answer) -> Result<(), Failure> {
        timeout(self.deadline.answer(), answer)
            .await
            .unwrap_or_else(|_| Err(self.no_answer()))
    }

    fn no_answer(&self) -> Failure {
        // The others have probably the same fate, and would each be waited for as long.
        self.lent.suspect_others();
        Failure::Lost("PostgreSQL: no answer came in time".to_owned())
    }

    /// Whether the answers to what was sent are not waited for any more.
    pub(super) fn gave_up_on_answers(&self) -> bool {
        matches!(self.state().failure, Some(Failure::Lost(_)))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connection for PostgresConnection {
    const DIALECT: Dialect = Dialect::Postgres;

    async fn query(&self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, Fault> {
        Ok(self.run(sql, params).await.map(|(rows, _)| rows)?)
    }

    async fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, Fault> {
        Ok(self.run(sql, params).await.map(|(_, touched)| touched)?)
    }

    async fn write_row(&self, sql: &str, params: &[Param<'_>]) -> Result<(), Fault> {
        self.post_statement(sql, params, |touched| {
            expect_one(touched).map_err(|fault| Failure::Internal(fault.to_string()))
        })
        .await;
        Ok(())
    }
}

/// Sends a statement when it is first polled; then waits for its rows.
async fn rows(
    client: &Client,
    statement: Option<&Statement>,
    sql: &str,
    params: &[Param<'_>],
) -> Result<(Vec<Row>, u64), tokio_postgres::Error> {
    let answer = match statement {
        Some(statement) => client.query_raw(statement, params.iter().copied()).await?,
        None => {
            let typed = params.iter().map(|param| (*param, type_of(param)));
            client.query_typed_raw(sql, typed).await?
        }
    };
    let mut answer = pin!(answer);
    let mut rows = Vec::new();
    while let Some(row) = answer.try_next().await? {
        let values = (0..row.len()).map(|column| row.try_get::<_, Value>(column));
        rows.push(Row::new(values.collect::<Result<_, _>>()?));
    }
    Ok((rows, answer.rows_affected().unwrap_or(0)))
}

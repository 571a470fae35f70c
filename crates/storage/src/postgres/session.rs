//! An open connection to the server, and the statements that are prepared on it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use domain::limits;
use tokio_postgres::{Client, Statement};

/// Most statements that are prepared on a connection: all of the crate, and some filters. Beyond it
/// all are forgotten, and those in use are prepared again.
const STATEMENTS: usize = 256;

/// A connection that may carry one transaction after the other.
pub(super) struct Session {
    pub(super) client: Arc<Client>,
    /// Whether limits of time hold for the whole connection, because it is ours alone.
    pub(super) is_direct: bool,
    /// Whether statements stay prepared.
    pub(super) prepares: bool,
    opened: Instant,
    statements: Mutex<HashMap<String, Known>>,
}

/// What is known of a text.
enum Known {
    /// It came once; filters with texts of their own seldom come again.
    Seen,
    Prepared(Statement),
}

/// What to do with a text.
pub(super) enum Plan {
    /// Send it whole.
    Whole,
    /// Prepare it first.
    Prepare,
    /// It is prepared.
    Prepared(Statement),
}

impl Session {
    pub(super) fn new(client: Client, is_direct: bool, prepares: bool) -> Self {
        Self {
            client: Arc::new(client),
            is_direct,
            prepares,
            opened: Instant::now(),
            statements: Mutex::default(),
        }
    }

    /// Whether another transaction may be begun on it, now that statements stay prepared or not.
    pub(super) fn is_fresh(&self, prepares: bool) -> bool {
        !self.client.is_closed()
            && self.prepares == prepares
            && self.opened.elapsed() < limits::STORE_CONNECTION_AGE
    }

    /// How to send this statement.
    pub(super) fn plan(&self, sql: &str) -> Plan {
        if !self.prepares {
            return Plan::Whole;
        }
        let mut statements = self
            .statements
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match statements.get(sql) {
            Some(Known::Prepared(statement)) => Plan::Prepared(statement.clone()),
            Some(Known::Seen) => Plan::Prepare,
            None => {
                if statements.len() >= STATEMENTS {
                    statements.clear();
                }
                statements.insert(sql.to_owned(), Known::Seen);
                Plan::Whole
            }
        }
    }

    /// Remembers that this statement is prepared.
    pub(super) fn note(&self, sql: &str, statement: &Statement) {
        self.statements
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(sql.to_owned(), Known::Prepared(statement.clone()));
    }
}

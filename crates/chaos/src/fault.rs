//! What is broken.

/// What is broken in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// SQLite: `muster` is killed (SIGKILL) and started again.
    SqliteMusterKilled,
    /// PostgreSQL: `muster` is killed and started again.
    PostgresMusterKilled,
    /// Every process of the database is killed, and it is started again.
    DatabaseKilled,
    /// The process of one connection of Muster's is killed; the database starts itself again.
    BackendKilled,
    /// The database is restarted as `pg_ctl restart -m immediate` does.
    DatabaseRestarted,
    /// The primary is killed and its synchronous standby promoted.
    FailedOver,
    /// Nothing goes through between Muster and the database for a while.
    NetworkCut,
}

impl Fault {
    /// What can happen on SQLite.
    pub const ON_SQLITE: [Self; 1] = [Self::SqliteMusterKilled];
    /// What can happen on PostgreSQL.
    pub const ON_POSTGRES: [Self; 6] = [
        Self::PostgresMusterKilled,
        Self::DatabaseKilled,
        Self::BackendKilled,
        Self::DatabaseRestarted,
        Self::FailedOver,
        Self::NetworkCut,
    ];

    /// Its name in the table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SqliteMusterKilled => "SQLite: muster kill -9",
            Self::PostgresMusterKilled => "PostgreSQL: muster kill -9",
            Self::DatabaseKilled => "PostgreSQL: postgres kill -9, all of it",
            Self::BackendKilled => "PostgreSQL: one backend kill -9",
            Self::DatabaseRestarted => "PostgreSQL: pg_ctl restart -m immediate",
            Self::FailedOver => "PostgreSQL: failover to a synchronous standby",
            Self::NetworkCut => "PostgreSQL: network cut",
        }
    }
}

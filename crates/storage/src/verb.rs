//! How a verb of the port runs a noun's function: what would otherwise be written forty times, and
//! twice, for what SQLite does at once PostgreSQL is waited for.

/// Runs a noun's function on one snapshot.
macro_rules! read {
    ($self:ident, |$tx:ident| $body:expr) => {
        match &$self.engine {
            $crate::engine::Engine::Sqlite(engine) => {
                engine.read(|$tx| $crate::sqlite::now($body)).await
            }
            $crate::engine::Engine::Postgres(engine) => {
                $crate::verb::on_postgres!(engine.reading(false), |$tx| $body)
            }
        }
    };
}

/// The same for a function of one statement.
macro_rules! read_statement {
    ($self:ident, |$tx:ident| $body:expr) => {
        match &$self.engine {
            $crate::engine::Engine::Sqlite(engine) => {
                engine
                    .read_statement(|$tx| $crate::sqlite::now($body))
                    .await
            }
            $crate::engine::Engine::Postgres(engine) => {
                $crate::verb::on_postgres!(engine.reading_once(), |$tx| $body)
            }
        }
    };
}

/// The same for a function that may take long.
macro_rules! read_apart {
    ($self:ident, $is_long:expr, |$tx:ident| $body:expr) => {
        match &$self.engine {
            $crate::engine::Engine::Sqlite(engine) => {
                engine
                    .read_apart($is_long, move |$tx| $crate::sqlite::now($body))
                    .await
            }
            $crate::engine::Engine::Postgres(engine) => {
                $crate::verb::on_postgres!(engine.reading($is_long), |$tx| $body)
            }
        }
    };
}

/// Runs a noun's function in a transaction. On PostgreSQL the writes of one organization, if there
/// is one, come one after the other.
macro_rules! write {
    ($self:ident, $organization:expr, |$tx:ident| $body:expr) => {
        match &$self.engine {
            $crate::engine::Engine::Sqlite(engine) => {
                engine.write(move |$tx| $crate::sqlite::now($body)).await
            }
            $crate::engine::Engine::Postgres(engine) => {
                let writing = engine.writing($organization);
                let write = async move { $crate::verb::on_postgres!(writing, |$tx| $body) };
                $crate::postgres::apart(write).await
            }
        }
    };
}

/// Runs a noun's function in a transaction of PostgreSQL, perhaps more than once.
macro_rules! on_postgres {
    ($transactions:expr, |$tx:ident| $body:expr) => {{
        let mut transactions = $transactions.await?;
        loop {
            let connection = transactions.begin().await?;
            let $tx = &connection;
            let result = $body.await;
            if let Some(result) = transactions.end(connection, result).await {
                break result;
            }
        }
    }};
}

pub(crate) use {on_postgres, read, read_apart, read_statement, write};

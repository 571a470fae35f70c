//! A database of a cluster.

use tokio_postgres::{NoTls, SimpleQueryMessage};

use crate::{Cluster, Held, Problem};

/// Rows of text; `None` is NULL.
pub type Rows = Vec<Vec<Option<String>>>;

/// A database that is dropped with this value.
pub struct Database {
    cluster: &'static Cluster,
    name: String,
}

impl Database {
    /// Makes a database of this name, a copy of another one or empty.
    ///
    /// # Errors
    /// What the server says.
    pub fn create(
        cluster: &'static Cluster,
        name: &str,
        template: Option<&str>,
    ) -> Result<Self, Problem> {
        let copied =
            template.map_or_else(String::new, |template| format!(" TEMPLATE \"{template}\""));
        cluster.run("postgres", &format!("CREATE DATABASE \"{name}\"{copied}"))?;
        Ok(Self {
            cluster,
            name: name.to_owned(),
        })
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> String {
        self.cluster.url(&self.name)
    }

    /// As [`Cluster::run`].
    ///
    /// # Errors
    /// What the server says.
    pub fn run(&self, statements: &str) -> Result<Rows, Problem> {
        self.cluster.run(&self.name, statements)
    }
}

impl Database {
    /// Runs a statement in a transaction that stays open, with its locks.
    ///
    /// # Errors
    /// What the server says.
    pub fn hold(&self, statement: &str) -> Result<Held, Problem> {
        Held::new(self.url(), statement.to_owned())
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A server that is gone has no databases.
        let _ = self.cluster.run(
            "postgres",
            &format!("DROP DATABASE IF EXISTS \"{}\" WITH (FORCE)", self.name),
        );
    }
}

/// Runs on a thread of its own, for the caller may be inside a runtime.
pub(crate) fn run(url: &str, statements: &str) -> Result<Rows, Problem> {
    std::thread::scope(|scope| {
        let ran = scope.spawn(|| {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|error| Problem::failed("runtime", error))?
                .block_on(ask(url, statements))
        });
        ran.join()
            .unwrap_or_else(|_| Err(Problem::failed("thread", "it panicked")))
    })
}

async fn ask(url: &str, statements: &str) -> Result<Rows, Problem> {
    let silent = |error: tokio_postgres::Error| Problem::Silent(error.to_string());
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.map_err(silent)?;
    let served = tokio::spawn(connection);
    let answer = client.simple_query(statements).await;
    drop(client);
    let _ = served.await;
    let messages = answer.map_err(|error| Problem::Refused {
        statement: statements.to_owned(),
        reason: error
            .as_db_error()
            .map_or_else(|| error.to_string(), |error| error.message().to_owned()),
    })?;
    let rows = messages.into_iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    Ok(rows
        .map(|row| {
            (0..row.len())
                .map(|column| row.get(column).map(str::to_owned))
                .collect()
        })
        .collect())
}

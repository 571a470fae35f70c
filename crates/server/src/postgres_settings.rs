//! How a PostgreSQL store is reached, beside its URL.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Deserialize;
use storage::{PreparedStatements, StoreUrl};

/// The settings of a `postgres://` store.
#[derive(Args, Clone, Debug, Default)]
pub struct PostgresSettings {
    /// A file whose first line is the password of PostgreSQL; without it, the password comes from
    /// the URL or from PGPASSWORD
    #[arg(
        long = "store-password-file",
        env = "MUSTER_STORE_PASSWORD_FILE",
        value_name = "FILE"
    )]
    pub password_file: Option<PathBuf>,
    /// A file with the root certificates (PEM) of the PostgreSQL server, in place of those of the
    /// system
    #[arg(long = "store-ca", env = "MUSTER_STORE_CA", value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// Most connections to PostgreSQL [default: 16]
    #[arg(
        long = "store-connections",
        env = "MUSTER_STORE_CONNECTIONS",
        value_name = "NUMBER"
    )]
    pub connections: Option<NonZeroUsize>,
    /// Whether statements stay prepared on connections to PostgreSQL; auto: unless a pooler seems
    /// to be in between [default: auto]
    #[arg(
        long = "store-prepared-statements",
        env = "MUSTER_STORE_PREPARED_STATEMENTS",
        value_enum
    )]
    pub prepared_statements: Option<Prepared>,
}

/// Whether statements stay prepared.
#[derive(Clone, Copy, Debug, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Prepared {
    /// Unless a pooler seems to be in between.
    Auto,
    /// Always.
    On,
    /// Never.
    Off,
}

impl PostgresSettings {
    /// These, and where they say nothing, the others.
    #[must_use]
    pub fn or(self, others: Self) -> Self {
        Self {
            password_file: self.password_file.or(others.password_file),
            ca: self.ca.or(others.ca),
            connections: self.connections.or(others.connections),
            prepared_statements: self.prepared_statements.or(others.prepared_statements),
        }
    }

    /// The store with these settings.
    ///
    /// # Errors
    /// One sentence: there are settings, and the store is not PostgreSQL.
    pub fn apply(self, store: StoreUrl) -> Result<StoreUrl, String> {
        let StoreUrl::Postgres(url) = store else {
            return match self.first() {
                Some(name) => Err(format!("{name} is for postgres:// stores; leave it out")),
                None => Ok(store),
            };
        };
        let mut url = *url;
        if let Some(file) = self.password_file {
            url = url.with_password_file(file);
        }
        if let Some(file) = self.ca {
            url = url.with_ca(file);
        }
        if let Some(connections) = self.connections {
            url = url.with_connections(connections.get());
        }
        url = match self.prepared_statements {
            None | Some(Prepared::Auto) => url,
            Some(Prepared::On) => url.with_prepared_statements(PreparedStatements::On),
            Some(Prepared::Off) => url.with_prepared_statements(PreparedStatements::Off),
        };
        Ok(StoreUrl::Postgres(Box::new(url)))
    }

    /// The name of a setting that is there.
    fn first(&self) -> Option<&'static str> {
        [
            ("store-password-file", self.password_file.is_some()),
            ("store-ca", self.ca.is_some()),
            ("store-connections", self.connections.is_some()),
            (
                "store-prepared-statements",
                self.prepared_statements.is_some(),
            ),
        ]
        .into_iter()
        .find_map(|(name, is_there)| is_there.then_some(name))
    }
}

//! How to reach a PostgreSQL server.

use std::fmt;
use std::path::{Path, PathBuf};

use domain::limits;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use zeroize::Zeroizing;

/// The environment variable with the password, as PostgreSQL's own programs know it.
const PASSWORD_VARIABLE: &str = "PGPASSWORD";

/// How a connection is protected, as `sslmode` says in PostgreSQL's own programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tls {
    /// `disable`: not at all.
    Disable,
    /// `prefer`: against listeners, if the server can.
    Prefer,
    /// `require`: against listeners.
    Require,
    /// `verify-ca`: the server's certificate comes from a trusted authority.
    VerifyCa,
    /// `verify-full`: and is for the host that the URL names.
    VerifyFull,
}

/// Whether statements are kept prepared on the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PreparedStatements {
    /// If no pooler seems to be in between.
    #[default]
    Auto,
    /// Always: right behind a pooler that keeps track of them, such as PgBouncer 1.21 with
    /// `max_prepared_statements`.
    On,
    /// Never.
    Off,
}

/// Where the password comes from.
#[derive(Clone, PartialEq, Eq)]
enum Password {
    None,
    Text(Zeroizing<String>),
    /// Read for every connection, so that it can be changed while the server runs.
    File(PathBuf),
}

/// A PostgreSQL server and a database there, and how to use them. It is shown without the password.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl {
    config: Config,
    password: Password,
    pub(super) tls: Tls,
    pub(super) ca: Option<PathBuf>,
    pub(super) connections: usize,
    pub(super) prepared: PreparedStatements,
}

impl PostgresUrl {
    /// Reads what stands behind `postgres://`.
    pub(crate) fn parse(rest: &str) -> Result<Self, String> {
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        if query.contains('@') || rest.contains('#') {
            return Err(
                "a user name or password with one of @ : / ? # % in it has to have \
                        these percent-encoded, for example %40 for @"
                    .to_owned(),
            );
        }
        let (mut tls, mut ca, mut others) = (Tls::Prefer, None, Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", mode)) => tls = parse_tls(mode)?,
                Some(("sslrootcert", file)) => ca = Some(PathBuf::from(file)),
                Some((
                    "host"
                    | "user"
                    | "password"
                    | "dbname"
                    | "port"
                    | "application_name"
                    | "channel_binding"
                    | "target_session_attrs",
                    _,
                )) => others.push(pair),
                Some((name, _)) => return Err(format!("it has an unknown setting {name:?}")),
                None => return Err(format!("its settings are name=value, and {pair:?} is not")),
            }
        }
        let mut config: Config = format!("postgres://{place}?{}", others.join("&"))
            .parse()
            .map_err(|error: tokio_postgres::Error| {
                std::error::Error::source(&error).map_or_else(
                    || "it is malformed".to_owned(),
                    |cause| format!("it is malformed ({cause})"),
                )
            })?;
        if config.get_hosts().is_empty() {
            return Err("it names no host; write postgres://USER@HOST/DATABASE".to_owned());
        }
        if config.get_user().is_none() {
            return Err("it names no user; write postgres://USER@HOST/DATABASE".to_owned());
        }
        if config.get_application_name().is_none() {
            config.application_name("muster");
        }
        let password = match config.get_password() {
            Some(bytes) => text(bytes)?,
            None => match std::env::var(PASSWORD_VARIABLE) {
                Ok(password) if !password.is_empty() => Password::Text(Zeroizing::new(password)),
                Ok(_) | Err(_) => Password::None,
            },
        };
        Ok(Self {
            config,
            password,
            tls,
            ca,
            connections: limits::STORE_CONNECTIONS,
            prepared: PreparedStatements::default(),
        })
    }

    /// Takes the password from this file instead, its first line.
    #[must_use]
    pub fn with_password_file(mut self, file: PathBuf) -> Self {
        self.password = Password::File(file);
        self
    }

    /// Trusts the root certificates in this file (PEM) instead of those of the system.
    #[must_use]
    pub fn with_ca(mut self, file: PathBuf) -> Self {
        self.ca = Some(file);
        self
    }

    /// Opens at most this many connections.
    #[must_use]
    pub fn with_connections(mut self, connections: usize) -> Self {
        self.connections = connections;
        self
    }

    /// Keeps statements prepared, or not.
    #[must_use]
    pub fn with_prepared_statements(mut self, prepared: PreparedStatements) -> Self {
        self.prepared = prepared;
        self
    }

    /// The hosts with their ports, in the order in which they are tried.
    pub(super) fn hosts(&self) -> impl Iterator<Item = (&Host, u16)> {
        let ports = self.config.get_ports();
        self.config
            .get_hosts()
            .iter()
            .enumerate()
            .map(move |(number, host)| {
                let port = ports.get(number).or(ports.first());
                (host, port.copied().unwrap_or(5432))
            })
    }

    /// What to tell the server of ourselves, with the password as it is now.
    pub(super) fn config(&self, mode: SslMode) -> Result<Config, String> {
        let mut config = self.config.clone();
        config.ssl_mode(mode);
        match &self.password {
            Password::None => {}
            Password::Text(password) => {
                config.password(password.as_bytes());
            }
            Password::File(path) => {
                config.password(read_password(path)?.as_bytes());
            }
        }
        Ok(config)
    }
}

fn parse_tls(mode: &str) -> Result<Tls, String> {
    match mode {
        "disable" => Ok(Tls::Disable),
        "prefer" => Ok(Tls::Prefer),
        "require" => Ok(Tls::Require),
        "verify-ca" => Ok(Tls::VerifyCa),
        "verify-full" => Ok(Tls::VerifyFull),
        other => Err(format!(
            "sslmode is {other:?}; it is one of disable, prefer, require, verify-ca, verify-full"
        )),
    }
}

fn text(bytes: &[u8]) -> Result<Password, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "its password is no UTF-8".to_owned())?;
    Ok(Password::Text(Zeroizing::new(text.to_owned())))
}

fn read_password(path: &Path) -> Result<Zeroizing<String>, String> {
    let text = std::fs::read_to_string(path).map(Zeroizing::new);
    let text = text.map_err(|error| {
        format!(
            "the password file {} cannot be read: {error}",
            path.display()
        )
    })?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(format!(
            "the first line of the password file {} is empty",
            path.display()
        ));
    }
    Ok(Zeroizing::new(line.to_owned()))
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let user = self.config.get_user().unwrap_or_default();
        write!(f, "postgres://{user}@")?;
        for (number, (host, port)) in self.hosts().enumerate() {
            let comma = if number > 0 { "," } else { "" };
            match host {
                Host::Tcp(name) => write!(f, "{comma}{name}:{port}")?,
                Host::Unix(path) => write!(f, "{comma}{}:{port}", path.display())?,
            }
        }
        write!(f, "/{}", self.config.get_dbname().unwrap_or(user))
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresUrl({self})")
    }
}

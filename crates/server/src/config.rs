//! The settings of a process: a flag before its environment variable, before the configuration
//! file, before the default.

use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use domain::limits::{DRAIN_DELAY, DRAIN_DELAY_MAX, SCIM_REQUESTS_PER_SECOND_MIN};
use serde::Deserialize;
use storage::StoreUrl;

use crate::egress::{EgressSettings, parse_dns_server};
use crate::postgres_settings::{PostgresSettings, Prepared};
use crate::telemetry::{DEFAULT_LEVEL, LogFormat};

/// The address to listen on when none is named.
const DEFAULT_LISTEN: &str = "127.0.0.1:8080";
/// The store when none is named.
const DEFAULT_STORE: &str = "sqlite:muster.db";

/// The file with the instance key of a store that is no file itself.
const DEFAULT_KEY_FILE: &str = "muster.key";

/// The settings that every command has: where the store is, and its instance key.
#[derive(Args, Clone, Debug, Default)]
pub struct StoreArguments {
    /// The store: sqlite:PATH or postgres://USER@HOST/DATABASE [default: sqlite:muster.db]
    #[arg(long, env = "MUSTER_STORE", value_name = "URL")]
    pub store: Option<String>,
    /// The file with the instance key [default: the SQLite file's name with .key behind it, or
    /// muster.key]; the variable MUSTER_KEY holds the key itself and comes first
    #[arg(long, env = "MUSTER_KEY_FILE", value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// How the store is reached.
    #[command(flatten)]
    pub postgres: PostgresSettings,
    /// A TOML file with settings: listen, store, store-password-file, store-ca, store-connections,
    /// store-prepared-statements, public-url, key-file, scim-requests-per-second, replicas,
    /// drain-delay, egress-allow, egress-ca, dns-server, log-format, log-level
    #[arg(long, env = "MUSTER_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// The settings of `muster serve` beside those of the store.
#[derive(Args, Clone, Debug, Default)]
pub struct ServeArguments {
    /// The address to listen on; port 0 picks a free one [default: 127.0.0.1:8080]
    #[arg(long, env = "MUSTER_LISTEN", value_name = "HOST:PORT")]
    pub listen: Option<String>,
    /// The URL under which clients reach this server [default: http:// and the listen address]
    #[arg(long, env = "MUSTER_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Most requests per second of a SCIM configuration, 25 or more; further ones are answered 429
    /// [default: no limit]
    #[arg(long, env = "MUSTER_SCIM_REQUESTS_PER_SECOND", value_name = "NUMBER")]
    pub scim_requests_per_second: Option<u32>,
    /// How many servers share the store, and so the requests per second; only PostgreSQL can be
    /// shared [default: 1]
    #[arg(long, env = "MUSTER_REPLICAS", value_name = "NUMBER")]
    pub replicas: Option<NonZeroU32>,
    /// How many seconds clients are still answered, and asked to leave, after SIGTERM [default: 3
    /// on PostgreSQL, else 0]
    #[arg(long, env = "MUSTER_DRAIN_DELAY", value_name = "SECONDS")]
    pub drain_delay: Option<u32>,
    /// Addresses that are not public and may be asked all the same, on any port: PURPOSE=RANGE, for
    /// example jwks=10.0.0.0/8; may be given several times, or several with commas between them
    #[arg(
        long,
        env = "MUSTER_EGRESS_ALLOW",
        value_name = "PURPOSE=RANGE",
        value_delimiter = ','
    )]
    pub egress_allow: Vec<String>,
    /// A file with root certificates (PEM) to trust beside those of the system when other servers
    /// are asked
    #[arg(long, env = "MUSTER_EGRESS_CA", value_name = "FILE")]
    pub egress_ca: Option<PathBuf>,
    /// The DNS server that is asked for the TXT records of domains [default: the system's]
    #[arg(long, env = "MUSTER_DNS_SERVER", value_name = "ADDRESS[:PORT]")]
    pub dns_server: Option<String>,
    /// The form of log lines [default: text]
    #[arg(long, env = "MUSTER_LOG_FORMAT", value_enum)]
    pub log_format: Option<LogFormat>,
    /// What to log, for example debug, or info,muster::access=debug for a line per request
    #[arg(long, env = "MUSTER_LOG", value_name = "FILTER")]
    pub log_level: Option<String>,
}

/// The configuration file. An unknown key is an error: a misspelt one would be silently unused.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ConfigFile {
    listen: Option<String>,
    store: Option<String>,
    store_password_file: Option<PathBuf>,
    store_ca: Option<PathBuf>,
    store_connections: Option<NonZeroUsize>,
    store_prepared_statements: Option<Prepared>,
    public_url: Option<String>,
    key_file: Option<PathBuf>,
    scim_requests_per_second: Option<u32>,
    replicas: Option<NonZeroU32>,
    drain_delay: Option<u32>,
    log_format: Option<LogFormat>,
    log_level: Option<String>,
    #[serde(default)]
    egress_allow: Vec<String>,
    egress_ca: Option<PathBuf>,
    dns_server: Option<String>,
}

/// Where the store is, and its instance key.
#[derive(Clone, Debug)]
pub struct StoreSettings {
    /// The store.
    pub store: StoreUrl,
    /// The file with the instance key.
    pub key_file: PathBuf,
}

/// The settings of `muster serve`.
#[derive(Clone, Debug)]
pub struct ServeSettings {
    /// The store and its key.
    pub store: StoreSettings,
    /// The address to listen on.
    pub listen: String,
    /// The URL under which clients reach this server; from the listen address if none.
    pub public_url: Option<String>,
    /// How many requests per second this process answers of each SCIM configuration; all if none.
    pub scim_requests_per_second: Option<NonZeroU32>,
    /// How long clients are still answered after SIGTERM.
    pub drain_delay: Duration,
    /// The form of log lines.
    pub log_format: LogFormat,
    /// What to log.
    pub log_level: String,
    /// Where requests to other servers may go.
    pub egress: EgressSettings,
    /// The DNS server for the TXT records of domains; the system's if none.
    pub dns_server: Option<SocketAddr>,
}

impl StoreSettings {
    /// Puts the settings of a command together.
    ///
    /// # Errors
    /// One sentence about what cannot be read or understood.
    pub fn resolve(arguments: &StoreArguments) -> Result<Self, String> {
        let file = ConfigFile::read(arguments.config.as_deref())?;
        Self::with_file(arguments, &file)
    }

    fn with_file(arguments: &StoreArguments, file: &ConfigFile) -> Result<Self, String> {
        let url = arguments.store.as_deref().or(file.store.as_deref());
        let store: StoreUrl = url
            .unwrap_or(DEFAULT_STORE)
            .parse()
            .map_err(|error| format!("{error}"))?;
        let postgres = arguments.postgres.clone().or(file.postgres());
        let store = postgres.apply(store)?;
        let key_file = arguments.key_file.clone().or(file.key_file.clone());
        let key_file = key_file.unwrap_or_else(|| match &store {
            StoreUrl::Sqlite(path) => {
                let mut name = path.clone().into_os_string();
                name.push(".key");
                PathBuf::from(name)
            }
            StoreUrl::Postgres(_) => PathBuf::from(DEFAULT_KEY_FILE),
        });
        Ok(Self { store, key_file })
    }
}

impl ServeSettings {
    /// Puts the settings of `muster serve` together.
    ///
    /// # Errors
    /// One sentence about what cannot be read or understood.
    pub fn resolve(store: &StoreArguments, serve: &ServeArguments) -> Result<Self, String> {
        let file = ConfigFile::read(store.config.as_deref())?;
        let store = StoreSettings::with_file(store, &file)?;
        let public_url = serve.public_url.clone().or(file.public_url);
        let egress_allow = if serve.egress_allow.is_empty() {
            &file.egress_allow
        } else {
            &serve.egress_allow
        };
        let egress_ca = serve.egress_ca.as_ref().or(file.egress_ca.as_ref());
        let egress = EgressSettings::read(egress_allow, egress_ca.map(PathBuf::as_path))?;
        let dns_server = serve.dns_server.as_ref().or(file.dns_server.as_ref());
        let dns_server = dns_server.map(|text| parse_dns_server(text)).transpose()?;
        let replicas = check_replicas(serve.replicas.or(file.replicas), &store.store)?;
        let drain_delay = serve.drain_delay.or(file.drain_delay);
        let drain_delay = check_drain_delay(drain_delay, &store.store)?;
        Ok(Self {
            store,
            listen: serve
                .listen
                .clone()
                .or(file.listen)
                .unwrap_or_else(|| DEFAULT_LISTEN.to_owned()),
            public_url: public_url.as_deref().map(check_public_url).transpose()?,
            scim_requests_per_second: serve
                .scim_requests_per_second
                .or(file.scim_requests_per_second)
                .map(|rate| check_rate(rate, replicas))
                .transpose()?,
            drain_delay,
            log_format: serve.log_format.or(file.log_format).unwrap_or_default(),
            log_level: serve
                .log_level
                .clone()
                .or(file.log_level)
                .unwrap_or_else(|| DEFAULT_LEVEL.to_owned()),
            egress,
            dns_server,
        })
    }
}

impl ConfigFile {
    fn postgres(&self) -> PostgresSettings {
        PostgresSettings {
            password_file: self.store_password_file.clone(),
            ca: self.store_ca.clone(),
            connections: self.store_connections,
            prepared_statements: self.store_prepared_statements,
        }
    }

    fn read(path: Option<&Path>) -> Result<Self, String> {
        let Some(path) = path else {
            return Ok(Self::default());
        };
        let refuse =
            |problem: String| format!("the configuration file {}: {problem}", path.display());
        let text = std::fs::read_to_string(path)
            .map_err(|error| refuse(format!("it cannot be read: {error}")))?;
        toml::from_str(&text).map_err(|error| {
            let line = error
                .span()
                .and_then(|span| text.get(..span.start))
                .map(|before| {
                    format!(
                        "line {}: ",
                        before.bytes().filter(|byte| *byte == b'\n').count() + 1
                    )
                });
            let problem = error.message().replace('\n', " ");
            refuse(format!("{}{problem}", line.unwrap_or_default()))
        })
    }
}

/// How many processes there are.
fn check_replicas(replicas: Option<NonZeroU32>, store: &StoreUrl) -> Result<NonZeroU32, String> {
    let replicas = replicas.unwrap_or(NonZeroU32::MIN);
    if replicas > NonZeroU32::MIN && matches!(store, StoreUrl::Sqlite(_)) {
        return Err(format!(
            "{replicas} replicas cannot share the store {store}, which serves one process; name \
             a PostgreSQL database with --store, or leave --replicas away"
        ));
    }
    Ok(replicas)
}

/// The time for clients to leave, which nobody needs where no other process takes over.
fn check_drain_delay(seconds: Option<u32>, store: &StoreUrl) -> Result<Duration, String> {
    let delay = match (seconds, store) {
        (Some(seconds), _) => Duration::from_secs(seconds.into()),
        (None, StoreUrl::Postgres(_)) => DRAIN_DELAY,
        (None, StoreUrl::Sqlite(_)) => Duration::ZERO,
    };
    if delay > DRAIN_DELAY_MAX {
        let most = DRAIN_DELAY_MAX.as_secs();
        return Err(format!(
            "a drain delay of {} seconds is too long; set {most} or less",
            delay.as_secs()
        ));
    }
    Ok(delay)
}

/// This process's share of a rate, which must leave identity providers enough even if all their
/// requests come to one process.
fn check_rate(per_second: u32, replicas: NonZeroU32) -> Result<NonZeroU32, String> {
    let least = SCIM_REQUESTS_PER_SECOND_MIN.saturating_mul(replicas.get());
    NonZeroU32::new(per_second.div_ceil(replicas.get()))
        .filter(|_| per_second >= least)
        .ok_or_else(|| {
            let shared = match replicas.get() {
                1 => String::new(),
                replicas => format!(" for {replicas} replicas"),
            };
            format!(
                "a limit of {per_second} requests per second is too low{shared}, for identity \
                 providers count on {SCIM_REQUESTS_PER_SECOND_MIN} wherever they are served; set \
                 {least} or more, or no limit"
            )
        })
}

/// The public URL without slashes at its end.
fn check_public_url(text: &str) -> Result<String, String> {
    let refuse = |problem: &str| {
        Err(format!(
            "the public URL {text:?} {problem}; give the scheme, the host and perhaps a path, for \
             example https://muster.example.com"
        ))
    };
    let Ok(uri) = text.parse::<::http::Uri>() else {
        return refuse("is not a URL");
    };
    if !matches!(uri.scheme_str(), Some("http" | "https")) {
        return refuse("does not begin with http:// or https://");
    }
    let host = uri
        .authority()
        .map(::http::uri::Authority::as_str)
        .unwrap_or_default();
    if host.is_empty() || host.contains('@') {
        return refuse("needs a host and no user name");
    }
    if text.contains(['?', '#']) {
        return refuse("has a query or a fragment");
    }
    Ok(text.trim_end_matches('/').to_owned())
}

//! Opening a connection.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::limits;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::failure::describe;
use super::first_value::first_value;
use super::session::Session;
use super::tls;
use super::url::{PostgresUrl, PreparedStatements, Tls};
use crate::open_error::OpenError;

/// The oldest PostgreSQL that tells a client whether it is a standby.
const OLDEST_SERVER: u32 = 14;

/// Opens connections.
pub(super) struct Connector {
    url: PostgresUrl,
    tls: Option<MakeRustlsConnect>,
    /// Whether anything has ever stood between us and the server.
    is_pooled: AtomicBool,
}

/// A stream to a server.
enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
}

/// A connection on which the server has answered.
struct Greeted {
    client: Client,
    version: String,
    is_standby: bool,
}

impl Connector {
    pub(super) fn new(url: &PostgresUrl) -> Result<Self, OpenError> {
        let tls = tls::connector(url).map_err(|reason| OpenError::Failed {
            store: url.to_string(),
            reason,
        })?;
        Ok(Self {
            url: url.clone(),
            tls,
            is_pooled: AtomicBool::new(false),
        })
    }

    pub(super) fn url(&self) -> &PostgresUrl {
        &self.url
    }

    /// Whether statements stay prepared on its connections.
    pub(super) fn prepares(&self) -> bool {
        match self.url.prepared {
            PreparedStatements::On => true,
            PreparedStatements::Off => false,
            PreparedStatements::Auto => !self.is_pooled.load(Ordering::Relaxed),
        }
    }

    /// A connection to the first host that is no standby.
    pub(super) async fn connect(&self) -> Result<Session, OpenError> {
        let failed = |reason: String| OpenError::Failed {
            store: self.url.to_string(),
            reason,
        };
        let mut last = failed("it names no host".to_owned());
        for (host, port) in self.url.hosts() {
            let opened = tokio::time::timeout(limits::STORE_CONNECT_TIME, self.open(host, port));
            match opened.await {
                Ok(Ok(session)) => return Ok(session),
                Ok(Err(error)) => last = error,
                Err(_) => {
                    let time = limits::STORE_CONNECT_TIME;
                    last = failed(format!("no answer from {} within {time:?}", name(host)));
                }
            }
        }
        Err(last)
    }

    async fn open(&self, host: &Host, port: u16) -> Result<Session, OpenError> {
        let failed = |reason: String| OpenError::Failed {
            store: self.url.to_string(),
            reason,
        };
        let (stream, own_port) = dial(host, port)
            .await
            .map_err(|error| failed(format!("{} cannot be reached: {error}", name(host))))?;
        let greeted = self.greet(stream, host).await.map_err(failed)?;
        if major(&greeted.version).is_none_or(|major| major < OLDEST_SERVER) {
            return Err(OpenError::OldPostgres(greeted.version));
        }
        if greeted.is_standby {
            return Err(failed(format!(
                "{} is a standby, which takes no writes",
                name(host)
            )));
        }
        let client = greeted.client;
        let lost = |error| failed(describe(&error));
        let is_direct = is_direct(&client, own_port).await.map_err(lost)?;
        if is_direct {
            // The connection is ours alone, so what is set here stays.
            client
                .batch_execute(&limits_of_time("SET"))
                .await
                .map_err(lost)?;
        } else if !self.is_pooled.swap(true, Ordering::Relaxed) {
            tracing::info!(
                "PostgreSQL is reached through a pooler, a translation of addresses or a socket \
                 file: statements are not kept prepared unless --store-prepared-statements is on"
            );
        }
        Ok(Session::new(client, is_direct, self.prepares()))
    }

    async fn greet(&self, stream: Stream, host: &Host) -> Result<Greeted, String> {
        let greeted = match (stream, &self.tls) {
            (Stream::Tcp(stream), Some(tls)) => {
                let mode = match self.url.tls {
                    Tls::Prefer => SslMode::Prefer,
                    _ => SslMode::Require,
                };
                let config = self.url.config(mode)?;
                let mut tls = tls.clone();
                let tls = MakeTlsConnect::<TcpStream>::make_tls_connect(&mut tls, &name(host));
                greet(&config, stream, tls.map_err(|error| error.to_string())?).await
            }
            (Stream::Tcp(stream), None) => {
                let config = self.url.config(SslMode::Disable)?;
                greet(&config, stream, NoTls).await
            }
            (Stream::Unix(stream), _) => {
                let config = self.url.config(SslMode::Disable)?;
                greet(&config, stream, NoTls).await
            }
        };
        greeted.map_err(|error| describe(&error))
    }
}

async fn greet<S, T>(config: &Config, stream: S, tls: T) -> Result<Greeted, tokio_postgres::Error>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    T: TlsConnect<S>,
    T::Stream: Send + 'static,
{
    let (client, connection) = config.connect_raw(stream, tls).await?;
    let told = |name| connection.parameter(name).unwrap_or_default().to_owned();
    let (version, standby) = (told("server_version"), told("in_hot_standby"));
    tokio::spawn(async move {
        // Whoever waits for an answer learns of the failure too.
        if let Err(error) = connection.await {
            tracing::debug!(reason = describe(&error), "a connection has ended");
        }
    });
    Ok(Greeted {
        client,
        version,
        is_standby: standby == "on",
    })
}

/// The first number of a version such as `15.8 (Debian 15.8-1)` or `18beta1`.
fn major(version: &str) -> Option<u32> {
    let end = version
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(version.len());
    version.get(..end)?.parse().ok()
}

/// A stream to a host, and our own port where it has one.
async fn dial(host: &Host, port: u16) -> io::Result<(Stream, Option<u16>)> {
    match host {
        Host::Tcp(name) => {
            let stream = TcpStream::connect((name.as_str(), port)).await?;
            stream.set_nodelay(true)?;
            notice_cuts(&SockRef::from(&stream))?;
            let own = stream.local_addr()?.port();
            Ok((Stream::Tcp(stream), Some(own)))
        }
        Host::Unix(folder) => {
            let path = folder.join(format!(".s.PGSQL.{port}"));
            Ok((Stream::Unix(UnixStream::connect(path).await?), None))
        }
    }
}

/// Lets the system end a connection over which nothing comes any more, well within the time that a
/// request may take.
fn notice_cuts(socket: &SockRef<'_>) -> io::Result<()> {
    let second = Duration::from_secs(1);
    let keepalive = TcpKeepalive::new().with_time(second).with_interval(second);
    #[cfg(not(target_os = "openbsd"))]
    let keepalive = keepalive.with_retries(3);
    socket.set_tcp_keepalive(&keepalive)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(limits::STORE_ANSWER_TIME))?;
    Ok(())
}

/// Whether the server sees the connection as we do. A pooler opens one of its own, from another
/// port; by chance from the same one in thirty thousand, which is why several are looked at before
/// anything depends on it.
async fn is_direct(client: &Client, own_port: Option<u16>) -> Result<bool, tokio_postgres::Error> {
    let seen = first_value(client, "SELECT inet_client_port()").await?;
    let seen = seen.and_then(|port| port.parse().ok());
    // Nothing can be told of a socket in the file system: a pooler may have one too.
    Ok(own_port.is_some() && own_port == seen)
}

/// Limits that the server keeps, also when we cannot: without them a process that has vanished
/// would hold its locks for hours.
pub(super) fn limits_of_time(set: &str) -> String {
    let statement = limits::STORE_LONG_ANSWER_TIME.as_millis();
    let lock = limits::STORE_LOCK_TIME.as_millis();
    let idle = limits::STORE_IDLE_TIME.as_millis();
    format!(
        "{set} statement_timeout = {statement}; {set} lock_timeout = {lock}; \
         {set} idle_in_transaction_session_timeout = {idle}"
    )
}

fn name(host: &Host) -> String {
    match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(path) => path.display().to_string(),
    }
}

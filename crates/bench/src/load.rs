//! The closed loop: each client sends its next request when the answer to the last has come.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::connection::{Connection, Reply};
use crate::{Failure, usage};

/// Runs before what is measured, with the same requests on the same connections.
const WARM_UP: Duration = Duration::from_millis(50);
/// Longest time beyond its own that a slice may take, for servers that are very slow.
const GRACE: Duration = Duration::from_secs(60);
/// How much of an unexpected answer is shown, in bytes.
const EXCERPT: usize = 400;

/// Writes the bytes of a client's next request.
pub type Script = Box<dyn FnMut(&mut Vec<u8>) + Send>;

/// What one short stretch of load did.
#[derive(Debug)]
pub struct Slice {
    /// How long each answer took, sorted.
    pub latencies: Vec<Duration>,
    /// From the first request to the last answer.
    pub elapsed: Duration,
    /// The processor time that the server used meanwhile.
    pub cpu: Duration,
}

struct Client {
    connection: Connection,
    script: Script,
    latencies: Vec<Duration>,
}

/// Runs one client per script for `time` and measures `process`, which listens at `address`.
///
/// # Errors
/// When any answer is not a success: figures of errors say nothing.
pub async fn run(
    address: SocketAddr,
    process: u32,
    scripts: Vec<Script>,
    time: Duration,
) -> Result<Slice, Failure> {
    let mut clients = Vec::with_capacity(scripts.len());
    for script in scripts {
        clients.push(Client {
            connection: Connection::open(address).await?,
            script,
            latencies: Vec::new(),
        });
    }
    let mut clients = together(clients, WARM_UP).await?;
    for client in &mut clients {
        client.latencies.clear();
    }
    let cpu_before = usage::cpu(process)?;
    let begun = Instant::now();
    let clients = together(clients, time).await?;
    let elapsed = begun.elapsed();
    let cpu = usage::cpu(process)?.saturating_sub(cpu_before);
    let mut latencies: Vec<Duration> = clients
        .into_iter()
        .flat_map(|client| client.latencies)
        .collect();
    latencies.sort_unstable();
    Ok(Slice {
        latencies,
        elapsed,
        cpu,
    })
}

/// A success, or what the server said instead.
///
/// # Errors
/// When the status is not 2xx.
pub fn success<'a>(reply: &Reply<'a>, request: &[u8]) -> Result<&'a [u8], Failure> {
    if (200..300).contains(&reply.status) {
        return Ok(reply.body);
    }
    let first_line = request.split(|byte| *byte == b'\r').next();
    Err(Failure::new(format!(
        "{} was answered {}: {}",
        excerpt(first_line.unwrap_or_default()),
        reply.status,
        excerpt(reply.body)
    )))
}

/// The beginning of some bytes, for a message.
#[must_use]
pub fn excerpt(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.get(..EXCERPT).unwrap_or(bytes)).into_owned()
}

async fn together(clients: Vec<Client>, time: Duration) -> Result<Vec<Client>, Failure> {
    let count = clients.len();
    let end = Instant::now() + time;
    let mut tasks = JoinSet::new();
    for client in clients {
        tasks.spawn(drive(client, end));
    }
    let all = async {
        let mut done = Vec::with_capacity(count);
        while let Some(client) = tasks.join_next().await {
            done.push(client.map_err(Failure::of("a client"))??);
        }
        Ok(done)
    };
    tokio::time::timeout(time + GRACE, all)
        .await
        .map_err(|_| Failure::new(format!("a request took longer than {GRACE:?}")))?
}

async fn drive(mut client: Client, end: Instant) -> Result<Client, Failure> {
    let mut request = Vec::with_capacity(2048);
    loop {
        (client.script)(&mut request);
        let sent = Instant::now();
        let reply = client.connection.exchange(&request).await?;
        let now = Instant::now();
        success(&reply, &request)?;
        client.latencies.push(now - sent);
        if now >= end {
            return Ok(client);
        }
    }
}

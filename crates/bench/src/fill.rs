//! Fills a server before it is measured.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde::Deserialize;
use tokio::task::JoinSet;

use crate::connection::Connection;
use crate::{Failure, load};

/// Clients that fill: enough for the commits to be shared.
const CLIENTS: usize = 64;
/// Longest time for one size.
const TIME: Duration = Duration::from_secs(1800);

/// Writes the request that creates the n-th thing.
pub(crate) type Create = Arc<dyn Fn(&mut Vec<u8>, usize) + Send + Sync>;

#[derive(Deserialize)]
struct Created {
    id: String,
}

/// Creates things 0 to `count`; returns their ids in that order.
pub(crate) async fn fill(
    address: SocketAddr,
    count: usize,
    create: Create,
) -> Result<Vec<String>, Failure> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..CLIENTS.min(count) {
        tasks.spawn(worker(address, count, next.clone(), create.clone()));
    }
    let all = async {
        let mut made = Vec::with_capacity(count);
        while let Some(some) = tasks.join_next().await {
            made.extend(some.map_err(Failure::of("a client"))??);
        }
        Ok(made)
    };
    let mut made = tokio::time::timeout(TIME, all)
        .await
        .map_err(|_| Failure::new(format!("{count} users were not created in {TIME:?}")))??;
    made.sort_unstable_by_key(|(number, _)| *number);
    Ok(made.into_iter().map(|(_, id)| id).collect())
}

async fn worker(
    address: SocketAddr,
    count: usize,
    next: Arc<AtomicUsize>,
    create: Create,
) -> Result<Vec<(usize, String)>, Failure> {
    let mut connection = Connection::open(address).await?;
    let mut request = Vec::with_capacity(2048);
    let mut made = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= count {
            return Ok(made);
        }
        create(&mut request, number);
        let reply = connection.exchange(&request).await?;
        let body = load::success(&reply, &request)?;
        let created: Created =
            serde_json::from_slice(body).map_err(Failure::of("the answer to a creation"))?;
        made.push((number, created.id));
    }
}

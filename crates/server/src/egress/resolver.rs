use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{EgressError, Guard};

/// Finds the addresses of a host, and hands them on only if every one of them may be asked: the
/// connection goes to exactly those that were checked, however often the name changes its mind
/// (DNS rebinding). The port is the one of the URL, which the client puts in itself.
pub(super) struct GuardedResolver {
    guard: Guard,
    port: u16,
}

impl GuardedResolver {
    pub(super) fn new(guard: Guard, port: u16) -> Self {
        Self { guard, port }
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (guard, port) = (self.guard.clone(), self.port);
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if !found.iter().all(|found| guard.admits(found.ip(), port)) {
                return Err(EgressError::ForbiddenAddress.into());
            }
            let addresses: Addrs = Box::new(found.into_iter());
            Ok(addresses)
        })
    }
}

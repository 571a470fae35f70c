//! What the run has created and not deleted yet.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::exchange::Exchange;
use crate::json;
use crate::request::encode;

/// The paths of resources that exist because of this run, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Created {
    paths: Mutex<Vec<String>>,
    /// The endpoints at which something was created whose identifier is not known.
    unknown: Mutex<Vec<String>>,
}

impl Created {
    /// Learns from an exchange what was created or deleted by it.
    pub(crate) fn observe(&self, exchange: &Exchange) {
        match (exchange.sent.method.as_str(), exchange.status()) {
            ("POST", 200 | 201) if exchange.path().eq_ignore_ascii_case("/Bulk") => {
                self.observe_bulk(exchange);
            }
            ("POST", 201) => {
                let endpoint = exchange.path().trim_end_matches('/');
                let id = json::text(exchange.json(), &["id"]).map(encode);
                let id = id.or_else(|| last_segment(exchange.header("location")?));
                match id {
                    Some(id) => self.add(format!("{endpoint}/{id}")),
                    None => lock(&self.unknown).push(endpoint.to_owned()),
                }
            }
            ("DELETE", 200 | 204) => self.remove(exchange.path()),
            _ => {}
        }
    }

    fn observe_bulk(&self, exchange: &Exchange) {
        for operation in json::list(exchange.json(), &["Operations"]) {
            let is_post = json::text(operation, &["method"])
                .is_some_and(|method| method.eq_ignore_ascii_case("POST"));
            let Some(location) = json::text(operation, &["location"]).filter(|_| is_post) else {
                continue;
            };
            let mut segments = location.trim_end_matches('/').rsplit('/');
            if let (Some(id), Some(endpoint)) = (segments.next(), segments.next()) {
                self.add(format!("/{endpoint}/{id}"));
            }
        }
    }

    fn add(&self, path: String) {
        let mut paths = lock(&self.paths);
        if !paths.contains(&path) {
            paths.push(path);
        }
    }

    /// Forgets a resource that is gone.
    pub(crate) fn remove(&self, path: &str) {
        lock(&self.paths).retain(|found| found != path);
    }

    /// What is still there, newest first: groups before the users in them.
    pub(crate) fn left(&self) -> Vec<String> {
        lock(&self.paths).iter().rev().cloned().collect()
    }

    /// The endpoints at which something was created whose identifier is not known.
    pub(crate) fn unknown(&self) -> Vec<String> {
        lock(&self.unknown).clone()
    }
}

fn lock(paths: &Mutex<Vec<String>>) -> MutexGuard<'_, Vec<String>> {
    paths.lock().unwrap_or_else(PoisonError::into_inner)
}

fn last_segment(location: &str) -> Option<String> {
    let segment = location.trim_end_matches('/').rsplit('/').next()?;
    (!segment.is_empty()).then(|| segment.to_owned())
}

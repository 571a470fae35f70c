//! What the checks of one run share.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OnceCell;

use crate::check::{Act, Check, Judgement, Level};
use crate::client::{Client, NoAnswer};
use crate::created::Created;
use crate::exchange::Exchange;
use crate::probe::Resource;
use crate::report::{Evidence, Finding, Severity};
use crate::request::Request;
use crate::sample::Extent;
use crate::server::Server;

/// What the names of everything that a run creates begin with.
pub(crate) const PREFIX: &str = "muster-check-";
/// Unanswered requests in a row after which the service provider counts as gone.
const MOST_UNANSWERED: u32 = 5;
/// How often a request is sent again that was answered 429.
const PATIENCE: u32 = 5;
/// The longest wait that a `Retry-After` can ask for, in seconds.
const LONGEST_WAIT: u64 = 60;
/// Findings that a watch keeps; more of the same say nothing new.
const MOST_WATCHED: usize = 5;

/// What the checks of one run share.
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) server: Server,
    pub(crate) created: Created,
    /// What the names of everything that this run creates begin with.
    pub(crate) prefix: String,
    /// How much a new resource of a type must hold to be accepted, or why none is.
    pub(crate) recipes: Mutex<HashMap<String, Result<Extent, String>>>,
    /// The users that all checks of filters and lists look at.
    pub(crate) people: OnceCell<Result<Vec<Resource>, String>>,
    /// Whether lists can be narrowed to those users, or why not.
    pub(crate) narrows: OnceCell<Result<(), String>>,
    watches: Mutex<Vec<Watch>>,
    names: AtomicU32,
    requests: AtomicU32,
    unanswered: AtomicU32,
    stopping: AtomicBool,
}

/// A watch and what it has seen.
struct Watch {
    id: &'static str,
    judge: fn(&Exchange, &Server) -> Judgement,
    watched: u32,
    findings: Vec<Finding>,
}

impl Session {
    /// A session with these watches.
    pub(crate) fn new(client: Client, server: Server, prefix: String, watches: &[&Check]) -> Self {
        let watches = watches
            .iter()
            .filter_map(|check| match check.act {
                Act::Watch(judge) => Some(Watch {
                    id: check.id,
                    judge,
                    watched: 0,
                    findings: Vec::new(),
                }),
                Act::Probe(_) => None,
            })
            .collect();
        Self {
            client,
            server,
            created: Created::default(),
            prefix,
            recipes: Mutex::default(),
            people: OnceCell::new(),
            narrows: OnceCell::new(),
            watches: Mutex::new(watches),
            names: AtomicU32::new(0),
            requests: AtomicU32::new(0),
            unanswered: AtomicU32::new(0),
            stopping: AtomicBool::new(false),
        }
    }

    /// A name that nothing else has.
    pub(crate) fn unique(&self) -> String {
        let number = self.names.fetch_add(1, Ordering::Relaxed) + 1;
        format!("{}-{number}", self.prefix)
    }

    /// Sends a request, and lets the watches see the answer. One that is answered 429 is sent again
    /// after the time that the answer asks for.
    pub(crate) async fn send(&self, request: &Request) -> Result<Arc<Exchange>, NoAnswer> {
        let mut tries = 0;
        loop {
            let exchange = self.send_once(request).await?;
            tries += 1;
            if exchange.status() != 429 || tries > PATIENCE || self.is_stopping() {
                return Ok(Arc::new(exchange));
            }
            tokio::time::sleep(wait(&exchange)).await;
        }
    }

    async fn send_once(&self, request: &Request) -> Result<Exchange, NoAnswer> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        match self.client.send(request).await {
            Ok(exchange) => {
                self.unanswered.store(0, Ordering::Relaxed);
                self.observe(&exchange);
                Ok(exchange)
            }
            Err(error) => {
                self.unanswered.fetch_add(1, Ordering::Relaxed);
                let asked = format!("{} {}", request.method, request.target);
                let asked: String = asked.chars().take(300).collect();
                Err(NoAnswer {
                    sentence: format!("{asked}: {}", error.sentence),
                })
            }
        }
    }

    /// Lets the watches see an exchange.
    pub(crate) fn observe(&self, exchange: &Exchange) {
        self.created.observe(exchange);
        let mut watches = self.watches.lock().unwrap_or_else(PoisonError::into_inner);
        for watch in watches.iter_mut() {
            let Some(wrong) = (watch.judge)(exchange, &self.server) else {
                continue;
            };
            watch.watched += 1;
            for (level, sentence) in wrong {
                let severity = match level {
                    Level::Must => Severity::Failure,
                    Level::Should | Level::Interop => Severity::Warning,
                };
                let known = watch.findings.iter().any(|one| one.sentence == sentence);
                if !known && watch.findings.len() < MOST_WATCHED {
                    watch.findings.push(Finding {
                        severity,
                        sentence,
                        evidence: vec![Evidence::from(exchange)],
                    });
                }
            }
        }
    }

    /// What a watch has seen: how many exchanges that were its business, and what was wrong.
    pub(crate) fn watched(&self, id: &str) -> (u32, Vec<Finding>) {
        let watches = self.watches.lock().unwrap_or_else(PoisonError::into_inner);
        watches
            .iter()
            .find(|watch| watch.id == id)
            .map(|watch| (watch.watched, watch.findings.clone()))
            .unwrap_or_default()
    }

    /// Requests sent so far.
    pub(crate) fn requests(&self) -> u32 {
        self.requests.load(Ordering::Relaxed)
    }

    /// From now on checks send nothing more.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether checks are to send nothing more.
    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Whether the service provider has stopped to answer at all.
    pub(crate) fn is_gone(&self) -> bool {
        self.unanswered.load(Ordering::Relaxed) >= MOST_UNANSWERED
    }
}

/// How long a 429 asks to wait; a second if it does not say.
fn wait(exchange: &Exchange) -> Duration {
    let seconds = exchange
        .header("retry-after")
        .and_then(|value| value.trim().parse().ok())
        .unwrap_or(1_u64);
    Duration::from_secs(seconds.min(LONGEST_WAIT))
}

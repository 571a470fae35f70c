use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use domain::jwt::{KeyProblem, KeySet, KeySource};
use domain::limits::{JWKS_AGE, JWKS_CACHED, JWKS_INTERVAL, JWKS_RETRY_INTERVAL, JWKS_STALE_AGE};
use tokio::time::Instant;

use super::Egress;

/// Whoever fetches a key set.
#[async_trait]
pub trait FetchKeys: Send + Sync {
    /// The key set at this URI, now.
    async fn fetch(&self, uri: &str) -> Result<KeySet, KeyProblem>;
}

#[async_trait]
impl FetchKeys for Egress {
    async fn fetch(&self, uri: &str) -> Result<KeySet, KeyProblem> {
        let text = self
            .get(uri, "application/jwk-set+json, application/json")
            .await?;
        KeySet::parse(&text).map_err(|error| {
            let uri = uri.split('?').next().unwrap_or_default();
            tracing::warn!("the answer of {uri} is not used: {error}");
            KeyProblem::NotAKeySet
        })
    }
}

/// The key sets that were fetched. Keys count as current for [`JWKS_AGE`], and are used for
/// [`JWKS_STALE_AGE`] while their server cannot be reached. However many tokens name keys that are
/// not among them, a URI is asked by one request at a time and no more often than
/// [`JWKS_INTERVAL`].
pub struct KeyCache<F> {
    fetcher: F,
    entries: Mutex<HashMap<String, Arc<Entry>>>,
}

/// What is known of one URI.
struct Entry {
    /// Held while the URI is asked.
    flight: tokio::sync::Mutex<()>,
    known: Mutex<Known>,
}

struct Known {
    keys: Option<(Arc<KeySet>, Instant)>,
    /// Whether the URI is being asked.
    under_way: bool,
    /// When the URI last gave an answer, and why it was no keys.
    answered: Option<(Instant, Option<KeyProblem>)>,
    /// When the keys were last wanted.
    wanted: Instant,
}

type Answer = Result<Arc<KeySet>, KeyProblem>;

impl<F: FetchKeys> KeyCache<F> {
    /// A cache of nothing yet.
    pub fn new(fetcher: F) -> Self {
        Self {
            fetcher,
            entries: Mutex::default(),
        }
    }

    /// The entry of a URI; a new one takes the place of the one that was not wanted for longest.
    fn entry(&self, uri: &str) -> Arc<Entry> {
        let mut entries = lock(&self.entries);
        if let Some(entry) = entries.get(uri) {
            lock(&entry.known).wanted = Instant::now();
            return entry.clone();
        }
        if entries.len() >= JWKS_CACHED {
            let oldest = entries
                .iter()
                .min_by_key(|(_, entry)| lock(&entry.known).wanted)
                .map(|(uri, _)| uri.clone());
            oldest.and_then(|uri| entries.remove(&uri));
        }
        let entry = Arc::new(Entry {
            flight: tokio::sync::Mutex::default(),
            known: Mutex::new(Known {
                keys: None,
                under_way: false,
                answered: None,
                wanted: Instant::now(),
            }),
        });
        entries.insert(uri.to_owned(), entry.clone());
        entry
    }
}

#[async_trait]
impl<F: FetchKeys> KeySource for KeyCache<F> {
    async fn keys(&self, uri: &str, kid: Option<&str>) -> Answer {
        let entry = self.entry(uri);
        let usable = match lock(&entry.known).look(kid) {
            Look::Answer(answer) => return answer,
            Look::Ask(usable) => usable,
        };
        let _flight = match (entry.flight.try_lock(), usable) {
            (Ok(flight), _) => flight,
            // Somebody asks already; whoever has a key that fits need not wait for the answer.
            (Err(_), Some(keys)) => return Ok(keys),
            (Err(_), None) => entry.flight.lock().await,
        };
        if let Look::Answer(answer) = lock(&entry.known).look(kid) {
            return answer;
        }
        let question = Question::begin(&entry.known);
        let fetched = self.fetcher.fetch(uri).await;
        question.end(fetched)
    }
}

/// A URI is being asked. A client that gives up on us takes the question with it; it counts as
/// one that failed, or whoever hangs up often enough could have a URI asked without end.
struct Question<'a>(&'a Mutex<Known>);

impl<'a> Question<'a> {
    fn begin(known: &'a Mutex<Known>) -> Self {
        lock(known).under_way = true;
        Self(known)
    }

    fn end(self, fetched: Result<KeySet, KeyProblem>) -> Answer {
        lock(self.0).learn(fetched)
    }
}

impl Drop for Question<'_> {
    fn drop(&mut self) {
        let mut known = lock(self.0);
        if known.under_way {
            known.under_way = false;
            known.answered = Some((Instant::now(), Some(KeyProblem::Timeout)));
        }
    }
}

/// What is to be done for a key.
enum Look {
    /// This is all that is to be had now.
    Answer(Answer),
    /// The URI is to be asked; meanwhile these keys will do.
    Ask(Option<Arc<KeySet>>),
}

impl Known {
    fn look(&self, kid: Option<&str>) -> Look {
        let now = Instant::now();
        let known = self
            .keys
            .as_ref()
            .filter(|(_, since)| now - *since < JWKS_STALE_AGE);
        let fits = |keys: &KeySet| kid.is_none_or(|kid| keys.has(kid));
        if let Some((keys, since)) = known
            && now - *since < JWKS_AGE
            && fits(keys)
        {
            return Look::Answer(Ok(keys.clone()));
        }
        let known = known.map(|(keys, _)| keys.clone());
        match self.answered {
            Some((at, problem)) if !self.under_way && now - at < interval(problem) => {
                Look::Answer(known.ok_or(problem.unwrap_or(KeyProblem::Unreachable)))
            }
            Some(_) | None => Look::Ask(known.filter(|keys| fits(keys))),
        }
    }

    fn learn(&mut self, fetched: Result<KeySet, KeyProblem>) -> Answer {
        let now = Instant::now();
        self.under_way = false;
        self.answered = Some((now, fetched.as_ref().err().copied()));
        match fetched {
            Ok(keys) => {
                let keys = Arc::new(keys);
                self.keys = Some((keys.clone(), now));
                Ok(keys)
            }
            Err(problem) => {
                let stale = self
                    .keys
                    .as_ref()
                    .filter(|(_, since)| now - *since < JWKS_STALE_AGE);
                stale.map(|(keys, _)| keys.clone()).ok_or(problem)
            }
        }
    }
}

fn interval(problem: Option<KeyProblem>) -> std::time::Duration {
    match problem {
        None => JWKS_INTERVAL,
        Some(_) => JWKS_RETRY_INTERVAL,
    }
}

/// A panic elsewhere leaves nothing half-done behind these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

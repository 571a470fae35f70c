//! When keys are fetched, and for how long they count, on a clock that the test moves.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::jwt::{KeyProblem, KeySet, KeySource as _};
use domain::limits::{JWKS_AGE, JWKS_CACHED, JWKS_INTERVAL, JWKS_RETRY_INTERVAL, JWKS_STALE_AGE};
use server::egress::{FetchKeys, KeyCache};
use tokio::time::advance;

/// Gives out what it was told to, in order, and after that the last of it; counts and takes its time.
#[derive(Clone, Default)]
struct Script {
    answers: Arc<Mutex<VecDeque<Result<&'static str, KeyProblem>>>>,
    asked: Arc<AtomicUsize>,
    slow: bool,
}

#[async_trait]
impl FetchKeys for Script {
    async fn fetch(&self, _uri: &str) -> Result<KeySet, KeyProblem> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if self.slow {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        let mut answers = self.answers.lock().unwrap();
        let answer = if answers.len() > 1 {
            answers.pop_front().unwrap()
        } else {
            answers[0]
        };
        answer.map(keys)
    }
}

impl Script {
    fn new(answers: &[Result<&'static str, KeyProblem>]) -> Self {
        Self {
            answers: Arc::new(Mutex::new(answers.iter().copied().collect())),
            ..Self::default()
        }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// The key of RFC 8037 A.2 under this name.
fn keys(kid: &str) -> KeySet {
    let text = format!(
        r#"{{"keys":[{{"kty":"OKP","crv":"Ed25519","kid":"{kid}",
            "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}]}}"#
    );
    KeySet::parse(text.as_bytes()).unwrap()
}

const URI: &str = "https://idp.example/keys";
const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn keys_count_for_an_hour() {
    let script = Script::new(&[Ok("old"), Ok("new")]);
    let cache = KeyCache::new(script.clone());
    for _ in 0..3 {
        assert!(cache.keys(URI, Some("old")).await.unwrap().has("old"));
        assert!(cache.keys(URI, None).await.is_ok());
    }
    advance(JWKS_AGE - SECOND).await;
    cache.keys(URI, Some("old")).await.unwrap();
    assert_eq!(script.asked(), 1);
    advance(SECOND).await;
    assert!(cache.keys(URI, Some("old")).await.unwrap().has("new"));
    assert_eq!(script.asked(), 2);
}

/// However many tokens name however many keys.
#[tokio::test(start_paused = true)]
async fn an_unknown_key_is_asked_for_once_a_minute() {
    let script = Script::new(&[Ok("old"), Ok("old"), Ok("new")]);
    let cache = KeyCache::new(script.clone());
    cache.keys(URI, Some("old")).await.unwrap();
    for invented in 0..1_000 {
        let invented = invented.to_string();
        let found = cache.keys(URI, Some(&invented)).await.unwrap();
        assert!(!found.has(&invented));
    }
    assert_eq!(script.asked(), 1, "it was asked this minute");
    advance(JWKS_INTERVAL).await;
    for invented in 0..1_000 {
        cache.keys(URI, Some(&invented.to_string())).await.unwrap();
    }
    assert_eq!(script.asked(), 2);
    // A rotated key is found with the next minute.
    advance(JWKS_INTERVAL).await;
    assert!(cache.keys(URI, Some("new")).await.unwrap().has("new"));
    assert_eq!(script.asked(), 3);
}

#[tokio::test(start_paused = true)]
async fn old_keys_are_used_for_a_day_while_no_new_ones_are_to_be_had() {
    let script = Script::new(&[Ok("old"), Err(KeyProblem::Unreachable)]);
    let cache = KeyCache::new(script.clone());
    cache.keys(URI, Some("old")).await.unwrap();
    advance(JWKS_AGE).await;
    for _ in 0..100 {
        cache.keys(URI, Some("old")).await.unwrap();
    }
    assert_eq!(script.asked(), 2, "a failure is not repeated at once");
    advance(JWKS_RETRY_INTERVAL).await;
    cache.keys(URI, Some("old")).await.unwrap();
    assert_eq!(script.asked(), 3);
    advance(JWKS_STALE_AGE - JWKS_AGE - JWKS_RETRY_INTERVAL - SECOND).await;
    cache.keys(URI, Some("old")).await.unwrap();
    advance(SECOND).await;
    let ended = cache.keys(URI, Some("old")).await;
    assert_eq!(ended.err(), Some(KeyProblem::Unreachable));
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_remembered_for_a_moment() {
    let script = Script::new(&[Err(KeyProblem::Tls), Ok("key")]);
    let cache = KeyCache::new(script.clone());
    for _ in 0..100 {
        let failed = cache.keys(URI, Some("key")).await;
        assert_eq!(failed.err(), Some(KeyProblem::Tls));
    }
    assert_eq!(script.asked(), 1);
    advance(JWKS_RETRY_INTERVAL).await;
    assert!(cache.keys(URI, Some("key")).await.unwrap().has("key"));
}

#[tokio::test(start_paused = true)]
async fn a_uri_is_asked_by_one_request_at_a_time() {
    let script = Script {
        slow: true,
        ..Script::new(&[Ok("old"), Ok("new")])
    };
    let cache = Arc::new(KeyCache::new(script.clone()));
    let ask = |kid: &'static str| {
        let cache = cache.clone();
        tokio::spawn(async move { cache.keys(URI, Some(kid)).await.unwrap() })
    };
    let all: Vec<_> = (0..50).map(|_| ask("old")).collect();
    for one in all {
        assert!(one.await.unwrap().has("old"));
    }
    assert_eq!(script.asked(), 1);
    // While somebody waits for a key that is not known, whoever has a known one does not.
    advance(JWKS_AGE).await;
    let waiting = ask("new");
    tokio::task::yield_now().await;
    let before = tokio::time::Instant::now();
    assert!(cache.keys(URI, Some("old")).await.unwrap().has("old"));
    assert_eq!(before.elapsed(), Duration::ZERO);
    assert!(waiting.await.unwrap().has("new"));
    assert_eq!(script.asked(), 2);
}

/// Whoever hangs up in the middle must not make room for the next question.
#[tokio::test(start_paused = true)]
async fn a_request_that_is_given_up_counts_as_one() {
    let script = Script {
        slow: true,
        ..Script::new(&[Ok("key")])
    };
    let cache = KeyCache::new(script.clone());
    for _ in 0..100 {
        let impatient = tokio::time::timeout(SECOND / 100, cache.keys(URI, Some("key")));
        let _ = impatient.await;
    }
    assert_eq!(script.asked(), 1);
    advance(JWKS_RETRY_INTERVAL).await;
    assert!(cache.keys(URI, Some("key")).await.unwrap().has("key"));
}

#[tokio::test(start_paused = true)]
async fn the_cache_is_bounded_and_forgets_what_was_not_wanted_for_longest() {
    let script = Script::new(&[Ok("key")]);
    let cache = KeyCache::new(script.clone());
    let uri = |number: usize| format!("https://idp.example/{number}");
    for number in 0..JWKS_CACHED {
        advance(Duration::from_millis(1)).await;
        cache.keys(&uri(number), None).await.unwrap();
    }
    advance(Duration::from_millis(1)).await;
    cache.keys(&uri(0), None).await.unwrap();
    assert_eq!(script.asked(), JWKS_CACHED);
    cache.keys(&uri(JWKS_CACHED), None).await.unwrap();
    cache.keys(&uri(0), None).await.unwrap();
    assert_eq!(script.asked(), JWKS_CACHED + 1, "the first one was kept");
    cache.keys(&uri(1), None).await.unwrap();
    assert_eq!(script.asked(), JWKS_CACHED + 2, "the second one was not");
}

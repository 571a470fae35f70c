//! How often a transaction is begun again.

use std::time::{Duration, Instant};

use domain::limits;

use super::failure::Failure;

/// The pause before the second try; each further one is twice as long, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// The tries of one transaction.
pub(super) struct Repeats {
    begun: Instant,
    pause: Duration,
    tries: u32,
}

impl Repeats {
    pub(super) fn new() -> Self {
        Self {
            begun: Instant::now(),
            pause: FIRST_PAUSE,
            tries: 1,
        }
    }

    /// Waits before the next try; `false` if there is to be none.
    pub(super) async fn pause(&mut self, failure: &Failure) -> bool {
        let (tries, pause) = (self.tries, self.pause);
        if tries >= limits::STORE_TRIES || self.begun.elapsed() + pause >= limits::STORE_TRY_TIME {
            tracing::warn!(%failure, tries, "a transaction was given up");
            return false;
        }
        tokio::time::sleep(pause).await;
        self.pause = LONGEST_PAUSE.min(pause * 2);
        self.tries += 1;
        true
    }
}

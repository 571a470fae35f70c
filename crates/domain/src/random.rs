//! Where identifiers and secrets come from, passed in so that tests can repeat them.

use std::sync::Mutex;

use uuid::Uuid;

use crate::time::Timestamp;

/// A source of unpredictable bytes.
pub trait Random: Send + Sync {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// When the source has failed; nothing may then be issued.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError>;
}

/// The operating system could not deliver random bytes.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the operating system's random source failed")]
pub struct RandomError;

/// The random source of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        getrandom::fill(bytes).map_err(|_| RandomError)
    }
}

/// Issues UUIDv7 identifiers (RFC 9562 §5.7) that only ever grow within one process, so that a
/// list ordered by identifier is a list ordered by creation.
#[derive(Debug, Default)]
pub struct IdSource {
    last: Mutex<u128>,
}

impl IdSource {
    /// The next identifier at this time.
    ///
    /// # Errors
    /// When the random source has failed.
    pub fn next(&self, now: Timestamp, random: &dyn Random) -> Result<Uuid, RandomError> {
        let mut bytes = [0; 10];
        random.fill(&mut bytes)?;
        let millis = u64::try_from(now.micros().max(0) / 1000).unwrap_or(0);
        let fresh = uuid::Builder::from_unix_timestamp_millis(millis, &bytes)
            .into_uuid()
            .as_u128();
        let mut last = self
            .last
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if fresh > *last {
            *last = fresh;
        } else {
            // Same millisecond, or the clock stepped back: count up, by an unpredictable stride so
            // that identifiers cannot be enumerated.
            let [a, b, c, d, ..] = bytes;
            let stride = u128::from(u32::from_be_bytes([a, b, c, d])) + 1;
            *last = spread(gather(*last).wrapping_add(stride));
        }
        Ok(Uuid::from_u128(*last))
    }
}

/// Widths of the counting parts of a UUIDv7, in bits (RFC 9562 §5.7): time 48, `rand_a` 12,
/// `rand_b` 62.
const RAND_A: u32 = 12;
const RAND_B: u32 = 62;

/// The parts of a UUIDv7 that count, without version and variant between them, so that what
/// overflows one of them goes into the next.
fn gather(id: u128) -> u128 {
    let rand_b = id & mask(RAND_B);
    let rand_a = (id >> 64) & mask(RAND_A);
    let time = id >> 80;
    (time << (RAND_A + RAND_B)) | (rand_a << RAND_B) | rand_b
}

/// The UUIDv7 with these counting parts.
fn spread(parts: u128) -> u128 {
    const VERSION: u128 = 7 << 76;
    const VARIANT: u128 = 0b10 << 62;
    let rand_b = parts & mask(RAND_B);
    let rand_a = (parts >> RAND_B) & mask(RAND_A);
    let time = parts >> (RAND_A + RAND_B);
    (time << 80) | VERSION | (rand_a << 64) | VARIANT | rand_b
}

fn mask(bits: u32) -> u128 {
    (1 << bits) - 1
}

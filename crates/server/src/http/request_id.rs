use std::fmt;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::random::{Random as _, SystemRandom};
use http::{HeaderMap, HeaderName, HeaderValue};

/// The header that carries the identifier, in requests and in every response.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// The longest identifier of a client that is taken over.
const MAX_LENGTH: usize = 64;

static PROCESS: LazyLock<u64> = LazyLock::new(|| {
    let mut bytes = [0; 8];
    // Without randomness identifiers are still unique within the process.
    let _ = SystemRandom.fill(&mut bytes);
    u64::from_be_bytes(bytes)
});
static COUNT: AtomicU64 = AtomicU64::new(0);

/// What names a request in the response header, in the log and in the change feed. Edges find it
/// in the request's extensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// The client's own identifier if it is a sane one, else a new one. It goes into logs and
    /// events, so nothing that could forge a line or fill one is taken over.
    pub fn of(headers: &HeaderMap) -> Self {
        let sane = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        headers
            .get(&HEADER)
            .filter(|value| (1..=MAX_LENGTH).contains(&value.len()))
            .filter(|value| value.as_bytes().iter().all(sane))
            .map_or_else(Self::fresh, |value| Self(value.clone()))
    }

    fn fresh() -> Self {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let text = format!("{:016x}-{count:x}", *PROCESS);
        Self(HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("unknown")))
    }

    /// The identifier.
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    /// The identifier as the value of a header.
    pub fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

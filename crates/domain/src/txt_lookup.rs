//! How Muster asks the DNS for TXT records.

use async_trait::async_trait;

/// Why nobody could say which TXT records there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TxtFailure {
    /// No answer came in time.
    #[error("no DNS server answered in time")]
    Timeout,
    /// A server answered that it cannot say.
    #[error("the DNS server answered with an error")]
    Refused,
    /// No server could be asked.
    #[error("no DNS server can be reached")]
    Unreachable,
}

/// The DNS, as far as Muster asks it.
#[async_trait]
pub trait TxtLookup: Send + Sync {
    /// The texts of the TXT records of a name; none where there is no such name.
    ///
    /// # Errors
    /// When that is not known.
    async fn texts(&self, name: &str) -> Result<Vec<String>, TxtFailure>;
}

/// For a Muster that asks nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTxtLookup;

#[async_trait]
impl TxtLookup for NoTxtLookup {
    async fn texts(&self, _: &str) -> Result<Vec<String>, TxtFailure> {
        Err(TxtFailure::Unreachable)
    }
}

//! The limits of a management call.

use std::time::Duration;

/// The largest request, in bytes, on the wire and decompressed.
pub(super) const MAX_REQUEST: usize = 1024 * 1024;

/// How long a call may take, from its first byte, if the client sets no timeout.
pub(super) const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// The longest timeout that a client may set.
pub(super) const MAX_TIMEOUT: Duration = Duration::from_secs(120);

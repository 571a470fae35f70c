//! Reading past the body of a request that was refused unread.

use std::time::Duration;

use bytes::Buf as _;
use http_body::Body;
use http_body_util::BodyExt as _;

/// Most bytes that are read past.
const BYTES: usize = 16 * 1024 * 1024;
/// Longest time that is spent on it.
const TIME: Duration = Duration::from_secs(2);

/// Reads what is left of a body and forgets it at once. Closing a connection on which the client
/// still writes resets it, and many clients then report a broken pipe instead of our answer.
pub async fn drain(body: &mut (impl Body + Unpin)) {
    if body.is_end_stream() {
        return;
    }
    let _ = tokio::time::timeout(TIME, async {
        let mut read = 0_usize;
        while let Some(Ok(frame)) = body.frame().await {
            read = read.saturating_add(frame.data_ref().map_or(0, |data| data.remaining()));
            if read > BYTES {
                return;
            }
        }
    })
    .await;
}

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header::EXPECT;
use http_body::{Frame, SizeHint};

use crate::http::drain::drain;

/// Reads past what the answer to a request left unread of its body, so that a client that keeps
/// its connection can send the next call on it. Nothing of it is kept.
pub(super) async fn read_past(request: Request, next: Next) -> Response {
    // Who waits for "100 Continue" has not begun to send.
    let waits = request.headers().contains_key(EXPECT);
    let (parts, body) = request.into_parts();
    let mut unread = UnreadBody(Arc::new(Mutex::new(body)));
    let request = Request::from_parts(parts, Body::new(unread.clone()));
    let response = next.run(request).await;
    if !waits {
        drain(&mut unread).await;
    }
    response
}

/// A request body that can be read further after its reader has gone.
#[derive(Clone)]
struct UnreadBody(Arc<Mutex<Body>>);

impl UnreadBody {
    fn with<T>(&self, act: impl FnOnce(&mut Body) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl http_body::Body for UnreadBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.with(|body| Pin::new(body).poll_frame(cx))
    }

    fn is_end_stream(&self) -> bool {
        self.with(|body| body.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        self.with(|body| body.size_hint())
    }
}

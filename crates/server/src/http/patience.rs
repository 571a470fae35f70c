//! How long a connection may keep the server waiting.

use std::io::{Error, ErrorKind, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use domain::limits::HEADER_READ_TIME;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

/// Longest time between two requests of a connection, and longest stall of one that speaks HTTP/2.
const IDLE_TIME: Duration = Duration::from_secs(75);

/// No request has begun.
const IDLE: u8 = 0;
/// The head of a request is coming in: it has to be complete in time, however it trickles.
const HEAD: u8 = 1;
/// A request is being answered, which has limits of its own.
const BUSY: u8 = 2;
/// The connection speaks HTTP/2, where requests overlap.
const HTTP2: u8 = 3;

/// What a connection is doing, shared between its stream and its service.
#[derive(Clone, Debug, Default)]
pub(super) struct Phase(Arc<AtomicU8>);

impl Phase {
    /// A request head has arrived and is being answered.
    pub(super) fn begin(&self) {
        self.leave(BUSY);
    }

    /// The answer is there, though not yet sent.
    pub(super) fn end(&self) {
        self.leave(IDLE);
    }

    fn get(&self) -> u8 {
        self.0.load(Ordering::Relaxed)
    }

    fn leave(&self, phase: u8) {
        if self.get() != HTTP2 {
            self.0.store(phase, Ordering::Relaxed);
        }
    }
}

/// A connection that fails when the client makes it wait too long.
///
/// The timer is re-armed only when it fires: while requests flow, it costs nothing but looking at
/// the clock.
pub(super) struct Patient {
    stream: TcpStream,
    phase: Phase,
    /// The phase at the last read, to see it change.
    seen: u8,
    deadline: Instant,
    timer: Pin<Box<Sleep>>,
}

impl Patient {
    pub(super) fn new(stream: TcpStream, phase: Phase) -> Self {
        // A fresh connection has to say something sooner than one that has proven itself.
        let deadline = Instant::now() + HEADER_READ_TIME;
        let timer = Box::pin(tokio::time::sleep_until(deadline));
        Self {
            stream,
            phase,
            seen: IDLE,
            deadline,
            timer,
        }
    }

    /// Fails when the deadline of the current phase has passed; else a wake-up is arranged.
    fn check(&mut self, cx: &mut Context<'_>) -> Result<()> {
        let phase = self.phase.get();
        if phase != self.seen {
            self.seen = phase;
            self.deadline = Instant::now() + IDLE_TIME;
        }
        if self.deadline < self.timer.deadline() {
            self.timer.as_mut().reset(self.deadline);
        }
        while self.timer.as_mut().poll(cx).is_ready() {
            let now = Instant::now();
            if phase == BUSY {
                self.deadline = now + IDLE_TIME;
            } else if now >= self.deadline {
                return Err(Error::from(ErrorKind::TimedOut));
            }
            self.timer.as_mut().reset(self.deadline);
        }
        Ok(())
    }

    /// Bytes have come in.
    fn arrived(&mut self, bytes: &[u8]) {
        let now = Instant::now();
        match self.phase.get() {
            // RFC 9113 §3.4: the preface; no HTTP/1 method begins like this.
            IDLE if bytes.starts_with(b"PRI") => {
                self.phase.0.store(HTTP2, Ordering::Relaxed);
                self.deadline = now + IDLE_TIME;
            }
            IDLE => {
                self.phase.leave(HEAD);
                self.deadline = now + HEADER_READ_TIME;
            }
            HTTP2 => self.deadline = now + IDLE_TIME,
            _ => {}
        }
        self.seen = self.phase.get();
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        let before = buffer.filled().len();
        if let Poll::Ready(outcome) = Pin::new(&mut self.stream).poll_read(cx, buffer) {
            self.arrived(buffer.filled().get(before..).unwrap_or_default());
            return Poll::Ready(outcome);
        }
        match self.check(cx) {
            Ok(()) => Poll::Pending,
            Err(error) => Poll::Ready(Err(error)),
        }
    }
}

impl AsyncWrite for Patient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(cx, bytes) {
            Poll::Ready(outcome) => Poll::Ready(outcome),
            Poll::Pending => self
                .check(cx)
                .map_or_else(|error| Poll::Ready(Err(error)), |()| Poll::Pending),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
        Poll::Ready(Ok(()))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[std::io::IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        match Pin::new(&mut self.stream).poll_write_vectored(cx, slices) {
            Poll::Ready(outcome) => Poll::Ready(outcome),
            Poll::Pending => self
                .check(cx)
                .map_or_else(|error| Poll::Ready(Err(error)), |()| Poll::Pending),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use domain::limits;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};

use super::App;
use super::patience::{Patient, Phase};

/// HTTP/2 streams that a client may open and reset before we call it an attack (CVE-2023-44487).
const HTTP2_RESETS: usize = 64;
/// How often a silent HTTP/2 client is asked whether it is still there.
const HTTP2_PING: Duration = Duration::from_secs(30);
/// How long nothing is accepted after the system refused a connection, which it does when the
/// process has too many files open.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Accepts connections, HTTP/1.1 and HTTP/2 without TLS, and serves them.
pub struct Server {
    app: Arc<App>,
    http: Builder<TokioExecutor>,
    connections: GracefulShutdown,
}

impl Server {
    /// A server of these edges.
    pub fn new(app: Arc<App>) -> Self {
        let mut http = Builder::new(TokioExecutor::new());
        // `Patient` bounds the time for a head, and spares a timer per request.
        http.http1()
            .header_read_timeout(None)
            .max_headers(limits::HEADERS)
            .max_buf_size(limits::HEADER_BYTES);
        http.http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(HTTP2_PING)
            .max_concurrent_streams(limits::HTTP2_STREAMS)
            .max_header_list_size(u32::try_from(limits::HEADER_BYTES).unwrap_or(u32::MAX))
            .max_local_error_reset_streams(HTTP2_RESETS)
            .max_pending_accept_reset_streams(HTTP2_RESETS);
        Self {
            app,
            http,
            connections: GracefulShutdown::new(),
        }
    }

    /// Accepts connections for as long as it is polled.
    pub async fn accept(&self, listener: &TcpListener) {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => self.serve(stream),
                Err(error) => {
                    tracing::warn!("a connection cannot be accepted: {error}");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    /// Goes on for this long, but asks every client to leave; then lets the requests in flight
    /// finish, and closes every connection, within this time.
    ///
    /// A client that is told to leave with an answer loses no request. Closed without being told,
    /// an idle connection may already carry the next one.
    pub async fn drain(self, listener: TcpListener, delay: Duration, time: Duration) {
        self.app.start_draining();
        let _ = tokio::time::timeout(delay, self.accept(&listener)).await;
        drop(listener);
        if tokio::time::timeout(time, self.connections.shutdown())
            .await
            .is_err()
        {
            tracing::warn!("requests were still in flight after {time:?} and are cut off");
        }
    }

    fn serve(&self, stream: TcpStream) {
        // Answers are written whole: waiting to merge them only delays them.
        let _ = stream.set_nodelay(true);
        let phase = Phase::default();
        let app = self.app.clone();
        let patient = Patient::new(stream, phase.clone());
        let service = service_fn(move |request| {
            let (app, phase) = (app.clone(), phase.clone());
            async move {
                phase.begin();
                let response = app.answer(request).await;
                phase.end();
                Ok::<_, Infallible>(response)
            }
        });
        let connection = self
            .http
            .serve_connection(TokioIo::new(patient), service)
            .into_owned();
        let connection = self.connections.watch(connection);
        tokio::spawn(async move {
            // What goes wrong here is the client's doing, and the client has gone.
            if let Err(error) = connection.await {
                tracing::debug!("a connection ended early: {error}");
            }
        });
    }
}

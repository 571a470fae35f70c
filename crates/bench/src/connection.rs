//! One keep-alive HTTP/1.1 connection.
//!
//! As little as a client can do, because it shares the processor with the server it measures:
//! the bytes of a request out, the head and the body of the answer in.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::Failure;

/// Most headers of an answer.
const HEADERS: usize = 32;
/// How much is read at once, in bytes; an answer of usual size fits.
const READ: usize = 16 * 1024;

/// A connection; a new one follows where the server closes one with an answer.
pub struct Connection {
    address: SocketAddr,
    stream: TcpStream,
    /// Whether the last answer said that no other follows on it.
    is_closed: bool,
    inbox: Vec<u8>,
    unchunked: Vec<u8>,
}

/// What came back.
#[derive(Debug)]
pub struct Reply<'a> {
    /// The status code.
    pub status: u16,
    /// The body, without its transfer encoding.
    pub body: &'a [u8],
}

/// How long the body is (RFC 9112 §6.3).
enum Framing {
    Length(usize),
    Chunked,
}

struct Head {
    bytes: usize,
    status: u16,
    framing: Framing,
    closes: bool,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// When nothing listens there.
    pub async fn open(address: SocketAddr) -> Result<Self, Failure> {
        Ok(Self {
            address,
            stream: connect(address).await?,
            is_closed: false,
            inbox: Vec::with_capacity(READ),
            unchunked: Vec::new(),
        })
    }

    /// Sends the bytes of one request and waits for the whole answer.
    ///
    /// # Errors
    /// When the connection ends early, or the answer is not HTTP/1.1.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<Reply<'_>, Failure> {
        if self.is_closed {
            self.stream = connect(self.address).await?;
        }
        self.stream
            .write_all(request)
            .await
            .map_err(Failure::of("sending a request"))?;
        self.inbox.clear();
        let head = loop {
            self.read().await?;
            if let Some(head) = parse_head(&self.inbox)? {
                break head;
            }
        };
        self.is_closed = head.closes;
        let body = match head.framing {
            Framing::Length(length) => {
                let whole = head.bytes.saturating_add(length);
                while self.inbox.len() < whole {
                    self.read().await?;
                }
                self.inbox.get(head.bytes..whole).unwrap_or_default()
            }
            Framing::Chunked => {
                while !unchunk(
                    self.inbox.get(head.bytes..).unwrap_or_default(),
                    &mut self.unchunked,
                )? {
                    self.read().await?;
                }
                &self.unchunked
            }
        };
        Ok(Reply {
            status: head.status,
            body,
        })
    }

    async fn read(&mut self) -> Result<(), Failure> {
        self.inbox.reserve(READ);
        match self.stream.read_buf(&mut self.inbox).await {
            Ok(0) => Err(Failure::new("the server closed the connection")),
            Ok(_) => Ok(()),
            Err(error) => Err(Failure::of("reading an answer")(error)),
        }
    }
}

async fn connect(address: SocketAddr) -> Result<TcpStream, Failure> {
    let stream = TcpStream::connect(address)
        .await
        .map_err(Failure::of(format!("connecting to {address}")))?;
    stream
        .set_nodelay(true)
        .map_err(Failure::of("TCP_NODELAY"))?;
    Ok(stream)
}

fn parse_head(bytes: &[u8]) -> Result<Option<Head>, Failure> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let parsed = response
        .parse(bytes)
        .map_err(Failure::of("the head of an answer"))?;
    let httparse::Status::Complete(length) = parsed else {
        return Ok(None);
    };
    let status = response.code.unwrap_or_default();
    let mut framing = None;
    let mut closes = false;
    for header in response.headers.iter() {
        if header.name.eq_ignore_ascii_case("content-length") {
            let text = std::str::from_utf8(header.value).unwrap_or_default();
            let length = text.parse().map_err(Failure::of("content-length"))?;
            framing = Some(Framing::Length(length));
        } else if header.name.eq_ignore_ascii_case("transfer-encoding") {
            framing = Some(Framing::Chunked);
        } else if header.name.eq_ignore_ascii_case("connection") {
            closes = header.value.eq_ignore_ascii_case(b"close");
        }
    }
    let framing = match (status, framing) {
        (204 | 304, _) => Framing::Length(0),
        (_, Some(framing)) => framing,
        (_, None) => {
            return Err(Failure::new(format!(
                "an answer with status {status} does not say how long it is"
            )));
        }
    };
    Ok(Some(Head {
        bytes: length,
        status,
        framing,
        closes,
    }))
}

/// Whether `coded` is a whole chunked body (RFC 9112 §7.1); then it is in `body`.
fn unchunk(mut coded: &[u8], body: &mut Vec<u8>) -> Result<bool, Failure> {
    body.clear();
    loop {
        let parsed = httparse::parse_chunk_size(coded)
            .map_err(|_| Failure::new("a chunk of an answer has no proper size"))?;
        let httparse::Status::Complete((start, size)) = parsed else {
            return Ok(false);
        };
        let size = usize::try_from(size).map_err(Failure::of("the size of a chunk"))?;
        let end = start.saturating_add(size);
        // Each chunk, the last and empty one too, ends with CR LF; no trailers are asked for.
        let Some(next) = end.checked_add(2).filter(|next| *next <= coded.len()) else {
            return Ok(false);
        };
        if size == 0 {
            return Ok(true);
        }
        body.extend_from_slice(coded.get(start..end).unwrap_or_default());
        coded = coded.get(next..).unwrap_or_default();
    }
}

//! Connections on which a test writes what it likes.

use std::io::Read;
use std::net::TcpStream;
use std::time::Duration;

use super::Server;

/// A connection to the server, of which nothing is expected in less than a minute.
pub(crate) fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    stream
}

/// Reads until the server closes the connection; a reset counts as closed.
pub(crate) fn read_to_end(stream: &mut TcpStream) -> String {
    let mut received = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => received.extend_from_slice(&buffer[..length]),
            Err(error) => {
                assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{error}");
                break;
            }
        }
    }
    String::from_utf8(received).unwrap()
}

/// Reads one answer without a body to speak of: its head.
pub(crate) fn read_head(stream: &mut TcpStream) -> String {
    let mut received = String::new();
    let mut byte = [0];
    while !received.ends_with("\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        received.push(char::from(byte[0]));
    }
    received
}

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::refused;
use crate::support::Server;

/// Reads until these bytes have come.
fn read_until(stream: &mut TcpStream, end: &[u8]) -> String {
    let (mut read, mut byte) = (Vec::new(), [0]);
    while !read.ends_with(end) {
        stream.read_exact(&mut byte).unwrap();
        read.push(byte[0]);
    }
    String::from_utf8(read).unwrap()
}

/// The status of the next answer; its body is read past.
fn status(stream: &mut TcpStream) -> u16 {
    let head = read_until(stream, b"\r\n\r\n").to_ascii_lowercase();
    match head.split("content-length: ").nth(1) {
        Some(rest) => {
            let length: usize = rest.split("\r\n").next().unwrap().parse().unwrap();
            stream.read_exact(&mut vec![0; length]).unwrap();
        }
        None => drop(read_until(stream, b"\r\n0\r\n\r\n")),
    }
    head.split(' ').nth(1).unwrap().parse().unwrap()
}

/// Clients that keep connections open send the next call on the same one.
#[test]
fn a_refusal_before_the_body_keeps_the_connection() {
    let server = Server::start();
    let mut stream = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    let patience = Some(Duration::from_secs(60));
    stream.set_read_timeout(patience).unwrap();
    let mut post = |method: &str, content_type: &str, token: &str| {
        let head = format!(
            "POST /api/gitpod.v1.{method} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\
             Content-Type: {content_type}\r\nAuthorization: Bearer {token}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        // The body comes in a packet of its own, when the refusal is already decided.
        thread::sleep(Duration::from_millis(100));
        stream.write_all(b"{}").unwrap();
        status(&mut stream)
    };
    let (json, token) = ("application/json", server.credentials.token.as_str());
    let identity = "IdentityService/GetAuthenticatedIdentity";
    assert_eq!(post(identity, json, "wrong"), 401);
    assert_eq!(post(identity, "text/plain", token), 415);
    assert_eq!(post("IdentityService/Unknown", json, token), 404);
    assert_eq!(post(identity, json, token), 200);
}

#[test]
fn a_text_that_cannot_be_kept_is_refused() {
    let server = Server::start();
    let id = &server.credentials.organization_id;
    for name in ["Ac\u{0}me".to_owned(), "x".repeat(4_097)] {
        let change = json!({ "organizationId": id, "name": name });
        let reply = server.management().request("UpdateOrganization", &change);
        let message = refused(&reply, 400, "invalid_argument");
        assert!(message.contains("name: "), "{message}");
    }
}

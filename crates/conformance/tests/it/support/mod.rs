//! A service provider that says what it is told to say.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use conformance::{Selection, Settings, Token};

/// What comes in.
pub(crate) struct Asked {
    pub(crate) method: String,
    /// The path and query.
    pub(crate) target: String,
    /// The value of the `Authorization` header.
    pub(crate) authorization: String,
    pub(crate) body: String,
}

/// What goes out: the status, more header lines, the body.
pub(crate) type Said = (u16, Vec<(&'static str, String)>, String);

/// Serves until the test ends. Answers with its URL.
pub(crate) fn serve(answer: impl Fn(&Asked) -> Said + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let answer = answer.clone();
            thread::spawn(move || speak(stream, answer.as_ref()));
        }
    });
    url
}

fn speak(mut stream: TcpStream, answer: &dyn Fn(&Asked) -> Said) {
    let Some(asked) = listen(&stream) else { return };
    let (status, headers, body) = answer(&asked);
    let mut head = format!(
        "HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    let _ = stream.write_all(format!("{head}\r\n{body}").as_bytes());
}

fn listen(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split(' ').map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let mut length = 0;
    let mut authorization = String::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok()?,
            "authorization" => authorization = value.trim().to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked {
        method,
        target,
        authorization,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

/// The token of every test.
pub(crate) const TOKEN: &str = "very-secret-token";

/// Settings with these checks only.
pub(crate) fn settings(url: &str, only: &[&str]) -> Settings {
    let only = only.iter().map(|one| (*one).to_owned()).collect();
    Settings::new(
        url,
        Token::parse(TOKEN).unwrap(),
        Duration::from_secs(10),
        Selection::new(only, Vec::new()).unwrap(),
    )
    .unwrap()
}

/// A SCIM answer.
pub(crate) fn scim(status: u16, body: &serde_json::Value) -> Said {
    let media_type = ("Content-Type", "application/scim+json".to_owned());
    (status, vec![media_type], body.to_string())
}

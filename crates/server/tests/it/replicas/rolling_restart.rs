//! One replica after the other is stopped and started again, and no client notices.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::{Value, json};

use super::{REPLICAS, Replicas};
use crate::support::{Request, Scim, USER, run};

const CLIENTS: usize = 6;
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the replicas are, as whatever balances the load knows it.
type Addresses = Mutex<Vec<String>>;

/// A client that keeps one connection to each replica and takes them in turn. A replica that says
/// `Connection: close`, or that cannot be reached, is left alone until it has another address.
struct Client<'a> {
    addresses: &'a Addresses,
    connections: BTreeMap<String, BufReader<TcpStream>>,
    left: Vec<String>,
    turn: usize,
    /// `/scim/v2/…`.
    base: String,
    token: String,
}

impl<'a> Client<'a> {
    fn new(addresses: &'a Addresses, scim: &Scim) -> Self {
        Self {
            addresses,
            connections: BTreeMap::new(),
            left: Vec::new(),
            turn: 0,
            base: format!("/scim/v2/{}", scim.id()),
            token: scim.token.clone(),
        }
    }

    /// The address of the next replica, connected to.
    fn choose(&mut self) -> String {
        for _ in 0..REPLICAS {
            self.turn += 1;
            let address = self.addresses.lock().unwrap()[self.turn % REPLICAS].clone();
            if self.left.contains(&address) {
                continue;
            }
            if self.connections.contains_key(&address) {
                return address;
            }
            match TcpStream::connect(&address) {
                Ok(stream) => {
                    stream.set_nodelay(true).unwrap();
                    stream.set_read_timeout(Some(PATIENCE)).unwrap();
                    let stream = BufReader::new(stream);
                    self.connections.insert(address.clone(), stream);
                    return address;
                }
                // Nothing was sent.
                Err(_) => self.left.push(address),
            }
        }
        panic!("no replica is left");
    }

    /// Sends a request, once; answers the status and the body.
    fn send(&mut self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let address = self.choose();
        let request = format!(
            "{method} {}{path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
             content-type: application/scim+json\r\ncontent-length: {}\r\n\r\n{body}",
            self.base,
            self.token,
            body.len()
        );
        let stream = self.connections.get_mut(&address).unwrap();
        let told = || format!("{method} {path} at {address}");
        let (status, closes, body) = exchange(stream, &request)
            .unwrap_or_else(|error| panic!("{} was lost: {error}", told()));
        if closes {
            self.connections.remove(&address);
            self.left.push(address);
        }
        (status, serde_json::from_str(&body).unwrap_or(Value::Null))
    }
}

/// The status, whether the server says `Connection: close`, and the body.
fn exchange(
    stream: &mut BufReader<TcpStream>,
    request: &str,
) -> std::io::Result<(u16, bool, String)> {
    stream.get_mut().write_all(request.as_bytes())?;
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_ascii_lowercase()),
        }
    }
    let field = |name: &str| lines.iter().find_map(|line| line.strip_prefix(name));
    let status = lines[0].split(' ').nth(1).unwrap().parse().unwrap();
    let length = field("content-length:").map_or(0, |text| text.trim().parse().unwrap());
    let closes = field("connection:").is_some_and(|text| text.trim() == "close");
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok((status, closes, String::from_utf8(body).unwrap()))
}

/// Creates users and reads them back, until told to stop; answers how many.
fn work(mut client: Client<'_>, number: usize, stop: &AtomicBool, done: &AtomicUsize) -> usize {
    for step in 0.. {
        if stop.load(Ordering::Relaxed) {
            return step;
        }
        let name = format!("user-{number}-{step}");
        let body = json!({ "schemas": [USER], "userName": name }).to_string();
        let (status, made) = client.send("POST", "/Users", &body);
        assert_eq!(status, 201, "{made}");
        let path = format!("/Users/{}", made["id"].as_str().unwrap());
        let (status, found) = client.send("GET", &path, "");
        assert_eq!((status, &found["userName"]), (200, &json!(name)), "{found}");
        done.fetch_add(1, Ordering::Relaxed);
    }
    unreachable!()
}

/// Lets the clients end, however the test does.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn clients_that_leave_when_they_are_asked_to_lose_no_request() {
    // More than the default, because the machine that runs the tests may be busy.
    let mut replicas = Replicas::start_with(&["--drain-delay", "5"]);
    let scim = replicas.scim();
    let address = |url: &str| url.strip_prefix("http://").unwrap().to_owned();
    let processes = replicas.processes.iter();
    let addresses = Mutex::new(processes.map(|process| address(&process.url)).collect());
    let (stop, done) = (AtomicBool::new(false), AtomicUsize::new(0));

    let created: usize = thread::scope(|scope| {
        let at_the_end = Stop(&stop);
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let client = Client::new(&addresses, &scim);
                let (stop, done) = (&stop, &done);
                scope.spawn(move || work(client, number, stop, done))
            })
            .collect();
        let go_on = || {
            let before = done.load(Ordering::Relaxed);
            wait_until("no requests are answered", || {
                done.load(Ordering::Relaxed) >= before + 10 * CLIENTS
                    || clients.iter().any(thread::ScopedJoinHandle::is_finished)
            });
        };
        for replica in 0..REPLICAS {
            go_on();
            assert!(replicas.processes[replica].terminate().success());
            go_on();
            let process = replicas.serve(replica);
            addresses.lock().unwrap()[replica] = address(&process.url);
            replicas.processes[replica] = process;
        }
        go_on();
        drop(at_the_end);
        clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .sum()
    });

    let all = replicas.everywhere(&scim);
    let total = all[0].get("/Users?count=0").expect(200);
    assert_eq!(total["totalResults"], created);
    replicas.examine(&all);
}

/// RFC 9113 §6.8: on HTTP/2 the server names the last request that it answers.
#[test]
fn a_client_on_http_2_loses_no_request() {
    let mut replicas = Replicas::start_with(&["--drain-delay", "1"]);
    let scim = replicas.scim();
    let address = replicas.processes[0].url["http://".len()..].to_owned();
    let answered = AtomicUsize::new(0);
    thread::scope(|scope| {
        let (answered, address, scim) = (&answered, &address, &scim);
        let client = scope.spawn(move || run(ask_until_told(address, scim, answered)));
        wait_until("no requests are answered", || {
            answered.load(Ordering::Relaxed) > 10 || client.is_finished()
        });
        let before = answered.load(Ordering::Relaxed);
        assert!(replicas.processes[0].terminate().success());
        client.join().unwrap();
        assert!(answered.load(Ordering::Relaxed) > before);
    });
}

/// Asks for a list until the server says GOAWAY.
async fn ask_until_told(address: &str, scim: &Scim, answered: &AtomicUsize) {
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let io = TokioIo::new(stream);
    let (mut sender, connection) = http2::handshake(TokioExecutor::new(), io).await.unwrap();
    let connection = tokio::spawn(connection);
    while sender.ready().await.is_ok() {
        let request = hyper::Request::get(format!("{}/Users", scim.url))
            .header("Authorization", format!("Bearer {}", scim.token))
            .body(Empty::<Bytes>::new())
            .unwrap();
        match sender.send_request(request).await {
            Ok(response) => {
                assert_eq!(response.status(), 200);
                assert_eq!(response.headers().get("connection"), None);
                response.into_body().collect().await.unwrap();
                answered.fetch_add(1, Ordering::Relaxed);
            }
            // It was never sent.
            Err(error) => {
                assert!(error.is_canceled(), "{error:?}");
                break;
            }
        }
    }
    drop(sender);
    connection.await.unwrap().unwrap();
}

/// What a load balancer and clients see in between: new connections are served, `/readyz` is red,
/// and every answer asks to leave.
#[test]
fn a_replica_that_is_stopping_serves_whoever_still_comes() {
    let mut replicas = Replicas::start_with(&["--drain-delay", "5"]);
    let scim = replicas.scim();
    let url = replicas.processes[0].url.clone();
    let address = url.strip_prefix("http://").unwrap().to_owned();
    let addresses = Mutex::new(vec![address.clone(); REPLICAS]);
    let health = |path: &str| Request::new("GET", format!("{url}{path}")).try_send();
    assert_eq!(health("/readyz").unwrap().status, 200);
    thread::scope(|scope| {
        let stopped = scope.spawn(|| replicas.processes[0].terminate());
        wait_until("/readyz stays green", || {
            health("/readyz").unwrap().status == 503
        });
        let live = health("/livez").unwrap();
        assert_eq!((live.status, live.header("connection")), (200, "close"));
        for number in 0..3 {
            let mut client = Client::new(&addresses, &scim);
            let body = json!({ "schemas": [USER], "userName": format!("late-{number}") });
            let (status, made) = client.send("POST", "/Users", &body.to_string());
            assert_eq!(status, 201, "{made}");
            assert_eq!(client.left, [address.as_str()], "it was not asked to leave");
        }
        assert!(!stopped.is_finished());
        assert!(stopped.join().unwrap().success());
    });
    assert!(health("/livez").is_err());
}

//! Connections of clients that are slow, greedy, or in the middle of something when the server
//! stops.

use std::io::Write;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Scim, Server, USER, connect, read_head, read_to_end};

/// What waiting clients see: those that say too little are cut off, those between two requests not.
#[test]
fn a_client_that_does_not_finish_a_request_head_is_cut_off() {
    let server = Server::start();
    let started = Instant::now();
    let cut_off = |stream: &mut TcpStream| {
        assert_eq!(read_to_end(stream), "");
        let waited = started.elapsed();
        assert!(
            (9..20).contains(&waited.as_secs()),
            "cut off after {waited:?}"
        );
    };
    thread::scope(|scope| {
        scope.spawn(|| cut_off(&mut connect(&server)));
        scope.spawn(|| {
            // The beginning of HTTP/2's preface, of which the rest never comes.
            let mut stream = connect(&server);
            stream.write_all(b"P").unwrap();
            cut_off(&mut stream);
        });
        scope.spawn(|| {
            let mut stream = connect(&server);
            stream.write_all(b"GET /livez HTTP/1.1\r\n").unwrap();
            let mut trickle = stream.try_clone().unwrap();
            scope.spawn(move || {
                while trickle.write_all(b"a").is_ok() {
                    thread::sleep(Duration::from_millis(500));
                }
            });
            cut_off(&mut stream);
        });
        scope.spawn(|| {
            let mut stream = connect(&server);
            for pause in [0, 13] {
                thread::sleep(Duration::from_secs(pause));
                stream
                    .write_all(b"HEAD /livez HTTP/1.1\r\nhost: x\r\n\r\n")
                    .unwrap();
                assert!(read_head(&mut stream).starts_with("HTTP/1.1 200"));
            }
        });
    });
}

#[test]
fn a_request_head_beyond_the_limits_is_refused() {
    let server = Server::start();
    let long = format!("x: {}\r\n", "y".repeat(40 * 1024));
    let many = "x: y\r\n".repeat(101);
    for headers in [long, many] {
        let mut stream = connect(&server);
        let head = format!("GET /livez HTTP/1.1\r\nhost: x\r\n{headers}\r\n");
        // The server may close before it has read everything.
        let _ = stream.write_all(head.as_bytes());
        let answer = read_to_end(&mut stream);
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 431"),
            "{answer}"
        );
    }
    assert!(server.answers());
}

#[test]
fn requests_in_a_pipeline_are_answered_in_order() {
    let server = Server::start();
    let mut stream = connect(&server);
    let requests = "GET /livez HTTP/1.1\r\nhost: x\r\n\r\n\
                    GET /nothing HTTP/1.1\r\nhost: x\r\n\r\n\
                    GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    stream.write_all(requests.as_bytes()).unwrap();
    let answers = read_to_end(&mut stream);
    let statuses: Vec<&str> = answers
        .lines()
        .filter_map(|line| line.strip_prefix("HTTP/1.1 "))
        .collect();
    assert_eq!(statuses, ["200 OK", "404 Not Found", "200 OK"]);
}

#[test]
fn a_request_in_flight_is_finished_before_the_server_stops() {
    let mut server = Server::start();
    let scim = Scim::new(&server);
    let body = json!({ "schemas": [USER], "userName": "late@acme.example" }).to_string();
    let (_, path) = scim.url.split_once("/scim/").unwrap();
    let head = format!(
        "POST /scim/{path}/Users HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
         content-type: application/scim+json\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n",
        scim.token,
        body.len()
    );
    let mut idle = connect(&server);
    idle.write_all(b"HEAD /livez HTTP/1.1\r\nhost: x\r\n\r\n")
        .unwrap();
    read_head(&mut idle);
    let mut stream = connect(&server);
    stream.write_all(head.as_bytes()).unwrap();
    assert!(
        read_head(&mut stream).starts_with("HTTP/1.1 100"),
        "the request is in flight"
    );

    let status = thread::scope(|scope| {
        let stopped = scope.spawn(|| server.process().terminate());
        assert_eq!(read_to_end(&mut idle), "", "an idle connection is closed");
        assert!(!stopped.is_finished());
        stream.write_all(body.as_bytes()).unwrap();
        let answer = read_to_end(&mut stream);
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
        assert!(answer.contains("connection: close"), "{answer}");
        stopped.join().unwrap()
    });

    assert_eq!(status.code(), Some(0));
    server.serve_again();
    let found = scim
        .moved_to(&server)
        .get("/Users?filter=userName eq \"late@acme.example\"");
    assert_eq!(found.expect(200)["totalResults"], 1);
}

//! Requests that are wrong as HTTP.

use std::io::Write as _;
use std::net::Shutdown;
use std::thread;
use std::time::{Duration, Instant};

use domain::limits::BODY_READ_TIME;

use super::{Besieged, Case};
use crate::support::{Request, USER, connect, read_to_end};

/// The head of a POST of a user, to which these headers are added.
fn head(besieged: &Besieged, headers: &str) -> String {
    let (_, path) = besieged.scim.url.split_once("/scim/").unwrap();
    format!(
        "POST /scim/{path}/Users HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
         content-type: application/scim+json\r\n{headers}\r\n",
        besieged.scim.token
    )
}

fn user() -> String {
    format!("{{\"schemas\":[\"{USER}\"],\"userName\":\"smuggled\"}}")
}

/// What the server says to these bytes before it closes the connection.
fn answer(besieged: &Besieged, bytes: &str) -> String {
    let mut stream = connect(&besieged.server);
    // The server may close before it has read everything.
    let _ = stream.write_all(bytes.as_bytes());
    read_to_end(&mut stream)
}

/// As [`answer`], of a client that says after the bytes that nothing more comes.
fn answer_at_the_end(besieged: &Besieged, bytes: &str) -> String {
    let mut stream = connect(&besieged.server);
    stream.write_all(bytes.as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    read_to_end(&mut stream)
}

fn case(name: &str, status: u16, request: Request) -> Case {
    Case {
        name: name.chars().take(60).collect(),
        status,
        kind: None,
        request,
    }
}

/// RFC 9112 §6.3, §11.2: a length that is not the body's length is how requests are smuggled.
#[test]
fn lengths_that_lie_are_refused() {
    let besieged = Besieged::start();
    let body = user();
    let length = body.len();
    for (name, headers, body) in [
        ("no number", "content-length: x\r\n".to_owned(), &*body),
        ("negative", "content-length: -1\r\n".to_owned(), &body),
        ("a sign", format!("content-length: +{length}\r\n"), &body),
        (
            "beyond 64 bits",
            "content-length: 99999999999999999999\r\n".to_owned(),
            &body,
        ),
        (
            "two",
            format!("content-length: {length}\r\ncontent-length: 5\r\n"),
            &body,
        ),
        (
            "a chunk of no length",
            "transfer-encoding: chunked\r\n".to_owned(),
            "x\r\n{}\r\n0\r\n\r\n",
        ),
        (
            "a chunk too long to count",
            "transfer-encoding: chunked\r\n".to_owned(),
            "fffffffffffffffff\r\n{",
        ),
        (
            "another encoding",
            "transfer-encoding: gzip\r\n".to_owned(),
            "x",
        ),
    ] {
        let said = answer(&besieged, &format!("{}{body}", head(&besieged, &headers)));
        let refused = said.is_empty() || said.starts_with("HTTP/1.1 400");
        assert!(refused, "{name}: {said}");
    }
    let longer = format!("content-length: {}\r\n", length + 1);
    for (headers, body) in [
        (&*longer, &*body),
        ("transfer-encoding: chunked\r\n", "ffffff\r\n{"),
    ] {
        let bytes = head(&besieged, headers) + body;
        let said = answer_at_the_end(&besieged, &bytes);
        let refused = said.is_empty() || said.starts_with("HTTP/1.1 400");
        assert!(refused, "{headers}: {said}");
    }
    // Too short: what is left over is the next request, and no good one.
    let short = format!("{}{body}", head(&besieged, "content-length: 2\r\n"));
    let said = answer(&besieged, &short);
    assert!(said.starts_with("HTTP/1.1 400"), "{said}");
    assert!(!said.contains("201 Created"), "{said}");
    besieged.is_unharmed();
}

/// RFC 9112 §6.1: a request with both is refused, or read by its chunks alone and answered on a
/// connection that ends with it, so that nothing behind it is taken for a second request.
#[test]
fn a_length_beside_chunks_smuggles_nothing() {
    let besieged = Besieged::start();
    let smuggled = format!(
        "{}{}",
        head(&besieged, &format!("content-length: {}\r\n", user().len())),
        user()
    );
    for headers in [
        "content-length: 5\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: chunked\r\ncontent-length: 5\r\n",
        "transfer-encoding: xchunked\r\n",
        "transfer-encoding : chunked\r\n",
    ] {
        let request = format!("{}0\r\n\r\n{smuggled}", head(&besieged, headers));
        let said = answer(&besieged, &request);
        assert!(!said.contains("201 Created"), "{headers}: {said}");
    }
    besieged.is_unharmed();
}

/// RFC 6585 §5.
#[test]
fn floods_of_headers_are_refused() {
    let besieged = Besieged::start();
    let long = format!("x: {}\r\n", "y".repeat(40 * 1024));
    let named = format!("{}: y\r\n", "x".repeat(40 * 1024));
    let many: String = (0..2_000)
        .map(|number| format!("x-{number}: y\r\n"))
        .collect();
    let small = "a: b\r\n".repeat(95) + "connection: close\r\n";
    for headers in [long, named, many, small.clone() + &small] {
        let said = answer(&besieged, &head(&besieged, &headers));
        let refused = said.is_empty() || said.starts_with("HTTP/1.1 431");
        assert!(refused, "{said}");
    }
    let said = answer(&besieged, &head(&besieged, &small));
    assert!(
        said.starts_with("HTTP/1.1 400"),
        "as many as there may be: {said}"
    );
    for header in [
        "x y: z\r\n",
        ": z\r\n",
        "x: \u{0}\r\n",
        "x\u{1}: y\r\n",
        " folded\r\n",
    ] {
        let said = answer(&besieged, &head(&besieged, header));
        assert!(said.starts_with("HTTP/1.1 400"), "{header:?}: {said}");
    }
    besieged.is_unharmed();
}

#[test]
fn paths_without_measure_are_not_found() {
    let besieged = Besieged::start();
    let scim = &besieged.scim;
    let deep = "/x".repeat(10_000);
    let slashes = format!("{}x", "/".repeat(10_000));
    for path in [
        &*deep,
        &slashes,
        "/Users/%",
        "/Users/%zz",
        "/Users/%u0041",
        "/Users/%c0%af",
        "/Users/..%2f..%2fetc%2fpasswd",
        "/%55sers/x%2fy/z",
        "/Users/../Users",
        "/Users/%2e%2e",
        "/Users;a=b",
        "/users",
        "/Users/x/y/z",
        "/Bulk/x",
        "/.search/x",
    ] {
        besieged.refuses(case(path, 404, scim.request("GET", path)));
    }
    let long = format!("/Users/{}", "x".repeat(20_000));
    besieged.refuses(case("a long identifier", 404, scim.request("GET", &long)));
    for query in [
        "startIndex=%",
        "count=%zz",
        "attributes=%ff",
        "sortBy=%c0%af",
        "cursor=%",
    ] {
        besieged.refuses(Case {
            kind: Some("invalidValue"),
            ..case(query, 400, scim.request("GET", &format!("/Users?{query}")))
        });
    }
    besieged.is_unharmed();
}

/// A compressed body may be a thousand times as large as it seems: none is read.
#[test]
fn compressed_bodies_are_refused_unread() {
    let besieged = Besieged::start();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..256 {
        encoder.write_all(&zeros).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    for encoding in [
        "gzip",
        "deflate",
        "br",
        "zstd",
        "gzip, gzip",
        "identity, gzip",
        "x",
    ] {
        let request = besieged.request("POST", "/Users", bomb.clone());
        let request = request.header("Content-Encoding", encoding);
        besieged.refuses(case(encoding, 415, request));
    }
    let plain = besieged.request("POST", "/Users", bomb);
    besieged.refuses(Case {
        kind: Some("invalidSyntax"),
        ..case("not said to be", 400, plain)
    });
    besieged.is_unharmed();
}

/// The body has its own limit of time, however it trickles (RFC 9110 §15.5.9).
#[test]
fn bodies_that_never_end_are_answered_408() {
    let besieged = Besieged::start();
    let chunked = head(&besieged, "transfer-encoding: chunked\r\n");
    let counted = head(&besieged, "content-length: 1000000\r\n");
    let silent = format!("{counted}{{");
    thread::scope(|scope| {
        for (first, more) in [(&chunked, "1\r\n \r\n"), (&counted, " "), (&silent, "")] {
            let besieged = &besieged;
            scope.spawn(move || {
                let started = Instant::now();
                let mut stream = connect(&besieged.server);
                stream.write_all(first.as_bytes()).unwrap();
                let mut trickle = stream.try_clone().unwrap();
                scope.spawn(move || {
                    while !more.is_empty() && trickle.write_all(more.as_bytes()).is_ok() {
                        thread::sleep(Duration::from_millis(200));
                    }
                });
                let said = read_to_end(&mut stream);
                let waited = started.elapsed();
                assert!(said.starts_with("HTTP/1.1 408"), "{said}");
                assert!(
                    said.contains("urn:ietf:params:scim:api:messages:2.0:Error"),
                    "{said}"
                );
                assert!(
                    waited >= BODY_READ_TIME && waited < 2 * BODY_READ_TIME,
                    "{waited:?}"
                );
            });
        }
        // Meanwhile the server has time for everybody else.
        let user = besieged.scim.request("GET", &besieged.user);
        besieged.send("an ordinary request", user).expect(200);
    });
    besieged.is_unharmed();
}

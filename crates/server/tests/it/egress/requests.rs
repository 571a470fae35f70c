//! Real requests to a real TLS server.

use std::net::TcpListener;
use std::time::Duration;

use domain::limits::{EGRESS_BODY_BYTES, EGRESS_TIME};
use server::egress::{Egress, EgressError, EgressSettings, Purpose};

use crate::support::{Answer, KeyServer};

fn egress(allow: &[&str], server: Option<&KeyServer>) -> Egress {
    let allow: Vec<String> = allow.iter().map(|text| (*text).to_owned()).collect();
    let ca = server.map(KeyServer::ca);
    let settings = EgressSettings::read(&allow, ca.as_deref()).unwrap();
    Egress::new(Purpose::Jwks, &settings)
}

fn get(egress: &Egress, url: &str) -> Result<String, EgressError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let body = runtime.block_on(egress.get(url, "application/json"))?;
    Ok(String::from_utf8(body.to_vec()).unwrap())
}

const LOOPBACK: &[&str] = &["jwks=127.0.0.0/8", "jwks=::1"];

#[test]
fn what_the_operator_allows_is_fetched() {
    let server = KeyServer::start(Answer::ok("hello"));
    let egress = egress(LOOPBACK, Some(&server));
    assert_eq!(get(&egress, &server.url("/x")), Ok("hello".to_owned()));
    let by_name = format!("https://localhost:{}/", server.port);
    assert_eq!(get(&egress, &by_name), Ok("hello".to_owned()));
    assert_eq!(server.requests(), 2);
}

/// by name, by address and by every spelling of it; before anything is sent.
#[test]
fn private_addresses_are_refused_before_a_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let strict = egress(&[], None);
    let other = egress(&["jwks=10.0.0.0/8"], None);
    for host in [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.0.0.1.",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "0.0.0.0",
        "[::]",
    ] {
        for egress in [&strict, &other] {
            for url in [
                format!("https://{host}:{port}/"),
                format!("https://{host}/"),
            ] {
                let refused = get(egress, &url);
                assert_eq!(refused, Err(EgressError::ForbiddenAddress), "{url}");
            }
        }
    }
    for url in [
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/",
    ] {
        assert_eq!(get(&strict, url), Err(EgressError::ForbiddenAddress));
    }
    assert!(listener.accept().is_err(), "somebody connected");
}

#[test]
fn another_port_needs_an_allowance() {
    let strict = egress(&[], None);
    for url in ["https://1.1.1.1:8443/", "https://1.1.1.1:80/"] {
        assert_eq!(get(&strict, url), Err(EgressError::ForbiddenAddress));
    }
}

#[test]
fn only_https_is_spoken() {
    let server = KeyServer::start(Answer::ok("hello"));
    let egress = egress(LOOPBACK, Some(&server));
    let url = server.url("/").replace("https", "http");
    assert_eq!(get(&egress, &url), Err(EgressError::ForbiddenAddress));
    for url in ["ftp://127.0.0.1/", "file:///etc/passwd"] {
        assert_eq!(get(&egress, url), Err(EgressError::ForbiddenAddress));
    }
    assert_eq!(get(&egress, "nonsense"), Err(EgressError::Unreachable));
    assert_eq!(server.requests(), 0);
}

/// wherever they lead.
#[test]
fn redirects_are_not_followed() {
    let target = KeyServer::start(Answer::ok("secret"));
    let server = KeyServer::start(Answer::ok(""));
    let egress = egress(LOOPBACK, Some(&server));
    for status in [301, 302, 303, 307, 308] {
        server.say(Some(Answer {
            status,
            headers: vec![("Location", target.url("/"))],
            body: String::new(),
        }));
        let refused = get(&egress, &server.url("/"));
        assert_eq!(refused, Err(EgressError::HttpStatus), "{status}");
    }
    assert_eq!((server.requests(), target.requests()), (5, 0));
    for status in [204, 404, 500] {
        server.say(Some(Answer {
            status,
            ..Answer::ok("")
        }));
        assert_eq!(get(&egress, &server.url("/")), Err(EgressError::HttpStatus));
    }
}

#[test]
fn a_large_answer_is_not_read_to_its_end() {
    let fits = "x".repeat(EGRESS_BODY_BYTES);
    let server = KeyServer::start(Answer::ok(fits.clone()));
    let egress = egress(LOOPBACK, Some(&server));
    assert_eq!(get(&egress, &server.url("/")), Ok(fits.clone()));
    server.say(Some(Answer::ok(format!("{fits}x"))));
    assert_eq!(get(&egress, &server.url("/")), Err(EgressError::TooLarge));
}

/// A compressed answer stays as it is: nothing can grow in here.
#[test]
fn nothing_is_decompressed() {
    let server = KeyServer::start(Answer {
        headers: vec![("Content-Encoding", "gzip".to_owned())],
        ..Answer::ok("as it is")
    });
    let egress = egress(LOOPBACK, Some(&server));
    assert_eq!(get(&egress, &server.url("/")), Ok("as it is".to_owned()));
}

#[test]
fn a_server_that_says_nothing_is_given_up() {
    let server = KeyServer::start(Answer::ok(""));
    server.say(None);
    let egress = egress(LOOPBACK, Some(&server));
    let started = std::time::Instant::now();
    assert_eq!(get(&egress, &server.url("/")), Err(EgressError::Timeout));
    assert!(started.elapsed() < EGRESS_TIME + Duration::from_secs(5));
}

#[test]
fn an_unknown_authority_is_not_trusted() {
    let (server, other) = (
        KeyServer::start(Answer::ok("")),
        KeyServer::start(Answer::ok("")),
    );
    for egress in [egress(LOOPBACK, None), egress(LOOPBACK, Some(&other))] {
        assert_eq!(get(&egress, &server.url("/")), Err(EgressError::Tls));
    }
    assert_eq!(server.requests(), 0);
}

#[test]
fn a_closed_port_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let egress = egress(LOOPBACK, None);
    let url = format!("https://127.0.0.1:{port}/");
    assert_eq!(get(&egress, &url), Err(EgressError::Unreachable));
    let unknown = "https://no-such-host.invalid/";
    assert_eq!(get(&egress, unknown), Err(EgressError::Unreachable));
}

#[test]
fn root_certificates_that_cannot_be_used_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    let refusal = || EgressSettings::read(&[], Some(&path)).unwrap_err();
    assert!(refusal().contains("cannot be read"), "{}", refusal());
    for text in ["", "nonsense"] {
        std::fs::write(&path, text).unwrap();
        assert!(refusal().contains("name a file with certificates in PEM"));
    }
}

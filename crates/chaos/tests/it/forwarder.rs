//! A network that can be cut loses nothing and lets nothing through meanwhile.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::Duration;

use chaos::Forwarder;

#[test]
fn what_was_sent_during_a_cut_arrives_after_it() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let forwarder = Forwarder::start(listener.local_addr().unwrap().port()).unwrap();
    let mut client = TcpStream::connect((Ipv4Addr::LOCALHOST, forwarder.port())).unwrap();
    client.write_all(b"a").unwrap();
    let (mut server, _) = listener.accept().unwrap();
    let mut byte = [0];
    server.read_exact(&mut byte).unwrap();
    assert_eq!(byte, *b"a");

    forwarder.cut();
    client.write_all(b"b").unwrap();
    drop(client);
    server
        .set_read_timeout(Some(Duration::from_millis(200)))
        .unwrap();
    let nothing = server.read(&mut byte).unwrap_err();
    assert!(matches!(
        nothing.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut
    ));

    forwarder.mend();
    server.set_read_timeout(None).unwrap();
    server.read_exact(&mut byte).unwrap();
    assert_eq!(byte, *b"b");
    assert_eq!(server.read(&mut byte).unwrap(), 0, "the end comes too");
}

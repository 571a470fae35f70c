//! A network that can be cut.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use crate::Failure;

/// Takes connections to a port on 127.0.0.1 and hands on what comes to another one. While it is
/// cut, it keeps every byte, and the end of connections too; afterwards it hands them on, as a
/// network does that sends again what was not received.
pub struct Forwarder {
    port: u16,
    gate: Arc<Gate>,
    is_over: Arc<AtomicBool>,
}

#[derive(Default)]
struct Gate {
    is_shut: Mutex<bool>,
    changed: Condvar,
}

impl Forwarder {
    /// Hands on to this port.
    ///
    /// # Errors
    /// When no port is free.
    pub fn start(target: u16) -> Result<Self, Failure> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(Failure::of("listen"))?;
        let port = listener.local_addr().map_err(Failure::of("listen"))?.port();
        let forwarder = Self {
            port,
            gate: Arc::default(),
            is_over: Arc::default(),
        };
        let (gate, is_over) = (forwarder.gate.clone(), forwarder.is_over.clone());
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if is_over.load(Ordering::Relaxed) {
                    return;
                }
                let gate = gate.clone();
                // A connection that breaks off is what it is for.
                thread::spawn(move || forward(stream, target, &gate));
            }
        });
        Ok(forwarder)
    }

    /// Where it takes connections.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Lets nothing through any more, in either direction.
    pub fn cut(&self) {
        self.gate.set(true);
    }

    /// Lets everything through that has come meanwhile, and goes on.
    pub fn mend(&self) {
        self.gate.set(false);
    }
}

impl Drop for Forwarder {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        self.mend();
        // Wakes the thread that listens.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}

impl Gate {
    fn set(&self, shut: bool) {
        *self.is_shut.lock().unwrap_or_else(PoisonError::into_inner) = shut;
        self.changed.notify_all();
    }

    fn pass(&self) {
        let shut = self.is_shut.lock().unwrap_or_else(PoisonError::into_inner);
        let open = self.changed.wait_while(shut, |shut| *shut);
        drop(open.unwrap_or_else(PoisonError::into_inner));
    }
}

fn forward(client: TcpStream, target: u16, gate: &Arc<Gate>) -> io::Result<()> {
    gate.pass();
    let server = TcpStream::connect((Ipv4Addr::LOCALHOST, target))?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (from_client, to_server) = (client.try_clone()?, server.try_clone()?);
    let there = gate.clone();
    thread::spawn(move || copy(from_client, to_server, &there));
    copy(server, client, gate)
}

fn copy(mut from: TcpStream, mut to: TcpStream, gate: &Gate) -> io::Result<()> {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut bytes);
        gate.pass();
        let sent = match read {
            Ok(count) if count > 0 => to.write_all(bytes.get(..count).unwrap_or_default()),
            // The end of one direction is the end of both: neither PostgreSQL nor its clients go on
            // after it.
            Ok(_) | Err(_) => Err(io::ErrorKind::ConnectionAborted.into()),
        };
        if let Err(error) = sent {
            // Whichever is closed already.
            let _ = to.shutdown(Shutdown::Both);
            let _ = from.shutdown(Shutdown::Both);
            return Err(error);
        }
    }
}

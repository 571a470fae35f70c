//! A real DNS server, dnsmasq, that knows what a test writes into its zone.

use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Debian keeps it out of the PATH of those who are not root.
const PROGRAMS: [&str; 2] = ["/usr/sbin/dnsmasq", "dnsmasq"];
const PATIENCE: Duration = Duration::from_secs(20);

/// A DNS server for everything below `example`; what is not there is NXDOMAIN, and about other
/// domains it refuses to answer. Stopped when dropped.
pub(crate) struct DnsServer {
    pub(crate) address: SocketAddr,
    folder: TempDir,
    child: Option<Child>,
}

impl DnsServer {
    /// Starts one with these TXT records.
    pub(crate) fn start(records: &[(&str, &str)]) -> Self {
        let mut server = Self {
            address: free_port(),
            folder: tempfile::tempdir().unwrap(),
            child: None,
        };
        server.publish(records);
        server
    }

    /// Replaces all TXT records.
    pub(crate) fn publish(&mut self, records: &[(&str, &str)]) {
        self.stop();
        let mut child = self.spawn(records);
        let begun = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            if let Some(status) = child.try_wait().unwrap() {
                panic!("dnsmasq has ended: {status}");
            }
            assert!(begun.elapsed() < PATIENCE, "dnsmasq does not answer");
            thread::yield_now();
        }
        self.child = Some(child);
    }

    /// Ends it: nobody answers then.
    pub(crate) fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    fn spawn(&self, records: &[(&str, &str)]) -> Child {
        let program = PROGRAMS.into_iter().find(|program| {
            let version = Command::new(program)
                .arg("--version")
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            version.is_ok_and(|status| status.success())
        });
        let program = program.expect("dnsmasq is missing: `cargo xtask test` installs it");
        let mut command = Command::new(program);
        command
            .args(["--keep-in-foreground", "--no-resolv", "--no-hosts"])
            .args(["--conf-file=/dev/null", "--bind-interfaces", "--user="])
            .args(["--listen-address=127.0.0.1", "--local=/example/"])
            .arg(format!("--port={}", self.address.port()))
            .arg(format!(
                "--pid-file={}",
                self.folder.path().join("pid").display()
            ))
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        for (name, text) in records {
            command.arg(format!("--txt-record={name},{text}"));
        }
        command.spawn().unwrap()
    }
}

impl Drop for DnsServer {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A port on which nobody listens, neither over TCP nor over UDP.
fn free_port() -> SocketAddr {
    for _ in 0..100 {
        let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = tcp.local_addr().unwrap();
        if UdpSocket::bind(address).is_ok() {
            return address;
        }
    }
    panic!("no port is free for both TCP and UDP");
}

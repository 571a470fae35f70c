//! A TLS server of another party, with a certificate of a private authority.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tempfile::TempDir;

/// What the server says to every request.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn ok(body: impl Into<String>) -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            body: body.into(),
        }
    }
}

/// The server; it stops listening when the test ends.
pub(crate) struct KeyServer {
    /// Its port on 127.0.0.1.
    pub(crate) port: u16,
    answer: Arc<Mutex<Option<Answer>>>,
    requests: Arc<AtomicUsize>,
    directory: TempDir,
}

impl KeyServer {
    /// Starts a server for `https://127.0.0.1:port`.
    pub(crate) fn start(answer: Answer) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let config = Arc::new(config(directory.path()));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let answer = Arc::new(Mutex::new(Some(answer)));
        let requests = Arc::new(AtomicUsize::new(0));
        let shared = (answer.clone(), requests.clone());
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (config, (answer, requests)) = (config.clone(), shared.clone());
                thread::spawn(move || {
                    // A client that goes away in the middle is its own business.
                    let _ = serve(stream, config, &answer, &requests);
                });
            }
        });
        Self {
            port,
            answer,
            requests,
            directory,
        }
    }

    /// A URL of it.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("https://127.0.0.1:{}{path}", self.port)
    }

    /// From now on it answers so; `None` keeps every client waiting.
    pub(crate) fn say(&self, answer: Option<Answer>) {
        *self.answer.lock().unwrap() = answer;
    }

    /// How many requests have come in.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    /// The file with the certificate of its authority.
    pub(crate) fn ca(&self) -> PathBuf {
        self.directory.path().join("ca.pem")
    }

    /// The arguments that let Muster ask it for keys.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let ca = self.ca().display().to_string();
        ["--egress-allow", "jwks=127.0.0.0/8", "--egress-ca", &ca]
            .map(str::to_owned)
            .to_vec()
    }
}

/// Writes `ca.pem`, and `certificate.pem` with `key.pem` for a server on 127.0.0.1.
pub(crate) fn certificate(directory: &Path) {
    drop(config(directory));
}

/// Makes an authority, writes its certificate down, and lets it certify the server.
pub(super) fn config(directory: &Path) -> ServerConfig {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    // Another name than the server's: OpenSSL takes a certificate that names itself for its own issuer.
    authority
        .distinguished_name
        .push(DnType::CommonName, "authority of the tests");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    std::fs::write(directory.join("ca.pem"), authority.pem()).unwrap();
    let key = KeyPair::generate().unwrap();
    let names = vec!["127.0.0.1".to_owned(), "localhost".to_owned()];
    let certificate = CertificateParams::new(names)
        .unwrap()
        .signed_by(&key, &authority)
        .unwrap();
    std::fs::write(directory.join("certificate.pem"), certificate.pem()).unwrap();
    std::fs::write(directory.join("key.pem"), key.serialize_pem()).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap()
}

fn serve(
    stream: TcpStream,
    config: Arc<ServerConfig>,
    answer: &Mutex<Option<Answer>>,
    requests: &AtomicUsize,
) -> std::io::Result<()> {
    let connection = ServerConnection::new(config).unwrap();
    let mut stream = StreamOwned::new(connection, stream);
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    requests.fetch_add(1, Ordering::SeqCst);
    let Some(answer) = answer.lock().unwrap().clone() else {
        // Until the client gives up.
        return stream.read_exact(&mut byte);
    };
    let mut reply = format!(
        "HTTP/1.1 {} Whatever\r\nConnection: close\r\nContent-Length: {}\r\n",
        answer.status,
        answer.body.len()
    );
    for (name, value) in &answer.headers {
        reply += &format!("{name}: {value}\r\n");
    }
    stream.write_all(format!("{reply}\r\n{}", answer.body).as_bytes())?;
    stream.conn.send_close_notify();
    stream.flush()
}

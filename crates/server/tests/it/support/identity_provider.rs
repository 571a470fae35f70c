//! An OpenID provider that also says what a certified one refuses to say.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey};
use rcgen::KeyPair;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::key_server::config;

/// What the provider says; the default is the truth about a person.
#[derive(Clone, Debug)]
pub(crate) struct Says {
    /// Put over the claims of the ID token; null takes one away.
    pub(crate) claims: Value,
    /// Put over its header.
    pub(crate) header: Value,
    /// What userinfo answers.
    pub(crate) userinfo: Value,
    /// Put over the metadata.
    pub(crate) metadata: Value,
}

impl Default for Says {
    fn default() -> Self {
        Self {
            claims: json!({}),
            header: json!({}),
            userinfo: json!({}),
            metadata: json!({}),
        }
    }
}

#[derive(Clone)]
struct Code {
    nonce: String,
    challenge: String,
    redirect_uri: String,
}

#[derive(Default)]
struct State {
    says: Says,
    codes: BTreeMap<String, Code>,
    issued: usize,
    claims_by_code: Option<fn(&str) -> Value>,
    /// The paths that were asked for.
    asked: Vec<String>,
}

/// The server; its clients have the id `client` and the secret `secret`.
pub(crate) struct IdentityProvider {
    /// Its issuer.
    pub(crate) issuer: String,
    state: Arc<Mutex<State>>,
    directory: TempDir,
}

impl IdentityProvider {
    /// Starts it.
    pub(crate) fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let tls = Arc::new(config(directory.path()));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let issuer = format!("https://127.0.0.1:{port}");
        let state = Arc::new(Mutex::new(State::default()));
        let key = Arc::new(KeyPair::generate().unwrap());
        let shared = (state.clone(), issuer.clone());
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (tls, key, (state, issuer)) = (tls.clone(), key.clone(), shared.clone());
                thread::spawn(move || {
                    // A client that goes away in the middle is its own business.
                    let _ = serve(stream, tls, &state, &issuer, &key);
                });
            }
        });
        Self {
            issuer,
            state,
            directory,
        }
    }

    /// From now on it says this.
    pub(crate) fn says(&self, says: Says) {
        self.state.lock().unwrap().says = says;
    }

    /// From now on the ID token has these claims.
    pub(crate) fn claims(&self, claims: Value) {
        self.says(Says {
            claims,
            ..Says::default()
        });
    }

    /// From now on the ID token has these claims, which depend on the code.
    pub(crate) fn claims_by_code(&self, claims: fn(&str) -> Value) {
        self.state.lock().unwrap().claims_by_code = Some(claims);
    }

    /// How often a path was asked for.
    pub(crate) fn asked(&self, path: &str) -> usize {
        let state = self.state.lock().unwrap();
        state.asked.iter().filter(|asked| *asked == path).count()
    }

    /// Logs the person in whose browser was sent here, and answers the parameters with which the
    /// browser comes back.
    pub(crate) fn authorize(&self, location: &str) -> Vec<(String, String)> {
        let (endpoint, query) = location.split_once('?').unwrap();
        assert_eq!(endpoint, format!("{}/authorize", self.issuer));
        let sent: BTreeMap<String, String> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        assert_eq!(sent["response_type"], "code");
        assert_eq!(sent["code_challenge_method"], "S256");
        assert_eq!(sent["client_id"], "client");
        assert!(sent["scope"].starts_with("openid email profile"));
        let mut state = self.state.lock().unwrap();
        state.issued += 1;
        let code = format!("code-{}", state.issued);
        let kept = Code {
            nonce: sent["nonce"].clone(),
            challenge: sent["code_challenge"].clone(),
            redirect_uri: sent["redirect_uri"].clone(),
        };
        state.codes.insert(code.clone(), kept);
        vec![
            ("state".to_owned(), sent["state"].clone()),
            ("code".to_owned(), code),
            ("iss".to_owned(), self.issuer.clone()),
        ]
    }
}

/// The arguments that let Muster ask these providers.
pub(crate) fn arguments_for(providers: &[&IdentityProvider], folder: &Path) -> Vec<String> {
    let bundle = folder.join("providers.pem");
    let pem = |provider: &&IdentityProvider| {
        std::fs::read_to_string(provider.directory.path().join("ca.pem")).unwrap()
    };
    let all: String = providers.iter().map(pem).collect();
    std::fs::write(&bundle, all).unwrap();
    let bundle = bundle.display().to_string();
    [
        "--egress-allow",
        "login=127.0.0.0/8",
        "--egress-ca",
        &bundle,
    ]
    .map(str::to_owned)
    .to_vec()
}

fn serve(
    stream: TcpStream,
    tls: Arc<ServerConfig>,
    state: &Mutex<State>,
    issuer: &str,
    key: &KeyPair,
) -> std::io::Result<()> {
    let mut stream = StreamOwned::new(ServerConnection::new(tls).unwrap(), stream);
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let header = |name: &str| {
        head.lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.to_owned())
            .unwrap_or_default()
    };
    let mut body = vec![0; header("content-length").parse().unwrap_or(0)];
    stream.read_exact(&mut body)?;
    let path = head.split(' ').nth(1).unwrap().to_owned();
    let mut state = state.lock().unwrap();
    state.asked.push(path.clone());
    let (status, answer) = match path.as_str() {
        "/.well-known/openid-configuration" => (200, metadata(&state.says, issuer)),
        "/keys" => (200, json!({ "keys": [public_jwk(key)] })),
        "/token" => token(&mut state, issuer, key, &header("authorization"), &body),
        "/userinfo" if header("authorization") == "Bearer access" => {
            let mut userinfo = json!({ "sub": "subject-1" });
            put_over(&mut userinfo, &state.says.userinfo);
            (200, userinfo)
        }
        _ => (404, json!({})),
    };
    drop(state);
    let answer = answer.to_string();
    let reply = format!(
        "HTTP/1.1 {status} Whatever\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{answer}",
        answer.len()
    );
    stream.write_all(reply.as_bytes())?;
    stream.conn.send_close_notify();
    stream.flush()
}

fn metadata(says: &Says, issuer: &str) -> Value {
    let mut metadata = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/keys"),
        "authorization_response_iss_parameter_supported": true,
    });
    put_over(&mut metadata, &says.metadata);
    metadata
}

/// RFC 6749 §4.1.3, RFC 7636 §4.6: every code once, for the client and the verifier that it was
/// made for.
fn token(
    state: &mut State,
    issuer: &str,
    key: &KeyPair,
    authorization: &str,
    body: &[u8],
) -> (u16, Value) {
    let sent: BTreeMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
    let refused = (400, json!({ "error": "invalid_grant" }));
    if authorization != format!("Basic {}", STANDARD.encode("client:secret")) {
        return (401, json!({ "error": "invalid_client" }));
    }
    let Some(code) = state.codes.remove(&sent["code"]) else {
        return refused;
    };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&sent["code_verifier"]));
    if challenge != code.challenge || sent["redirect_uri"] != code.redirect_uri {
        return refused;
    }
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let mut claims = json!({
        "iss": issuer,
        "sub": "subject-1",
        "aud": "client",
        "exp": now + 300,
        "iat": now,
        "nonce": code.nonce,
        "email": "ada@acme.example",
        "email_verified": true,
        "name": "Ada Lovelace",
        "amr": ["pwd", "otp"],
    });
    put_over(&mut claims, &state.says.claims);
    if let Some(of) = state.claims_by_code {
        put_over(&mut claims, &of(&sent["code"]));
    }
    let mut header = json!({ "alg": "ES256", "kid": "key-1", "typ": "JWT" });
    put_over(&mut header, &state.says.header);
    let answer = json!({
        "access_token": "access",
        "token_type": "Bearer",
        "id_token": sign(&header, &claims, key),
    });
    (200, answer)
}

fn sign(header: &Value, claims: &Value, key: &KeyPair) -> String {
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let signed = format!("{}.{}", encode(header), encode(claims));
    let key = EncodingKey::from_ec_der(&key.serialize_der());
    let signature = jsonwebtoken::crypto::sign(signed.as_bytes(), &key, Algorithm::ES256).unwrap();
    format!("{signed}.{signature}")
}

fn public_jwk(key: &KeyPair) -> Value {
    let point = key.public_key_raw();
    json!({
        "kty": "EC",
        "crv": "P-256",
        "use": "sig",
        "kid": "key-1",
        "x": URL_SAFE_NO_PAD.encode(&point[1..33]),
        "y": URL_SAFE_NO_PAD.encode(&point[33..65]),
    })
}

fn put_over(target: &mut Value, over: &Value) {
    let target = target.as_object_mut().unwrap();
    for (name, value) in over.as_object().unwrap() {
        if value.is_null() {
            target.remove(name);
        } else {
            target.insert(name.clone(), value.clone());
        }
    }
}

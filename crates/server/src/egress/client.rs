use std::error::Error as _;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use bytes::BytesMut;
use domain::limits::{EGRESS_BODY_BYTES, EGRESS_CONNECT_TIME, EGRESS_TIME};
use domain::secret::Secret;
use http::StatusCode;
use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, RequestBuilder, Response, Url};

use super::resolver::GuardedResolver;
use super::{EgressError, EgressSettings, Guard, Purpose};

/// The way out for one purpose.
#[derive(Clone, Debug)]
pub struct Egress {
    purpose: Purpose,
    guard: Guard,
    roots: Vec<Certificate>,
    /// Made with the first request, for the root certificates of a system are many: none on a
    /// machine that has none.
    clients: Arc<OnceLock<Option<Clients>>>,
}

/// One client per set of addresses: those for port 443, and those for any other port.
#[derive(Clone, Debug)]
struct Clients {
    https_port: Client,
    other_ports: Client,
}

impl Egress {
    /// The way out. A machine without any root certificate has none: every request then fails, and
    /// the log says why.
    pub fn new(purpose: Purpose, settings: &EgressSettings) -> Self {
        Self {
            purpose,
            guard: Guard::new(purpose, &settings.allowances),
            roots: settings.roots.clone(),
            clients: Arc::default(),
        }
    }

    fn clients(&self) -> Option<&Clients> {
        let build = |port| build(&self.guard, &self.roots, port);
        let clients = self.clients.get_or_init(|| {
            let clients = build(HTTPS).and_then(|https_port| {
                Ok(Clients {
                    https_port,
                    other_ports: build(OTHER)?,
                })
            });
            if let Err(error) = &clients {
                let purpose = self.purpose;
                tracing::warn!(%purpose, "no requests to other servers are possible: {error}");
            }
            clients.ok()
        });
        clients.as_ref()
    }

    /// The body of a 200 answer.
    ///
    /// # Errors
    /// One of the few words that an organization may see; the operator's log has the rest.
    pub async fn get(&self, url: &str, accept: &str) -> Result<Bytes, EgressError> {
        self.send(url, accept, |client, url| client.get(url)).await
    }

    /// The same, with a bearer token (RFC 6750 §2.1).
    ///
    /// # Errors
    /// As [`Egress::get`].
    pub async fn get_with_token(
        &self,
        url: &str,
        accept: &str,
        token: &Secret,
    ) -> Result<Bytes, EgressError> {
        self.send(url, accept, |client, url| {
            client.get(url).bearer_auth(token.expose())
        })
        .await
    }

    /// The body of a 200 answer to a form, sent by a client that proves itself with this
    /// `Authorization` header, if there is one.
    ///
    /// # Errors
    /// As [`Egress::get`].
    pub async fn post_form(
        &self,
        url: &str,
        authorization: Option<&Secret>,
        form: String,
    ) -> Result<Bytes, EgressError> {
        self.send(url, "application/json", |client, url| {
            let request = client
                .post(url)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(form);
            match authorization {
                Some(value) => request.header(AUTHORIZATION, value.expose()),
                None => request,
            }
        })
        .await
    }

    async fn send(
        &self,
        url: &str,
        accept: &str,
        build: impl FnOnce(&Client, Url) -> RequestBuilder,
    ) -> Result<Bytes, EgressError> {
        let url =
            Url::parse(url).map_err(|error| self.failed("", EgressError::Unreachable, &error))?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let client = self.client_for(&url, &host)?;
        let request = build(client, url)
            .header(ACCEPT, accept)
            .header(ACCEPT_ENCODING, "identity");
        let answer = request
            .send()
            .await
            .map_err(|error| self.request_failed(&host, error))?;
        // Redirects are answers like any other: where they lead is nobody's business.
        if answer.status() != StatusCode::OK {
            return Err(self.failed(&host, EgressError::HttpStatus, &answer.status()));
        }
        self.read(&host, answer).await
    }

    /// The client for a URL, if the URL may be asked at all. A host that is an address never comes
    /// to the resolver, so it is checked here.
    fn client_for(&self, url: &Url, host: &str) -> Result<&Client, EgressError> {
        let forbidden = |what: &str| Err(self.failed(host, EgressError::ForbiddenAddress, &what));
        if url.scheme() != "https" {
            return forbidden("not https");
        }
        let port = url.port_or_known_default().unwrap_or(HTTPS);
        let literal = host.trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = literal.parse::<IpAddr>()
            && !self.guard.admits(address, port)
        {
            return forbidden("the host is an address that is not allowed");
        }
        match self.clients() {
            Some(clients) if port == HTTPS => Ok(&clients.https_port),
            Some(clients) => Ok(&clients.other_ports),
            None => Err(self.failed(host, EgressError::Tls, &"no root certificates")),
        }
    }

    async fn read(&self, host: &str, mut answer: Response) -> Result<Bytes, EgressError> {
        let mut body = BytesMut::new();
        loop {
            match answer.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > EGRESS_BODY_BYTES => {
                    let limit = format!("more than {EGRESS_BODY_BYTES} bytes");
                    return Err(self.failed(host, EgressError::TooLarge, &limit));
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => return Ok(body.freeze()),
                Err(error) => return Err(self.request_failed(host, error)),
            }
        }
    }

    fn request_failed(&self, host: &str, error: reqwest::Error) -> EgressError {
        // A query may hold what is no business of the log.
        let error = error.without_url();
        // The causes say what the outermost error does not.
        let mut detail = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            detail = format!("{detail}: {inner}");
            cause = inner.source();
        }
        self.failed(host, EgressError::of(&error), &detail)
    }

    fn failed(
        &self,
        host: &str,
        reason: EgressError,
        detail: &dyn std::fmt::Display,
    ) -> EgressError {
        tracing::warn!(purpose = %self.purpose, host, %reason, "request to another server: {detail}");
        reason
    }
}

const HTTPS: u16 = 443;
/// Stands for every port that is not [`HTTPS`]: the guard tells no others apart.
const OTHER: u16 = 0;

/// A client that goes where the guard lets it, on such a port, straight there and only once (R-50,
/// It has no decompression built in.
fn build(guard: &Guard, roots: &[Certificate], port: u16) -> reqwest::Result<Client> {
    Client::builder()
        .https_only(true)
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .referer(false)
        .dns_resolver(GuardedResolver::new(guard.clone(), port))
        .tls_certs_merge(roots.iter().cloned())
        .connect_timeout(EGRESS_CONNECT_TIME)
        .timeout(EGRESS_TIME)
        .pool_max_idle_per_host(0)
        .user_agent(concat!("muster/", env!("CARGO_PKG_VERSION")))
        .build()
}

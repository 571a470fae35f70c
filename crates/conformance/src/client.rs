//! The HTTP client: one origin, no redirects followed, bounded answers.

use std::time::Duration;

use reqwest::{Method, redirect};

use crate::exchange::{Exchange, Received, Sent};
use crate::request::{Credential, Request};
use crate::settings::Settings;
use crate::token::Token;

/// Bytes of a body that are read; what is longer is cut there.
const MOST_BODY: usize = 16 << 20;
/// A token that no service provider has issued.
const WRONG_TOKEN: &str = "conformance-no-such-token";

/// Why no answer came, in one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NoAnswer {
    pub(crate) sentence: String,
}

/// Sends requests to one service provider.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
    token: Token,
    timeout: Duration,
}

impl Client {
    pub(crate) fn new(settings: &Settings) -> Result<Self, String> {
        let http = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(settings.timeout)
            .retry(reqwest::retry::never())
            // Every request has a connection of its own: that a service provider closes one behind
            // an answer says nothing about the next request.
            .pool_max_idle_per_host(0)
            .user_agent(concat!("muster-conformance/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| format!("the HTTP client cannot be set up: {}", causes(&error)))?;
        Ok(Self {
            http,
            base: settings.url.clone(),
            token: settings.token.clone(),
            timeout: settings.timeout,
        })
    }

    /// Sends a request.
    pub(crate) async fn send(&self, request: &Request) -> Result<Exchange, NoAnswer> {
        let method = Method::from_bytes(request.method.as_bytes()).unwrap_or(Method::GET);
        let mut builder = self
            .http
            .request(method, format!("{}{}", self.base, request.target));
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        builder = match request.credential {
            Credential::Token => builder.header("Authorization", self.token.header()),
            Credential::Wrong => builder.header("Authorization", format!("Bearer {WRONG_TOKEN}")),
            Credential::None => builder,
        };
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        let response = builder.send().await.map_err(|error| self.explain(&error))?;
        let received = self.receive(response).await?;
        Ok(Exchange::new(self.sent(request), received))
    }

    async fn receive(&self, mut response: reqwest::Response) -> Result<Received, NoAnswer> {
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.as_str().to_owned(), self.token.censor(value))
            })
            .collect();
        let mut body = Vec::new();
        let mut truncated = false;
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| self.explain(&error))?
        {
            if body.len() + chunk.len() > MOST_BODY {
                truncated = true;
                break;
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Received {
            status,
            headers,
            body: self
                .token
                .censor(String::from_utf8_lossy(&body).into_owned()),
            truncated,
        })
    }

    fn sent(&self, request: &Request) -> Sent {
        let mut headers: Vec<(String, String)> = request
            .headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        match request.credential {
            Credential::Token => {}
            Credential::None => headers.push(("Authorization".to_owned(), "(none)".to_owned())),
            Credential::Wrong => {
                headers.push(("Authorization".to_owned(), format!("Bearer {WRONG_TOKEN}")));
            }
        }
        let body = request.body.as_deref();
        Sent {
            method: request.method.to_owned(),
            target: request.target.clone(),
            headers,
            body: body.map(|body| String::from_utf8_lossy(body).into_owned()),
        }
    }

    fn explain(&self, error: &reqwest::Error) -> NoAnswer {
        let unreachable = error.is_connect();
        let sentence = if error.is_timeout() && !unreachable {
            format!("no answer within {} s", self.timeout.as_secs_f32())
        } else if unreachable {
            format!("no connection: {}", causes(error))
        } else {
            format!("no answer: {}", causes(error))
        };
        NoAnswer {
            sentence: self.token.censor(sentence),
        }
    }
}

/// The innermost reason of an error: the outer ones only say that a request failed.
fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut innermost = error;
    while let Some(cause) = innermost.source() {
        innermost = cause;
    }
    innermost.to_string()
}

//! A client over HTTP.

use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::Request;

use crate::Failure;
use crate::answer::Answer;

/// Longer than any answer may take, so that how long it took is known.
const PATIENCE: Duration = Duration::from_secs(40);

/// A base URL and the token to use there.
#[derive(Clone)]
pub(crate) struct ScimClient {
    agent: Agent,
    base: String,
    token: String,
}

impl ScimClient {
    /// A client for a base URL without a slash at its end.
    pub(crate) fn new(base: String, token: String) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(PATIENCE))
            .build();
        Self {
            agent: config.into(),
            base,
            token,
        }
    }

    /// Sends a request; an error when no whole answer came.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer, Failure> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header("Authorization", format!("Bearer {}", self.token));
        let answered = match body {
            Some(body) => {
                let media = if self.base.contains("/scim/") {
                    "application/scim+json"
                } else {
                    "application/json"
                };
                let request = request.header("Content-Type", media);
                let request = request.body(body.to_string());
                self.agent.run(request.map_err(Failure::of("a request"))?)
            }
            None => {
                let request = request.body(());
                self.agent.run(request.map_err(Failure::of("a request"))?)
            }
        };
        let mut answer = answered.map_err(Failure::of(format!("{method} {path}")))?;
        let text = answer
            .body_mut()
            .read_to_string()
            .map_err(Failure::of("an answer"))?;
        Ok(Answer {
            status: answer.status().as_u16(),
            body: serde_json::from_str(&text).unwrap_or(Value::Null),
        })
    }

    /// The answer to a request that must succeed.
    pub(crate) fn succeed(
        &self,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Result<Answer, Failure> {
        let answer = self.send(method, path, Some(body))?;
        if !(200..300).contains(&answer.status) {
            let (status, body) = (answer.status, &answer.body);
            return Err(Failure::new(format!("{method} {path}: {status} {body}")));
        }
        Ok(answer)
    }
}

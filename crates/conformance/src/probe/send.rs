//! Sending requests.

use futures::future::join_all;
use scim::attribute::Returned;
use scim::urn;
use serde_json::{Value, json};

use super::{Answer, Probe, Resource, Stop};
use crate::request::Request;
use crate::run::INTERRUPTED;
use crate::server::Feature;

impl Probe {
    /// Ends the check when the service provider does not claim to support this.
    pub(crate) fn needs(&self, feature: Feature) -> Result<(), Stop> {
        match self.session.server.config.lacks(feature) {
            None => Ok(()),
            Some(reason) => Err(Stop::Skip(reason)),
        }
    }

    fn goes_on(&self) -> Result<(), Stop> {
        match self.session.is_stopping() {
            true => Err(Stop::Skip(INTERRUPTED.to_owned())),
            false => Ok(()),
        }
    }

    /// Sends a request.
    pub(crate) async fn send(&mut self, request: &Request) -> Result<Answer, Stop> {
        self.goes_on()?;
        Ok(self.session.send(request).await?)
    }

    /// Sends requests at the same time; the answers come in the order of the requests.
    pub(crate) async fn send_together(
        &mut self,
        requests: &[Request],
    ) -> Result<Vec<Answer>, Stop> {
        self.goes_on()?;
        let session = &self.session;
        let answers = join_all(requests.iter().map(|request| session.send(request))).await;
        Ok(answers.into_iter().collect::<Result<_, _>>()?)
    }

    pub(crate) async fn get(&mut self, path: &str) -> Result<Answer, Stop> {
        self.send(&Request::get(path)).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Result<Answer, Stop> {
        self.send(&Request::new("POST", path).json(body)).await
    }

    pub(crate) async fn put(&mut self, path: &str, body: &Value) -> Result<Answer, Stop> {
        self.send(&Request::new("PUT", path).json(body)).await
    }

    pub(crate) async fn delete(&mut self, path: &str) -> Result<Answer, Stop> {
        self.send(&Request::new("DELETE", path)).await
    }

    /// Sends PATCH operations.
    pub(crate) async fn patch(
        &mut self,
        resource: &Resource,
        operations: Value,
    ) -> Result<Answer, Stop> {
        self.send(&patch_request(&resource.path, operations)).await
    }

    /// Sends PATCH operations that must succeed, and reads what came of them.
    pub(crate) async fn patched(
        &mut self,
        resource: &Resource,
        operations: Value,
    ) -> Result<[Answer; 2], Stop> {
        let answer = self.patch(resource, operations).await?;
        self.status(&answer, &[200, 204])?;
        let now = self.read(resource).await?;
        Ok([answer, now])
    }

    /// Reads a resource that must be there. A group is read with its members, also where the schema
    /// says that they are returned on request.
    pub(crate) async fn read(&mut self, resource: &Resource) -> Result<Answer, Stop> {
        let kind = self.session.server.type_at(&resource.path);
        let members = kind.and_then(|kind| kind.members_field());
        let asked = members.is_some_and(|it| it.attribute.returned == Returned::Request);
        let more = if asked {
            "?attributes=displayName,externalId,members,meta"
        } else {
            ""
        };
        let answer = self.get(&format!("{}{more}", resource.path)).await?;
        self.status(&answer, &[200])?;
        Ok(answer)
    }
}

/// A PATCH request (RFC 7644 §3.5.2).
pub(crate) fn patch_request(path: &str, operations: Value) -> Request {
    let body = json!({ "schemas": [urn::PATCH_OP], "Operations": operations });
    Request::new("PATCH", path).json(&body)
}

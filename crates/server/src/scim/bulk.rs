//! Bulk requests (RFC 7644 §3.7): each operation as a request of its own would be carried out, in
//! an order in which what they refer to is there.

use std::sync::Arc;

use axum::body::Body;
use domain::Error;
use domain::limits::BULK;
use domain::provisioning::{
    Client, EntityTags, Outcome, PlannedResource, Preconditions, Prefer, ReturnPreference,
};
use http::{Response, StatusCode};
use scim::bulk::{
    BulkIds, BulkMethod, BulkOperation, BulkRequest, BulkResponse, BulkResult, BulkTarget,
    RefusedOperation, Step, plan,
};
use scim::compat::Coercions;
use scim::projection::Projection;
use scim::{ResourceType, ScimType};

use super::edge::Call;
use super::error::to_scim;
use super::{body, response};
use crate::http::RequestId;

/// POST to `/Bulk`.
pub(super) async fn bulk(call: Call<'_>, id: &RequestId) -> Result<Response<Body>, Error> {
    let too_large = || BULK.payload_too_large();
    let headers = &call.parts.headers;
    let (body, _share) = body::read_or_refuse(headers, call.body, call.budget, too_large).await?;
    let mut coercions = Coercions::new();
    let mut request = BulkRequest::parse(&body, call.client.profile(), BULK, &mut coercions)?;
    drop(body);
    let mut run = Run {
        response: BulkResponse::new(&request),
        ids: BulkIds::new(&request),
        // Nobody sees the resources, so they need not be loaded again.
        client: Client {
            prefer: Prefer {
                returns: Some(ReturnPreference::Minimal),
                ..call.client.prefer
            },
            ..call.client.clone()
        },
        coercions,
        is_store_away: false,
        call: &call,
        id,
    };
    let steps = plan(&request.operations);
    let mut operations: Vec<_> = request.operations.drain(..).map(Some).collect();
    for step in steps {
        if run.response.is_over() {
            break;
        }
        let mut taken = Vec::with_capacity(step.operations.len());
        for position in &step.operations {
            let operation = operations.get_mut(*position).and_then(Option::take);
            taken.extend(operation.map(|operation| (*position, operation)));
        }
        run.step(&step, taken).await;
    }
    let mut answer = response::json(StatusCode::OK, &run.response.into_json())?;
    response::warn(&mut answer, &run.coercions);
    Ok(answer)
}

type Taken = (usize, Result<BulkOperation, RefusedOperation>);

/// A bulk request while it is carried out.
struct Run<'r, 'c> {
    response: BulkResponse,
    ids: BulkIds,
    client: Client,
    coercions: Coercions,
    /// Whether the store could not carry out an operation. Each further one would wait for it as long.
    is_store_away: bool,
    call: &'r Call<'c>,
    id: &'r RequestId,
}

impl Run<'_, '_> {
    async fn step(&mut self, step: &Step, taken: Vec<Taken>) {
        let mut operations = Vec::with_capacity(taken.len());
        for (position, operation) in taken {
            match operation {
                Ok(operation) => operations.push((position, operation)),
                Err(refused) => {
                    let location = self.location(refused.endpoint.as_deref(), &refused.target);
                    let result = BulkResult::refusal(&refused, location);
                    self.response.record(position, result);
                }
            }
        }
        let refers_to_itself = |operation: &BulkOperation| {
            operation.method == BulkMethod::Post
                && operation
                    .bulk_id
                    .as_ref()
                    .is_some_and(|own| operation.references().contains(own))
        };
        let in_circle = step.operations.len() > 1
            || operations
                .iter()
                .any(|(_, operation)| refers_to_itself(operation));
        if in_circle {
            return self.circle(operations).await;
        }
        for (position, operation) in operations {
            self.single(position, operation).await;
        }
    }

    /// One operation.
    async fn single(&mut self, position: usize, operation: BulkOperation) {
        let original = operation.clone();
        let outcome = match self.ids.resolve(operation) {
            Ok(operation) => self.carry_out(&operation).await,
            Err(error) => Err(error.into()),
        };
        match outcome {
            Ok(done) => {
                if let (Some(bulk_id), Some(id)) = (&original.bulk_id, &done.created) {
                    self.ids.create(bulk_id, id);
                }
                let result =
                    BulkResult::success(&original, done.status, done.location, done.version);
                self.response.record(position, result);
            }
            Err(error) => self.fail(position, &original, error),
        }
    }

    async fn carry_out(&mut self, operation: &BulkOperation) -> Result<Done, Error> {
        self.check_store()?;
        let kind = self.kind(operation)?;
        let (muster, shown) = (self.call.muster, Projection::default());
        let conditions = preconditions(operation)?;
        let id = match &operation.target {
            Some(BulkTarget::Id(id) | BulkTarget::BulkId(id)) => id.as_str(),
            None => "",
        };
        let client = &self.client;
        let (status, outcome) = match operation.method {
            BulkMethod::Post => {
                let created = muster
                    .scim_create(client, &kind, &operation.data, &shown)
                    .await?;
                (StatusCode::CREATED, created)
            }
            BulkMethod::Put => {
                let body = operation.data.clone();
                let replaced = muster
                    .scim_replace(client, &kind, id, body, conditions, &shown)
                    .await?;
                (StatusCode::OK, replaced)
            }
            BulkMethod::Patch => {
                let patched = muster
                    .scim_patch(client, &kind, id, &operation.data, conditions, &shown)
                    .await?;
                (StatusCode::OK, patched)
            }
            BulkMethod::Delete => {
                muster.scim_delete(client, &kind, id, conditions).await?;
                return Ok(Done {
                    status: StatusCode::NO_CONTENT.as_u16(),
                    location: format!("{}{}/{id}", client.base_url, kind.endpoint),
                    version: None,
                    created: None,
                });
            }
        };
        self.note(&outcome);
        Ok(Done::new(status, &outcome, operation.method))
    }

    /// POSTs that refer to each other: their identifiers are known before any of them is there, and
    /// they are created together or not at all (RFC 7644 §3.7.1).
    async fn circle(&mut self, operations: Vec<(usize, BulkOperation)>) {
        let planned = match self.plan_circle(&operations) {
            Ok(planned) => planned,
            Err((culprit, error)) => return self.fail_circle(&operations, culprit, error),
        };
        let muster = self.call.muster;
        let created = match self.check_store() {
            Ok(()) => muster.scim_create_together(&self.client, &planned).await,
            Err(error) => Err(error),
        };
        match created {
            Ok(outcomes) => {
                for ((position, operation), outcome) in operations.iter().zip(&outcomes) {
                    self.note(outcome);
                    let done = Done::new(StatusCode::CREATED, outcome, operation.method);
                    if let (Some(bulk_id), Some(id)) = (&operation.bulk_id, &done.created) {
                        self.ids.create(bulk_id, id);
                    }
                    let result =
                        BulkResult::success(operation, done.status, done.location, done.version);
                    self.response.record(*position, result);
                }
            }
            Err(Error::OfSeveral { position, error }) => {
                self.fail_circle(&operations, position, *error);
            }
            Err(error) => {
                for (position, operation) in &operations {
                    self.fail(*position, operation, error.clone());
                }
            }
        }
    }

    fn plan_circle(
        &mut self,
        operations: &[(usize, BulkOperation)],
    ) -> Result<Vec<PlannedResource>, (usize, Error)> {
        let mut ids = Vec::with_capacity(operations.len());
        for (number, (_, operation)) in operations.iter().enumerate() {
            let id = self.call.muster.plan_resource_id();
            let id = id.map_err(|error| (number, error))?;
            if let Some(bulk_id) = &operation.bulk_id {
                self.ids.create(bulk_id, &id.to_string());
            }
            ids.push(id);
        }
        let mut planned = Vec::with_capacity(operations.len());
        for (number, ((_, operation), id)) in operations.iter().zip(ids).enumerate() {
            let kind = self.kind(operation).map_err(|error| (number, error))?;
            let resolved = self.ids.resolve(operation.clone());
            let resolved = resolved.map_err(|error| (number, error.into()))?;
            planned.push(PlannedResource {
                resource_type: kind,
                id,
                body: resolved.data,
            });
        }
        Ok(planned)
    }

    /// One operation is to blame, and the others could have been carried out but for it.
    fn fail_circle(&mut self, operations: &[(usize, BulkOperation)], culprit: usize, error: Error) {
        let blamed = operations
            .get(culprit)
            .and_then(|(_, one)| one.bulk_id.clone());
        let mut error = Some(error);
        for (number, (position, operation)) in operations.iter().enumerate() {
            let own = if number == culprit {
                error.take()
            } else {
                None
            };
            let why = match own {
                Some(error) => error,
                None => BulkIds::circle_failed(blamed.as_deref().unwrap_or_default()).into(),
            };
            self.fail(*position, operation, why);
        }
    }

    fn check_store(&self) -> Result<(), Error> {
        if self.is_store_away {
            let why = "it was not tried, because an operation before it was answered so";
            return Err(Error::Unavailable(why.to_owned()));
        }
        Ok(())
    }

    fn fail(&mut self, position: usize, operation: &BulkOperation, error: Error) {
        self.is_store_away |= matches!(error, Error::Unavailable(_));
        if let Some(bulk_id) = operation
            .bulk_id
            .as_ref()
            .filter(|_| operation.method == BulkMethod::Post)
        {
            self.ids.fail(bulk_id);
        }
        let location = self.location(Some(&operation.endpoint), &operation.target);
        let target = match &operation.target {
            Some(BulkTarget::Id(id)) => Some(id.as_str().into()),
            Some(BulkTarget::BulkId(_)) | None => None,
        };
        let error = to_scim(error, target, self.id);
        let result = BulkResult::failure(operation, location, &error);
        self.response.record(position, result);
    }

    /// The type at the endpoint of an operation, if clients write there.
    fn kind(&self, operation: &BulkOperation) -> Result<Arc<ResourceType>, Error> {
        let segment = operation.endpoint.trim_start_matches('/');
        let types = &self.client.access.resource_types;
        let kind = types.at_endpoint(segment).ok_or_else(|| {
            scim::Error::new(
                404,
                format!(
                    "There is no endpoint {}; see ResourceTypes.",
                    scim::error::excerpt(&operation.endpoint)
                ),
            )
        })?;
        if kind.read_only {
            let detail = format!("{} is read-only.", kind.endpoint);
            return Err(scim::Error::new(405, detail).into());
        }
        Ok(kind.clone())
    }

    fn location(&self, endpoint: Option<&str>, target: &Option<BulkTarget>) -> Option<String> {
        match target {
            Some(BulkTarget::Id(id)) => Some(format!("{}{}/{id}", self.client.base_url, endpoint?)),
            Some(BulkTarget::BulkId(_)) | None => None,
        }
    }

    fn note(&mut self, outcome: &Outcome) {
        for note in outcome.coercions.iter() {
            self.coercions.note(note);
        }
    }
}

/// What became of an operation that succeeded.
struct Done {
    status: u16,
    location: String,
    version: Option<String>,
    /// The identifier of the resource, if it was created.
    created: Option<String>,
}

impl Done {
    fn new(status: StatusCode, outcome: &Outcome, method: BulkMethod) -> Self {
        let id = outcome.location.rsplit('/').next().map(str::to_owned);
        Self {
            status: status.as_u16(),
            location: outcome.location.clone(),
            version: Some(outcome.etag.clone()),
            created: id.filter(|_| method == BulkMethod::Post),
        }
    }
}

/// RFC 7644 §3.7: the version is what the header If-Match would say.
fn preconditions(operation: &BulkOperation) -> Result<Preconditions, Error> {
    let Some(version) = &operation.version else {
        return Ok(Preconditions::default());
    };
    let tags = EntityTags::parse(version).map_err(|problem| {
        Error::from(scim::Error::bad_request(
            ScimType::InvalidValue,
            format!("version cannot be read: {problem}."),
        ))
    })?;
    Ok(Preconditions {
        if_match: Some(tags),
        ..Preconditions::default()
    })
}

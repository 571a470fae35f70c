use api::PageOverride;
use connectrpc::interceptor::{UnaryRequest, UnaryResponse};
use connectrpc::{ConnectError, ErrorCode, Interceptor, Next};

use super::error::{never_retry, of_request};
use crate::http::RequestId;

/// Checks each request against the rules of its .proto file before the handler sees it.
pub(super) struct CheckRequest;

#[connectrpc::async_trait]
impl Interceptor for CheckRequest {
    async fn intercept_unary(
        &self,
        mut request: UnaryRequest,
        next: Next<'_>,
    ) -> Result<UnaryResponse, ConnectError> {
        let none = PageOverride::default();
        let page = request
            .ctx
            .extensions()
            .get::<PageOverride>()
            .unwrap_or(&none);
        let procedure = request.ctx.path().unwrap_or_default();
        let id = request.ctx.extensions().get::<RequestId>().cloned();
        api::check_request(procedure, &mut request.payload, page)
            .map_err(|error| of_request(error, id.as_ref()))?;
        let answer = next.run(request).await.map_err(|error| match error.code {
            // Both this and `aborted` are 409, but only `aborted` is worth repeating.
            ErrorCode::AlreadyExists => never_retry(error),
            _ => error,
        });
        answer.map_err(|error| of_request(error, id.as_ref()))
    }
}

use connectrpc::{ConnectError, RequestContext, Response, ServiceResult};
use domain::management::Caller;
use domain::{Error, Muster};

use super::Handlers;
use crate::connect::caller;
use crate::connect::domain_error::to_connect;
use crate::http::RequestId;

/// One call of a method: what a function needs beside the request message.
pub(super) struct Call<'a> {
    /// The operations.
    pub(super) muster: &'a Muster,
    /// Who calls.
    pub(super) caller: &'a Caller,
    /// The URL under which clients reach this server, without a slash at the end.
    pub(super) public_url: &'a str,
    request_id: Option<&'a RequestId>,
}

impl<'a> Call<'a> {
    pub(super) fn new(
        handlers: &'a Handlers,
        ctx: &'a RequestContext,
    ) -> Result<Self, ConnectError> {
        Ok(Self {
            muster: &handlers.muster,
            caller: caller::<Option<Caller>>(ctx)?
                .as_ref()
                .ok_or_else(|| to_connect(Error::Unauthenticated, None))?,
            public_url: &handlers.public_url,
            request_id: ctx.extensions().get(),
        })
    }

    /// The request's identifier, as in the response header and in the log.
    pub(super) fn request_id(&self) -> &str {
        self.request_id.map(RequestId::as_str).unwrap_or_default()
    }

    /// The answer to the call.
    pub(super) fn answer<M>(&self, outcome: Result<M, Error>) -> ServiceResult<M> {
        match outcome {
            Ok(message) => Response::ok(message),
            Err(error) => Err(to_connect(error, self.request_id)),
        }
    }
}

/// One call of a method that needs no token.
pub(super) struct OpenCall<'a> {
    /// The operations.
    pub(super) muster: &'a Muster,
    /// The URL under which clients reach this server, without a slash at the end.
    pub(super) public_url: &'a str,
    request_id: Option<&'a RequestId>,
}

impl<'a> OpenCall<'a> {
    /// As many as the login pages answer, for they tell the same.
    pub(super) fn new(
        handlers: &'a Handlers,
        ctx: &'a RequestContext,
    ) -> Result<Self, ConnectError> {
        let request_id = ctx.extensions().get();
        if handlers.open.check().is_err() {
            let why = "too many requests of this kind at once".to_owned();
            return Err(to_connect(Error::Unavailable(why), request_id));
        }
        Ok(Self {
            muster: &handlers.muster,
            public_url: &handlers.public_url,
            request_id,
        })
    }

    /// The answer to the call.
    pub(super) fn answer<M>(&self, outcome: Result<M, Error>) -> ServiceResult<M> {
        match outcome {
            Ok(message) => Response::ok(message),
            Err(error) => Err(to_connect(error, self.request_id)),
        }
    }
}

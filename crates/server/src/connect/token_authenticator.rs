use std::sync::Arc;

use connectrpc::ConnectError;
use domain::id::OrganizationId;
use domain::management::Caller;
use domain::{Error, Muster};
use http::{HeaderMap, HeaderName};

use super::authenticate::{Authenticator, Call};
use super::bearer::bearer_token;
use super::domain_error::to_connect;
use super::error::invalid_argument;
use crate::http::RequestId;

/// Names the organization in which the operator key acts.
const ORGANIZATION: HeaderName = HeaderName::from_static("muster-organization");

/// The methods that need no token: whoever calls them is about to log in.
const OPEN: [&str; 3] = [
    "/gitpod.v1.AccountService/GetSSOLoginURL",
    "/gitpod.v1.AccountService/ListSSOLogins",
    "/gitpod.v1.AccountService/ListLoginProviders",
];

/// Knows callers by their personal access token or by the operator key.
pub(super) struct TokenAuthenticator {
    muster: Arc<Muster>,
}

impl TokenAuthenticator {
    pub(super) fn new(muster: Arc<Muster>) -> Self {
        Self { muster }
    }

    /// The caller of this token, acting in the organization that the header names.
    async fn caller(&self, token: &str, named: Option<OrganizationId>) -> Result<Caller, Error> {
        let caller = self.muster.authenticate(token).await?;
        let Some(named) = named else {
            return Ok(caller);
        };
        let caller = caller.in_organization(named)?;
        // An operator may name any organization; what does not exist must not answer as if empty.
        if matches!(caller, Caller::Operator { .. }) {
            self.muster.organization(&caller, named).await?;
        }
        Ok(caller)
    }
}

impl Authenticator for TokenAuthenticator {
    /// None for a method that needs no token.
    type Caller = Option<Caller>;

    async fn authenticate(&self, call: Call<'_>) -> Result<Option<Caller>, ConnectError> {
        if OPEN.contains(&call.procedure) {
            return Ok(None);
        }
        let token = bearer_token(call.headers)?;
        let caller = match named_organization(call.headers) {
            Ok(named) => self.caller(token, named).await,
            // Who the caller is comes first: strangers learn nothing about their other mistakes.
            Err(malformed) => match self.caller(token, None).await {
                Ok(_) => return Err(malformed),
                Err(error) => Err(error),
            },
        };
        caller
            .map(Some)
            .map_err(|error| to_connect(error, call.extensions.get::<RequestId>()))
    }
}

/// The organization in the header `Muster-Organization`, if there is one.
fn named_organization(headers: &HeaderMap) -> Result<Option<OrganizationId>, ConnectError> {
    let mut values = headers.get_all(ORGANIZATION).iter();
    let (first, second) = (values.next(), values.next());
    let Some(value) = first else {
        return Ok(None);
    };
    value
        .to_str()
        .ok()
        .filter(|_| second.is_none())
        .and_then(OrganizationId::parse)
        .map(Some)
        .ok_or_else(|| {
            invalid_argument("the header Muster-Organization must be one organization id (a UUID)")
        })
}

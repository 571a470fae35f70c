use std::future::Future;

use connectrpc::{ConnectError, RequestContext};
use http::HeaderMap;

/// Decides who calls.
pub trait Authenticator: Send + Sync + 'static {
    /// What handlers learn of the caller through [`caller`].
    type Caller: Clone + Send + Sync + 'static;

    /// Finds the caller of `call`, whose body has not been read yet.
    ///
    /// # Errors
    /// `unauthenticated` ([`super::error::unauthenticated`]) without a valid credential,
    /// `permission_denied` if the credential does not allow this call, `unavailable` if nobody can
    /// tell. Clients get the error in the protocol they speak.
    fn authenticate(
        &self,
        call: Call<'_>,
    ) -> impl Future<Output = Result<Self::Caller, ConnectError>> + Send;
}

/// What is known of a call before its body is read.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// `/package.Service/Method`, which need not exist.
    pub procedure: &'a str,
    /// The request headers; see [`super::bearer_token`].
    pub headers: &'a HeaderMap,
    /// What outer layers know of the request, such as the address of the peer.
    pub extensions: &'a http::Extensions,
}

impl Call<'_> {
    /// Whether the call may change anything; true also for a method that does not exist.
    #[must_use]
    pub fn has_side_effects(&self) -> bool {
        api::has_side_effects(self.procedure)
    }
}

/// The caller that the [`Authenticator`] found, for a handler.
///
/// # Errors
/// `internal` if `C` is not the authenticator's `Caller` type.
pub fn caller<C: Clone + Send + Sync + 'static>(ctx: &RequestContext) -> Result<&C, ConnectError> {
    ctx.extensions()
        .get::<C>()
        .ok_or_else(|| super::error::internal("the handler looks for another type of caller"))
}

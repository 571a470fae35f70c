//! How people come in: a login through the identity provider of an SSO configuration (OpenID
//! Connect Core 1.0, authorization code flow with PKCE).
//!
//! [`crate::Muster::login_choices`] finds the way from an e-mail address.
//! [`crate::Muster::begin_login`] sends the browser away, and what it must come back with is kept as
//! a [`LoginAttempt`]. The [`Callback`] is what it comes back with:
//! [`crate::Muster::redeem_login`] turns it into a [`ProvenLogin`], whom the identity provider
//! vouches for; [`ProvenLogin::check`] asks the organization's own conditions; and
//! [`crate::Muster::complete_login`] finds, links or creates the user and makes the session, all in
//! one transaction that reads every state again. [`decide`] alone says who is whom.

mod attempt;
mod begin;
mod callback;
mod choice;
mod claims;
mod complete;
mod decide;
mod email;
mod expression;
mod id_token;
mod metadata;
mod providers;
mod redeem;
mod refusal;

pub use attempt::{LoginAttempt, NewLoginAttempt};
pub use begin::{BegunLogin, is_request};
pub use callback::Callback;
pub use choice::LoginChoice;
pub use claims::{AcceptedLogin, LoginClaims, ProvenLogin};
pub use complete::CompletedLogin;
pub use decide::{
    AccountCreation, DomainStanding, FoundBy, LinkCandidate, LoginDecision, LoginFacts, Owned,
    decide,
};
pub use email::{EmailClaim, EmailVerified};
pub use expression::{Expression, ExpressionError};
pub use metadata::ProviderMetadata;
pub use providers::{CodeExchange, NoProviders, ProviderProblem, ProviderRequest, Providers};
pub use refusal::LoginRefusal;

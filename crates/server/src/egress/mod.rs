//! What Muster asks of other servers, on behalf of organizations that it does not trust.
//!
//! There is one way out, [`Egress`], and it goes only where a [`Guard`] lets it: to addresses that
//! everybody on the internet could reach as well, and to those that the operator allows for the
//! [`Purpose`]. What comes back of a failure is one of the few words of [`EgressError`]; the rest is
//! in the operator's log. [`KeyCache`] keeps what was fetched for the domain's
//! [`KeySource`](domain::jwt::KeySource), and [`LoginProviders`] asks identity providers for its
//! [`Providers`](domain::login::Providers). The DNS is asked apart, by [`TxtResolver`]: its servers are
//! the operator's choice.

mod address;
mod allowance;
mod client;
mod error;
mod guard;
mod key_cache;
mod login_providers;
mod purpose;
mod resolver;
mod settings;
mod txt_resolver;

pub use address::is_public;
pub use allowance::Allowance;
pub use client::Egress;
pub use error::EgressError;
pub use guard::Guard;
pub use key_cache::{FetchKeys, KeyCache};
pub use login_providers::LoginProviders;
pub use purpose::Purpose;
pub use settings::EgressSettings;
pub use txt_resolver::{TxtResolver, parse_dns_server};

//! What Muster does, apart from how it is asked and where it is stored.
//!
//! [`management`] is what an administrator and the application do; [`provisioning`] is what an
//! identity provider does over SCIM, and [`oauth`] how it comes by a token for that. All act through
//! the [`store::Store`] port. Nothing here knows of HTTP, SQL, protobuf or the environment; the
//! clock, randomness and the keys of others ([`jwt::KeySource`]) are passed in.

pub mod credential;
pub mod custom_types;
pub mod error;
pub mod event;
pub mod groups;
pub mod id;
pub mod indexed;
pub mod jwt;
pub mod key;
pub mod limits;
pub mod management;
pub mod muster;
pub mod oauth;
pub mod oauth_client;
pub mod organization;
pub mod page;
pub mod protocol;
pub mod provisioning;
pub mod random;
pub mod replay;
pub mod resource;
pub mod resource_types;
pub mod scim_configuration;
pub mod secret;
pub mod service_account;
pub mod sso_configuration;
pub mod store;
pub mod time;
pub mod token;
pub mod trusted_issuer;
pub mod user;

pub use error::Error;
pub use muster::Muster;

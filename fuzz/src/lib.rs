//! What the fuzz targets share.
//!
//! A target reads its input, does with it what the server would do, and checks a law: a thing that
//! must hold of any input. [`kinds`] are the resource types, each with a stored resource; [`law`]
//! holds the laws that several targets check; [`mutate`] changes JSON as JSON, because hardly any
//! random change of its bytes is still a message; [`world`] is a store with a few resources.

pub mod kinds;
pub mod law;
pub mod mutate;
pub mod world;

use scim::compat::Profile;

/// Every profile.
pub const PROFILES: [Profile; 3] = [Profile::Tolerant, Profile::Rfc, Profile::Interop];

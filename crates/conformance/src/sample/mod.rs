//! Building valid resources from the service provider's own schemas.

mod body;
mod value;

pub(crate) use body::{Extent, body, merge, set};
pub(crate) use value::{Seed, value};

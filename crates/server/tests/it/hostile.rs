//! What nobody sends who means well. Whatever it is, it is refused in SCIM's own format, at about
//! the cost of an ordinary request and within the memory that docs/limits.md promises, and the
//! store is afterwards what it was.

mod besieged;
mod bulk;
mod crowd;
mod documents;
mod numbers;
mod patches;
mod queries;
mod texts;
mod transport;

use besieged::{Besieged, Case};

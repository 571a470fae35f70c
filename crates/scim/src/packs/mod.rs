//! Schema packs: resource types of other specifications, ready to be installed.
//!
//! A [`Pack`] is a named set of resource types that an organization can have beside Users and
//! Groups. Each pack is one file here, which lists its types, their endpoints and extensions; the
//! schemas are JSON texts (RFC 7643 §7) in the folder of the same name.
//!
//! `docs/packs.md` says from which text each pack comes, and where it deviates.

mod agents;
mod device;
mod pack;
mod read;
mod roles;

use std::sync::LazyLock;

pub use pack::Pack;

static PACKS: LazyLock<Vec<Pack>> =
    LazyLock::new(|| vec![device::pack(), roles::pack(), agents::pack()]);

/// Every pack.
pub fn all() -> &'static [Pack] {
    &PACKS
}

/// The pack of that name.
pub fn find(name: &str) -> Option<&'static Pack> {
    all().iter().find(|pack| pack.name == name)
}

//! Who acts.

use std::fmt::Display;

use api::gitpod::v1::{Principal, Subject};

pub(crate) fn message(id: impl Display, principal: Principal) -> Subject {
    Subject {
        id: id.to_string(),
        principal: principal.into(),
        ..Default::default()
    }
}

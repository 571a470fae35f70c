//! Reads the states that events carry.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::Misfit;
use crate::id::ResourceId;
use crate::user::Profile;

/// What the application sees of a user.
pub(super) fn profile(state: Option<&Value>) -> Result<Option<Profile>, Misfit> {
    let Some(profile) = state.and_then(|state| state.get("profile")) else {
        return Ok(None);
    };
    match Profile::deserialize(profile) {
        Ok(profile) => Ok(Some(profile)),
        Err(_) => Err(Misfit::State("profile")),
    }
}

/// The SCIM attributes, as the text that the store keeps.
pub(super) fn attributes(state: Option<&Value>) -> Option<String> {
    Some(state?.get("scim")?.to_string())
}

/// The members who joined or left: at least one, and each once.
pub(super) fn members(state: Option<&Value>) -> Result<BTreeSet<ResourceId>, Misfit> {
    let listed = state
        .and_then(|state| state.get("members"))
        .and_then(Value::as_array)
        .filter(|listed| !listed.is_empty())
        .ok_or(Misfit::State("members"))?;
    let members = listed
        .iter()
        .map(|member| ResourceId::parse(member.as_str()?))
        .collect::<Option<BTreeSet<_>>>()
        .ok_or(Misfit::State("members"))?;
    if members.len() == listed.len() {
        Ok(members)
    } else {
        Err(Misfit::State("members"))
    }
}

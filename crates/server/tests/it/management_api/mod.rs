//! What an administrator and the application's backend get from the management API.

mod group;
mod identity;
mod members;
mod operator;
mod organization;
mod paging;
mod personal_access_token;
mod refusal;
mod role_assignment;
mod scim_configuration;
mod scim_token;
mod service_account;
mod sso_configuration;

use serde_json::Value;

use crate::support::Reply;

/// An id that nothing has.
const UNKNOWN: &str = "0199d7a1-0000-7000-8000-000000000000";
/// The id that no UUID generator makes.
const NIL: &str = "00000000-0000-0000-0000-000000000000";

/// A refusal with this Connect code; answers its message.
#[track_caller]
fn refused(reply: &Reply, status: u16, code: &str) -> String {
    let error = reply.expect(status);
    assert_eq!(error["code"], code, "{error}");
    error["message"].as_str().unwrap_or_default().to_owned()
}

/// The texts of this field in a list of objects.
fn texts<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .map(|item| item[field].as_str().unwrap_or_default())
        .collect()
}

//! The policies of an organization.

/// The policies of an organization: those that Muster obeys, and those that it keeps for the
/// application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policies {
    /// Whether nobody becomes a user but by SCIM.
    pub restrict_account_creation_to_scim: bool,
    /// Whether the first login of somebody unknown creates a user.
    pub allow_just_in_time_creation: bool,
    /// The policies of the application, as a JSON object; none where it has never set one.
    pub application: Option<String>,
}

impl Default for Policies {
    fn default() -> Self {
        Self {
            restrict_account_creation_to_scim: false,
            allow_just_in_time_creation: true,
            application: None,
        }
    }
}

impl Policies {
    /// Whether somebody who is not provisioned may become a user by logging in.
    pub fn create_at_login(&self) -> bool {
        self.allow_just_in_time_creation && !self.restrict_account_creation_to_scim
    }
}

use crate::error::Error;
use crate::id::{OrganizationId, SsoConfigurationId};
use crate::limits::LOGIN_CHOICES;
use crate::muster::Muster;

/// A way to log in: what the choice page shows of an SSO configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginChoice {
    /// The organization.
    pub organization_id: OrganizationId,
    /// The organization's name.
    pub organization_name: String,
    /// The SSO configuration.
    pub sso_configuration_id: SsoConfigurationId,
    /// The SSO configuration's name for display; may be empty.
    pub display_name: String,
    /// Whether people may log in with it.
    pub active: bool,
}

impl LoginChoice {
    /// How to call it: the organization, and the SSO configuration if that has a name.
    pub fn label(&self) -> String {
        match self.display_name.as_str() {
            "" => self.organization_name.clone(),
            name if name == self.organization_name => name.to_owned(),
            name => format!("{}: {name}", self.organization_name),
        }
    }
}

impl Muster {
    /// The ways to log in for whoever has this e-mail address: nothing but its domain decides, so
    /// that nobody learns who has an account.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn login_choices(&self, email: &str) -> Result<Vec<LoginChoice>, Error> {
        let Some((_, domain)) = email.trim().rsplit_once('@') else {
            return Ok(Vec::new());
        };
        let domain = domain.to_ascii_lowercase();
        self.store.login_choices(&domain, LOGIN_CHOICES).await
    }

    /// One way to log in; `None` where there is none, or not now.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn login_choice(&self, id: SsoConfigurationId) -> Result<Option<LoginChoice>, Error> {
        let found = self.store.login_configuration(id).await?;
        Ok(found
            .map(|(_, choice)| choice)
            .filter(|choice| choice.active))
    }
}

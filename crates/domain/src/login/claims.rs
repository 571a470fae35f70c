use serde_json::{Map, Value};

use super::{EmailClaim, Expression, LoginRefusal};
use crate::id::{OrganizationId, SsoConfigurationId};

/// What an identity provider vouches for of a person, and how the organization calls that.
#[derive(Clone, Debug, PartialEq)]
pub struct LoginClaims {
    /// The organization.
    pub organization_id: OrganizationId,
    /// The SSO configuration.
    pub sso_configuration_id: SsoConfigurationId,
    /// The identity provider.
    pub issuer: String,
    /// The person: with the two above, the identity key.
    pub subject: String,
    /// The e-mail address.
    pub email: Option<EmailClaim>,
    /// The name for display.
    pub full_name: String,
    /// Everything that was claimed; the ID token wins over userinfo.
    pub all: Map<String, Value>,
}

impl LoginClaims {
    /// A claim as the text that an `externalId` could be.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.all
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty() && !text.contains('\0'))
    }

    /// How the identity provider says that the person proved who they are, as a JSON array
    /// (RFC 8176).
    pub fn amr(&self) -> String {
        let texts: Vec<&str> = self
            .all
            .get("amr")
            .and_then(Value::as_array)
            .map(|methods| methods.iter().filter_map(Value::as_str).take(16).collect())
            .unwrap_or_default();
        Value::from(texts).to_string()
    }
}

/// Somebody whom the identity provider vouches for, and whom the organization has not looked at yet.
#[derive(Clone, Debug)]
pub struct ProvenLogin {
    pub(super) claims: LoginClaims,
    pub(super) required: Vec<(String, String)>,
    pub(super) expression: String,
    pub(super) request: String,
}

/// Somebody who meets the organization's conditions.
#[derive(Clone, Debug)]
pub struct AcceptedLogin {
    pub(super) claims: LoginClaims,
    pub(super) request: String,
}

impl ProvenLogin {
    /// What the identity provider vouches for.
    pub fn claims(&self) -> &LoginClaims {
        &self.claims
    }

    /// Checks the conditions of the SSO configuration: the values of claims, and its expression.
    /// It may take long: not for a thread that others wait for.
    ///
    /// # Errors
    /// [`LoginRefusal::Conditions`].
    pub fn check(self) -> Result<AcceptedLogin, LoginRefusal> {
        let all = &self.claims.all;
        let is_met = |name: &str, value: &str| match all.get(name) {
            Some(Value::String(text)) => text == value,
            Some(Value::Array(texts)) => texts.iter().any(|text| text == value),
            Some(Value::Bool(truth)) => truth.to_string() == value,
            Some(Value::Number(number)) => number.to_string() == value,
            Some(Value::Object(_) | Value::Null) | None => false,
        };
        if !self
            .required
            .iter()
            .all(|(name, value)| is_met(name, value))
        {
            return Err(LoginRefusal::Conditions);
        }
        if !self.expression.is_empty() {
            let expression =
                Expression::parse(&self.expression).map_err(|_| LoginRefusal::Conditions)?;
            if !expression.holds(all) {
                return Err(LoginRefusal::Conditions);
            }
        }
        Ok(AcceptedLogin {
            claims: self.claims,
            request: self.request,
        })
    }
}

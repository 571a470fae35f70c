use super::ProviderProblem;
use crate::error::Error;
use crate::jwt::Refusal;

/// Why somebody was not let in. The sentence is for the person who wanted to log in; whom to ask is
/// a word of [`LoginRefusal::whom_to_ask`].
#[derive(Clone, Debug, thiserror::Error)]
pub enum LoginRefusal {
    /// The answer belongs to no login that has begun in this browser and not ended.
    #[error("this login has expired, was answered already, or began in another browser")]
    NoSuchLogin,
    /// A parameter of the answer.
    #[error("the answer of the identity provider has no usable parameter {0}")]
    Parameter(&'static str),
    /// The identity provider let nobody in.
    #[error("the identity provider did not log you in; it says {0:?}")]
    Denied(String),
    /// The answer comes from another identity provider than the one that was asked (RFC 9207).
    #[error("the answer comes from another identity provider than the one that was asked")]
    OtherProvider,
    /// The identity provider gave no usable answer.
    #[error("{0}")]
    Provider(#[from] ProviderProblem),
    /// The ID token proves nothing.
    #[error("the identity provider's ID token is not accepted: {0}")]
    IdToken(#[from] Refusal),
    /// Userinfo is about somebody else.
    #[error("the identity provider's userinfo is about another person than its ID token")]
    OtherPerson,
    /// A claim has not the value that the SSO configuration demands, or its expression does not
    /// hold.
    #[error("the identity provider's claims about you do not meet the organization's conditions")]
    Conditions,
    /// More logins have begun than are kept.
    #[error("too many logins of this organization are under way; try again in a few minutes")]
    TooMany,
    /// There is no such SSO configuration, or it is not active.
    #[error("single sign-on of this organization is switched off")]
    Inactive,
    /// The user is suspended or has left.
    #[error("your account in this organization is deactivated")]
    Deactivated,
    /// The one whom the login would be linked to is an administrator.
    #[error(
        "your account is an administrator's, and an administrator is never linked by a first login"
    )]
    Administrator,
    /// More than one user could be meant.
    #[error("more than one account of this organization could be yours")]
    Ambiguous,
    /// The user is linked to another person of the same identity provider.
    #[error("the account with your e-mail belongs to another person of the identity provider")]
    AlreadyLinked,
    /// The user comes from a directory that does not belong to this SSO configuration.
    #[error("your account comes from another directory than the one you log in with")]
    OtherDirectory,
    /// The directory knows the user by another identifier than the claim has.
    #[error(
        "the directory knows the account with your e-mail by another identifier than the identity provider"
    )]
    OtherIdentifier,
    /// The SCIM configuration that owns the user is switched off.
    #[error(
        "provisioning of this organization is switched off, so no account is linked to a new login"
    )]
    ProvisioningDisabled,
    /// There is no e-mail address.
    #[error("the identity provider sent no e-mail address")]
    EmailMissing,
    /// Nobody vouches for the e-mail address.
    #[error("your e-mail address is not verified, so the account that has it cannot be linked")]
    EmailUnverified,
    /// The SSO configuration has no say about the address's domain.
    #[error("this single sign-on is not for e-mail addresses of your domain")]
    EmailDomain,
    /// There is no such user, and none may be created by a login.
    #[error("you have no account in this organization, and a login does not create one")]
    NotProvisioned,
    /// The store, or Muster.
    #[error("{0}")]
    Failed(#[from] Error),
}

impl LoginRefusal {
    /// The word for it in the feed, in the log and on the page.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSuchLogin => "no_such_login",
            Self::Parameter(_) => "parameter",
            Self::Denied(_) => "denied",
            Self::OtherProvider => "other_provider",
            Self::Provider(_) => "provider",
            Self::IdToken(_) => "id_token",
            Self::OtherPerson => "other_person",
            Self::Conditions => "conditions",
            Self::TooMany => "too_many_logins",
            Self::Inactive => "sso_inactive",
            Self::Deactivated => "deactivated",
            Self::Administrator => "administrator",
            Self::Ambiguous => "ambiguous",
            Self::AlreadyLinked => "already_linked",
            Self::OtherDirectory => "other_directory",
            Self::OtherIdentifier => "other_identifier",
            Self::ProvisioningDisabled => "provisioning_disabled",
            Self::EmailMissing => "email_missing",
            Self::EmailUnverified => "email_unverified",
            Self::EmailDomain => "email_domain",
            Self::NotProvisioned => "not_provisioned",
            Self::Failed(_) => "failed",
        }
    }

    /// Whether it is about who the person is, and not about whether anybody may log in.
    pub fn is_about_linking(&self) -> bool {
        matches!(
            self,
            Self::Administrator
                | Self::Ambiguous
                | Self::AlreadyLinked
                | Self::OtherDirectory
                | Self::OtherIdentifier
                | Self::ProvisioningDisabled
                | Self::EmailMissing
                | Self::EmailUnverified
                | Self::EmailDomain
        )
    }

    /// Who can do something about it.
    pub fn whom_to_ask(&self) -> &'static str {
        match self {
            Self::NoSuchLogin | Self::TooMany => "Try again from the beginning.",
            Self::Failed(_) => "Try again; if it happens again, ask whoever runs this server.",
            _ => "Ask the IT administrator of your organization, and show this page.",
        }
    }
}

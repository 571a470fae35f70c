//! Who is whom: the one place where a person of an identity provider becomes a user.
//!
//! the identity key decides alone once there is a link.: before that, only
//! inside the organization, never an administrator, never where two could be meant, never whom
//! somebody else of the same identity provider is linked to.

use super::{EmailClaim, LoginRefusal};
use crate::id::UserId;
use crate::user::{EmailProvenance, Role, User, UserStatus};

/// What the organization says of accounts that a login creates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountCreation {
    /// Whether a first login may create an account.
    pub at_first_login: bool,
    /// Whether accounts come over SCIM only.
    pub restricted_to_scim: bool,
}

impl Default for AccountCreation {
    /// What holds where the organization has said nothing.
    fn default() -> Self {
        Self {
            at_first_login: true,
            restricted_to_scim: false,
        }
    }
}

/// What is known of the domain of an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainStanding {
    /// The organization has proven that the domain is its own.
    Proven,
    /// Nobody has proven anything; the SSO configuration names the domain.
    Named,
    /// The SSO configuration does not name it, or the proof is lost or another organization's.
    Foreign,
}

/// Which rule found a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// The claim that the SCIM configuration names has the user's `externalId`.
    ExternalId,
    /// The e-mail address is the user's `userName` or e-mail address.
    Email,
}

impl FoundBy {
    /// The word in the feed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ExternalId => "externalId",
            Self::Email => "email",
        }
    }
}

/// Who owns a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owned {
    /// No SCIM configuration that lives.
    ByNobody,
    /// One that is linked to the SSO configuration.
    ByLinked {
        /// Whether its endpoint answers.
        enabled: bool,
        /// Whether it finds users by `externalId` alone.
        by_external_id: bool,
    },
    /// Another one.
    ByOther,
}

/// A user who may be the person.
#[derive(Clone, Debug)]
pub struct LinkCandidate {
    /// The user.
    pub user: User,
    /// Who owns the user.
    pub owned: Owned,
    /// Which rule found the user.
    pub found_by: FoundBy,
    /// Whether another person of the SSO configuration is linked to the user.
    pub is_linked: bool,
}

/// What is read in the transaction that makes the session.
#[derive(Clone, Debug)]
pub struct LoginFacts {
    /// Whom the identity key is linked to.
    pub linked: Option<User>,
    /// Who may be the person where nobody is linked.
    pub candidates: Vec<LinkCandidate>,
    /// What is known of the domain of the e-mail address.
    pub domain: DomainStanding,
    /// Whether a SCIM configuration of the SSO configuration waives the verification of e-mails.
    pub allow_unverified: bool,
    /// What the organization says of accounts that a login creates.
    pub creation: AccountCreation,
}

/// What becomes of a login.
#[derive(Clone, Debug)]
pub enum LoginDecision {
    /// The user is known.
    Enter(UserId),
    /// This user is the person, from now on.
    Link(UserId, FoundBy),
    /// A new user with this provenance of the e-mail address.
    Create(EmailProvenance),
    /// Nobody is let in.
    Refuse(LoginRefusal),
}

/// Decides from what is known.
pub fn decide(email: Option<&EmailClaim>, facts: &LoginFacts) -> LoginDecision {
    let status = facts.linked.as_ref().map(|user| user.profile.status);
    if let (Some(user), Some(UserStatus::Active)) = (&facts.linked, status) {
        return LoginDecision::Enter(user.id);
    }
    // a link to somebody whom the directory or an administrator has suspended is the end.
    if status == Some(UserStatus::Suspended) {
        return LoginDecision::Refuse(LoginRefusal::Deactivated);
    }
    let with = |wanted: UserStatus| {
        let candidates = facts.candidates.iter();
        candidates.filter(move |candidate| candidate.user.profile.status == wanted)
    };
    let has_suspended = with(UserStatus::Suspended).next().is_some();
    let has_left = status == Some(UserStatus::Left) || with(UserStatus::Left).next().is_some();
    let mut active = with(UserStatus::Active);
    match (active.next(), active.next()) {
        (Some(_), Some(_)) => LoginDecision::Refuse(LoginRefusal::Ambiguous),
        (Some(_), None) if has_suspended => LoginDecision::Refuse(LoginRefusal::Ambiguous),
        (Some(candidate), None) => match check_link(email, candidate, facts) {
            Ok(()) => LoginDecision::Link(candidate.user.id, candidate.found_by),
            Err(refusal) => LoginDecision::Refuse(refusal),
        },
        // who has left, or was deactivated, does not come back as somebody new.
        (None, _) if has_suspended || has_left => LoginDecision::Refuse(LoginRefusal::Deactivated),
        (None, _) => match check_creation(email, facts) {
            Ok(provenance) => LoginDecision::Create(provenance),
            Err(refusal) => LoginDecision::Refuse(refusal),
        },
    }
}

fn check_link(
    email: Option<&EmailClaim>,
    candidate: &LinkCandidate,
    facts: &LoginFacts,
) -> Result<(), LoginRefusal> {
    let profile = &candidate.user.profile;
    if profile.role == Role::Admin {
        return Err(LoginRefusal::Administrator);
    }
    if candidate.is_linked {
        return Err(LoginRefusal::AlreadyLinked);
    }
    let is_vouched_for = match (candidate.owned, candidate.found_by) {
        (Owned::ByOther, _) => return Err(LoginRefusal::OtherDirectory),
        (Owned::ByLinked { enabled: false, .. }, _) => {
            return Err(LoginRefusal::ProvisioningDisabled);
        }
        // The directory and the identity provider are of one organization and name one person by
        // one identifier: no e-mail address is needed.
        (Owned::ByLinked { .. }, FoundBy::ExternalId) => return Ok(()),
        (
            Owned::ByLinked {
                by_external_id: true,
                ..
            },
            FoundBy::Email,
        ) => return Err(LoginRefusal::OtherIdentifier),
        (Owned::ByLinked { .. }, FoundBy::Email) => true,
        // the address of a member must be verified as well as the one at login.
        (Owned::ByNobody, _) => {
            facts.domain == DomainStanding::Proven
                || matches!(
                    profile.email_provenance,
                    EmailProvenance::IdpClaim | EmailProvenance::DomainVerified
                )
        }
    };
    let email = email.ok_or(LoginRefusal::EmailMissing)?;
    if facts.domain == DomainStanding::Foreign {
        return Err(LoginRefusal::EmailDomain);
    }
    if (email.is_trusted(facts.domain) && is_vouched_for) || facts.allow_unverified {
        return Ok(());
    }
    Err(LoginRefusal::EmailUnverified)
}

fn check_creation(
    email: Option<&EmailClaim>,
    facts: &LoginFacts,
) -> Result<EmailProvenance, LoginRefusal> {
    if facts.creation.restricted_to_scim || !facts.creation.at_first_login {
        return Err(LoginRefusal::NotProvisioned);
    }
    let email = email.ok_or(LoginRefusal::EmailMissing)?;
    match facts.domain {
        DomainStanding::Foreign => Err(LoginRefusal::EmailDomain),
        DomainStanding::Proven => Ok(EmailProvenance::DomainVerified),
        DomainStanding::Named if email.is_trusted(facts.domain) => Ok(EmailProvenance::IdpClaim),
        DomainStanding::Named => Ok(EmailProvenance::None),
    }
}

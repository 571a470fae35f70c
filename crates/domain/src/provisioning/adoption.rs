//! Whether a provisioned user is a member who was there before.
//!
//! only inside the organization, never an administrator, never where two could be
//! meant; the e-mail must be trusted unless the configuration waives that.

use crate::id::UserId;
use crate::user::{EmailProvenance, Role, User};

/// A member of the organization whom no SCIM configuration owns and who has the e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The user.
    pub id: UserId,
    /// The user's role.
    pub role: Role,
    /// Who vouches for the candidate's e-mail.
    pub email_provenance: EmailProvenance,
}

impl From<&User> for Candidate {
    fn from(user: &User) -> Self {
        Self {
            id: user.id,
            role: user.profile.role,
            email_provenance: user.profile.email_provenance,
        }
    }
}

/// What becomes of a SCIM POST.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adoption {
    /// A new user.
    Create,
    /// This member becomes the provisioned user.
    Adopt(UserId),
    /// Neither: the sentence tells the administrator what to do.
    Refuse(&'static str),
}

/// Decides from the candidates and from whether the new user's e-mail is trusted: its domain is
/// proven for the organization, or the identity provider marked it verified.
pub fn decide(candidates: &[Candidate], trusted: bool, allow_unverified: bool) -> Adoption {
    match candidates {
        [] => Adoption::Create,
        [candidate] if candidate.role == Role::Admin => Adoption::Refuse(
            "an administrator is never taken over by SCIM; make the member a non-administrator \
             first, or give the provisioned user another e-mail",
        ),
        [candidate] if trusted && candidate.email_provenance != EmailProvenance::None => {
            Adoption::Adopt(candidate.id)
        }
        [candidate] if allow_unverified => Adoption::Adopt(candidate.id),
        // whoever joined under an address that nobody vouched for may be somebody else.
        [_] if trusted => Adoption::Refuse(
            "nobody has verified that the member's e-mail is theirs, so the member cannot be \
             linked; allow linking of unverified e-mails in the SCIM configuration \
             (allowUnverifiedEmailAccountLinking), or remove the member",
        ),
        [_] => Adoption::Refuse(
            "the e-mail is not verified, so the member cannot be linked; verify its domain for \
             the organization (VerifyDomain), allow linking of unverified e-mails in the SCIM \
             configuration (allowUnverifiedEmailAccountLinking), or remove the member",
        ),
        _ => Adoption::Refuse(
            "several members have this e-mail, so none can be linked; remove all but one",
        ),
    }
}

/// The key by which e-mails are compared for linking, if this address may be compared at all.
///
/// Only ASCII addresses: a look-alike letter must never link two people.
pub fn linking_key(email: &str) -> Option<String> {
    let (local, domain) = email.rsplit_once('@')?;
    let comparable = email.is_ascii()
        && !local.is_empty()
        && !domain.is_empty()
        && !email
            .bytes()
            .any(|byte| byte.is_ascii_whitespace() || byte.is_ascii_control());
    comparable.then(|| email.to_ascii_lowercase())
}

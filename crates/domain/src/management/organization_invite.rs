//! Invites, and joining by them.

use crate::domain_verification::domain_of;
use crate::error::Error;
use crate::id::{OrganizationId, UserId};
use crate::limits;
use crate::management::Caller;
use crate::management::caller::read_only;
use crate::muster::Muster;
use crate::organization::Organization;
use crate::organization_invite::{InviteSecret, JoinGrounds, OrganizationInvite};
use crate::page::PageRequest;
use crate::secret::Secret;
use crate::store::MemberQuery;
use crate::time::MICROS_PER_SECOND;
use crate::user::{EmailProvenance, MemberFilter, MemberOrder, Profile, Role, User, UserStatus};

/// How somebody asks to join.
#[derive(Clone, Copy, Debug)]
pub enum JoinRequest {
    /// By an invite.
    Invite(InviteSecret),
    /// Because the organization invites everybody of the caller's e-mail domain.
    Organization(OrganizationId),
}

impl Muster {
    /// Makes an invite of an organization; every earlier one is dead when this returns.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`.
    pub async fn create_invite(
        &self,
        caller: &Caller,
        organization: OrganizationId,
        request_id: &str,
    ) -> Result<InviteSecret, Error> {
        let organization_id = caller.in_organization(organization)?.administered()?;
        let cause = self.cause(caller.actor(), request_id);
        let mut bytes = [0; 16];
        self.random().fill(&mut bytes)?;
        let secret = InviteSecret::from_random(bytes);
        let sealed_secret = self.key().seal(
            &Secret::new(secret.expose()),
            organization_id.uuid().as_bytes(),
            self.random(),
        )?;
        let new = OrganizationInvite {
            organization_id,
            hash: self.key().hash_invite(&secret),
            sealed_secret,
            created_at: cause.at,
            expires_at: cause
                .at
                .plus_micros(limits::INVITE_SECONDS * MICROS_PER_SECOND),
        };
        self.store.replace_invite(new, cause).await?;
        Ok(secret)
    }

    /// The invite of an organization; a new one where there is none that works.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`.
    pub async fn invite(
        &self,
        caller: &Caller,
        organization: OrganizationId,
        request_id: &str,
    ) -> Result<InviteSecret, Error> {
        let id = caller.in_organization(organization)?.administered()?;
        let found = self.store.invite(id).await?;
        let Some(found) = found.filter(|invite| self.now() < invite.expires_at) else {
            return self.create_invite(caller, organization, request_id).await;
        };
        let secret = self
            .key()
            .open(&found.sealed_secret, id.uuid().as_bytes())?;
        InviteSecret::parse(secret.expose())
            .ok_or_else(|| Error::Internal("a sealed invite is no UUID".to_owned()))
    }

    /// The organization that an invite is for, and how many members it has.
    ///
    /// # Errors
    /// `NotFound` for an invite that is unknown, replaced or over.
    pub async fn invite_summary(
        &self,
        secret: &InviteSecret,
    ) -> Result<(Organization, u64), Error> {
        let invite = self.living_invite(secret).await?;
        let organization = self
            .store
            .organization(invite.organization_id)
            .await?
            .ok_or(Error::NotFound("invite"))?;
        let members = MemberQuery {
            filter: MemberFilter {
                statuses: vec![UserStatus::Active, UserStatus::Suspended],
                ..MemberFilter::default()
            },
            order: MemberOrder::DateJoined,
            descending: false,
            page: PageRequest {
                size: 1,
                after: None,
            },
            count: true,
        };
        let found = self.store.users(organization.id, members).await?;
        Ok((organization, found.total.unwrap_or(0)))
    }

    /// Makes the caller a member of another organization as well: a new user there, with the
    /// caller's name and e-mail, who logs in there on that organization's terms.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`, and `FailedPrecondition` with what stands in the way.
    pub async fn join_organization(
        &self,
        caller: &Caller,
        request: JoinRequest,
        request_id: &str,
    ) -> Result<User, Error> {
        if let Caller::User {
            read_only: true, ..
        } = caller
        {
            return Err(read_only());
        }
        let joining = self.authenticated_user(caller).await?;
        let home = joining.organization_id;
        let domain = domain_of(&joining.profile.email).ok_or_else(|| {
            Error::FailedPrecondition(
                "your user has no e-mail address, without which nobody can tell who joins"
                    .to_owned(),
            )
        })?;
        let is_vouched_for = self.store.is_domain_proven(home, &domain).await?;
        let (organization_id, grounds) = match request {
            JoinRequest::Invite(secret) => {
                let invite = self.living_invite(&secret).await?;
                (invite.organization_id, JoinGrounds::Invite(invite.hash))
            }
            JoinRequest::Organization(id) => (id, JoinGrounds::Domain { domain, home }),
        };
        if organization_id == home {
            return Ok(joining);
        }
        let cause = self.cause(caller.actor(), request_id);
        let user = User {
            id: UserId::from_uuid(self.new_id(cause.at)?),
            organization_id,
            scim_configuration_id: None,
            profile: Profile {
                role: Role::Member,
                status: UserStatus::Active,
                full_name: joining.profile.full_name,
                email: joining.profile.email,
                email_provenance: if is_vouched_for {
                    EmailProvenance::DomainVerified
                } else {
                    EmailProvenance::None
                },
                suspended_by_administrator: false,
            },
            created_at: cause.at,
            updated_at: cause.at,
        };
        self.store
            .join_organization(user.clone(), grounds, cause)
            .await?;
        Ok(user)
    }

    async fn living_invite(&self, secret: &InviteSecret) -> Result<OrganizationInvite, Error> {
        let hash = self.key().hash_invite(secret);
        self.store
            .invite_with_hash(hash)
            .await?
            .filter(|invite| self.now() < invite.expires_at)
            .ok_or(Error::NotFound("invite"))
    }
}

//! Organizations.

use api::gitpod::v1::{InviteDomains, Organization, OrganizationTier};

use super::time::timestamp;

/// What every organization may use: everything.
pub(crate) const TIER: OrganizationTier = OrganizationTier::ORGANIZATION_TIER_ENTERPRISE;

pub(crate) fn message(organization: domain::organization::Organization) -> Organization {
    let invites = InviteDomains {
        domains: organization.invite_domains,
        ..Default::default()
    };
    Organization {
        id: organization.id.to_string(),
        name: organization.name,
        created_at: timestamp(organization.created_at).into(),
        updated_at: timestamp(organization.updated_at).into(),
        invite_domains: invites.into(),
        tier: TIER.into(),
        ..Default::default()
    }
}

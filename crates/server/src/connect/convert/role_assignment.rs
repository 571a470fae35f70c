//! Roles that groups give.

use api::EnumValue;
use api::gitpod::v1::{ResourceRole, ResourceType, RoleAssignment};
use domain::Error;
use domain::groups::{OrganizationRole, Role};
use domain::id::{GroupId, OrganizationId};

pub(crate) fn message(assignment: domain::groups::RoleAssignment) -> RoleAssignment {
    let role = assignment.role;
    let organization = assignment.organization_id;
    let (resource_type, resource_role) = match role {
        Role::Organization(role) => (
            ResourceType::RESOURCE_TYPE_ORGANIZATION,
            organization_message(role),
        ),
        Role::GroupAdmin(_) => (
            ResourceType::RESOURCE_TYPE_GROUP,
            ResourceRole::RESOURCE_ROLE_GROUP_ADMIN,
        ),
        Role::GroupViewer(_) => (
            ResourceType::RESOURCE_TYPE_GROUP,
            ResourceRole::RESOURCE_ROLE_GROUP_VIEWER,
        ),
    };
    RoleAssignment {
        id: assignment.id.to_string(),
        group_id: assignment.group_id.to_string(),
        organization_id: organization.to_string(),
        resource_id: role.resource_id(organization).to_string(),
        resource_type: resource_type.into(),
        resource_role: resource_role.into(),
        ..Default::default()
    }
}

/// The role that a request gives.
///
/// # Errors
/// `InvalidArgument` for a role that is not one about that kind of resource, or that Muster has no
/// resources for; `NotFound` for a resource that is not there.
pub(crate) fn role(
    resource_type: EnumValue<ResourceType>,
    resource_id: &str,
    role: EnumValue<ResourceRole>,
    organization: OrganizationId,
) -> Result<Role, Error> {
    let role = role.as_known();
    match resource_type.as_known() {
        Some(ResourceType::RESOURCE_TYPE_ORGANIZATION) => {
            let role = role.and_then(organization_role).ok_or_else(|| {
                wrong(
                    "resource_role",
                    "of an organization it must be one of RESOURCE_ROLE_ORG_…",
                )
            })?;
            let named = OrganizationId::parse(resource_id);
            named
                .filter(|named| *named == organization)
                .ok_or(Error::NotFound("organization"))?;
            Ok(Role::Organization(role))
        }
        Some(ResourceType::RESOURCE_TYPE_GROUP) => {
            let id = GroupId::parse(resource_id).ok_or(Error::NotFound("group"))?;
            match role {
                Some(ResourceRole::RESOURCE_ROLE_GROUP_ADMIN) => Ok(Role::GroupAdmin(id)),
                Some(ResourceRole::RESOURCE_ROLE_GROUP_VIEWER) => Ok(Role::GroupViewer(id)),
                _ => Err(wrong(
                    "resource_role",
                    "over a group it must be RESOURCE_ROLE_GROUP_ADMIN or \
                     RESOURCE_ROLE_GROUP_VIEWER",
                )),
            }
        }
        _ => Err(wrong(
            "resource_type",
            "groups give roles on RESOURCE_TYPE_ORGANIZATION and RESOURCE_TYPE_GROUP",
        )),
    }
}

/// The word for resources of a kind; none for a kind that no role is about.
pub(crate) fn kind_word(kind: EnumValue<ResourceType>) -> Option<&'static str> {
    match kind.as_known()? {
        ResourceType::RESOURCE_TYPE_ORGANIZATION => Some("organization"),
        ResourceType::RESOURCE_TYPE_GROUP => Some("group"),
        _ => None,
    }
}

/// The word for a role; none for one that no group gives.
pub(crate) fn role_word(role: EnumValue<ResourceRole>) -> Option<&'static str> {
    match role.as_known()? {
        ResourceRole::RESOURCE_ROLE_GROUP_ADMIN => Some("GROUP_ADMIN"),
        ResourceRole::RESOURCE_ROLE_GROUP_VIEWER => Some("GROUP_VIEWER"),
        other => organization_role(other).map(OrganizationRole::as_str),
    }
}

fn organization_role(role: ResourceRole) -> Option<OrganizationRole> {
    OrganizationRole::ALL
        .into_iter()
        .find(|known| organization_message(*known) == role)
}

fn organization_message(role: OrganizationRole) -> ResourceRole {
    match role {
        OrganizationRole::Admin => ResourceRole::RESOURCE_ROLE_ORG_ADMIN,
        OrganizationRole::SecurityAdmin => ResourceRole::RESOURCE_ROLE_ORG_SECURITY_ADMIN,
        OrganizationRole::GroupsAdmin => ResourceRole::RESOURCE_ROLE_ORG_GROUPS_ADMIN,
        OrganizationRole::RunnersAdmin => ResourceRole::RESOURCE_ROLE_ORG_RUNNERS_ADMIN,
        OrganizationRole::ProjectsAdmin => ResourceRole::RESOURCE_ROLE_ORG_PROJECTS_ADMIN,
        OrganizationRole::AutomationsAdmin => ResourceRole::RESOURCE_ROLE_ORG_AUTOMATIONS_ADMIN,
        OrganizationRole::AuditLogReader => ResourceRole::RESOURCE_ROLE_ORG_AUDIT_LOG_READER,
        OrganizationRole::EnvironmentsReader => ResourceRole::RESOURCE_ROLE_ORG_ENVIRONMENTS_READER,
        OrganizationRole::BillingViewer => ResourceRole::RESOURCE_ROLE_ORG_BILLING_VIEWER,
        OrganizationRole::InsightsViewer => ResourceRole::RESOURCE_ROLE_ORG_INSIGHTS_VIEWER,
        OrganizationRole::Member => ResourceRole::RESOURCE_ROLE_ORG_MEMBER,
    }
}

fn wrong(field: &'static str, message: &str) -> Error {
    Error::InvalidArgument {
        field,
        message: message.to_owned(),
    }
}

//! Groups, who is in them, and the roles that they give.
//!
//! An organization makes groups itself (local groups), and its identity providers provision others:
//! those are SCIM resources. Here both are one noun. What tells them apart is the SCIM
//! configuration, which a local group does not have.
//!
//! A role assignment gives the members of a group a role: in the organization, or over a group. It
//! names the group by its identifier, never by its name, which an identity provider can change
//!

mod group;
mod membership;
mod organization_role;
mod organization_roles;
mod role;
mod role_assignment;
mod subject;

pub use group::Group;
pub use membership::Membership;
pub use organization_role::OrganizationRole;
pub use organization_roles::OrganizationRoles;
pub use role::Role;
pub use role_assignment::RoleAssignment;
pub use subject::Subject;

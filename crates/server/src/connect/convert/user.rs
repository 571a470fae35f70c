//! Users, alone and as members.

use api::EnumValue;
use api::gitpod::v1::{OrganizationMember, OrganizationRole, User, UserStatus};
use domain::user::{Role, UserStatus as Status};

use super::time::timestamp;

/// How every user logs in: by the organization's own SSO.
const LOGIN_PROVIDER: &str = "custom";

pub(crate) fn message(user: domain::user::User) -> User {
    User {
        id: user.id.to_string(),
        organization_id: user.organization_id.to_string(),
        name: user.profile.full_name,
        created_at: timestamp(user.created_at).into(),
        status: status_message(user.profile.status).into(),
        email: user.profile.email,
        ..Default::default()
    }
}

pub(crate) fn member(user: domain::user::User) -> OrganizationMember {
    let role = match user.profile.role {
        Role::Admin => OrganizationRole::ORGANIZATION_ROLE_ADMIN,
        Role::Member => OrganizationRole::ORGANIZATION_ROLE_MEMBER,
    };
    OrganizationMember {
        user_id: user.id.to_string(),
        role: role.into(),
        member_since: timestamp(user.created_at).into(),
        full_name: user.profile.full_name,
        email: user.profile.email,
        status: status_message(user.profile.status).into(),
        login_provider: LOGIN_PROVIDER.to_owned(),
        ..Default::default()
    }
}

/// The role of that value; none for UNSPECIFIED and for one that does not exist.
pub(crate) fn role(value: EnumValue<OrganizationRole>) -> Option<Role> {
    match value.as_known()? {
        OrganizationRole::ORGANIZATION_ROLE_ADMIN => Some(Role::Admin),
        OrganizationRole::ORGANIZATION_ROLE_MEMBER => Some(Role::Member),
        OrganizationRole::ORGANIZATION_ROLE_UNSPECIFIED => None,
    }
}

/// The status of that value; none for UNSPECIFIED and for one that does not exist.
pub(crate) fn status(value: EnumValue<UserStatus>) -> Option<Status> {
    match value.as_known()? {
        UserStatus::USER_STATUS_ACTIVE => Some(Status::Active),
        UserStatus::USER_STATUS_SUSPENDED => Some(Status::Suspended),
        UserStatus::USER_STATUS_LEFT => Some(Status::Left),
        UserStatus::USER_STATUS_UNSPECIFIED => None,
    }
}

fn status_message(status: Status) -> UserStatus {
    match status {
        Status::Active => UserStatus::USER_STATUS_ACTIVE,
        Status::Suspended => UserStatus::USER_STATUS_SUSPENDED,
        Status::Left => UserStatus::USER_STATUS_LEFT,
    }
}

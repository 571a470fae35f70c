//! Groups and who is in them.

use api::gitpod::v1::{Group, GroupMembership, Principal, Subject as Message};
use domain::Error;
use domain::groups::{Membership, Subject};

use super::time::timestamp;
use super::{id, subject};

/// A SCIM group is no other message than a local one: it is not `systemManaged`, for clients hide
/// those.
pub(crate) fn message(group: domain::groups::Group) -> Group {
    Group {
        id: group.id.to_string(),
        organization_id: group.organization_id.to_string(),
        name: group.name,
        created_at: timestamp(group.created_at).into(),
        updated_at: timestamp(group.updated_at).into(),
        description: group.description,
        member_count: i32::try_from(group.member_count).unwrap_or(i32::MAX),
        ..Default::default()
    }
}

pub(crate) fn membership(membership: Membership) -> GroupMembership {
    let principal = match membership.subject {
        Subject::User(_) => Principal::PRINCIPAL_USER,
        Subject::ServiceAccount(_) => Principal::PRINCIPAL_SERVICE_ACCOUNT,
    };
    GroupMembership {
        id: membership.id.to_string(),
        subject: subject::message(membership.subject.uuid(), principal).into(),
        group_id: membership.group_id.to_string(),
        name: membership.name,
        ..Default::default()
    }
}

/// Who is meant.
///
/// # Errors
/// `InvalidArgument` for what can be in no group.
pub(crate) fn member(message: Option<&Message>) -> Result<Subject, Error> {
    let wrong = || Error::InvalidArgument {
        field: "subject",
        message: "name a user or a service account: its id, and PRINCIPAL_USER or \
                  PRINCIPAL_SERVICE_ACCOUNT"
            .to_owned(),
    };
    let message = message.ok_or_else(wrong)?;
    match message.principal.as_known() {
        Some(Principal::PRINCIPAL_USER) => Ok(Subject::User(id::user(&message.id)?)),
        Some(Principal::PRINCIPAL_SERVICE_ACCOUNT) => {
            Ok(Subject::ServiceAccount(id::service_account(&message.id)?))
        }
        _ => Err(wrong()),
    }
}

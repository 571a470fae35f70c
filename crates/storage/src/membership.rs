//! Who is in a group, whoever manages it.

use domain::Error;
use domain::event::{Cause, EventType};
use domain::groups::{Group, Membership, Subject};
use domain::id::{GroupId, MembershipId, OrganizationId, ScimConfigurationId, UserId};
use domain::page::{Page, PageRequest};
use scim::fold::fold;
use serde_json::json;
use uuid::Uuid;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::filter::{self, Owned};
use crate::value::{Param, Row, after_id, params};
use crate::{group, local_group, service_account, user};

/// Puts somebody into a local group; who is inside stays.
pub(crate) async fn add<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    group: GroupId,
    (subject, id): (Subject, MembershipId),
    cause: &Cause,
) -> Result<Membership, Error> {
    let group = local_group::to_change(connection, organization, group).await?;
    let name = name_of(connection, organization, subject).await?;
    if let Some(inside) = find_local(connection, &group, subject).await? {
        return Ok(inside);
    }
    connection
        .execute(
            "INSERT INTO local_group_members (organization_id, group_id, subject_id, id, \
             principal) VALUES ($1, $2, $3, $4, $5)",
            params![organization, group.id, subject.uuid(), id, subject.kind()],
        )
        .await?;
    let membership = Membership {
        id,
        group_id: group.id,
        subject,
        name,
    };
    count(connection, &group, &membership, 1, cause).await?;
    Ok(membership)
}

/// The local group that a membership is of.
pub(crate) async fn group_of<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: MembershipId,
) -> Result<Option<GroupId>, Error> {
    let row = connection
        .query_one(
            "SELECT group_id FROM local_group_members WHERE organization_id = $1 AND id = $2",
            params![organization, id],
        )
        .await?;
    Ok(row
        .map(|mut row| row.id())
        .transpose()?
        .map(GroupId::from_uuid))
}

/// Takes somebody out of a local group.
pub(crate) async fn remove<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: MembershipId,
    cause: &Cause,
) -> Result<(), Error> {
    let row = connection
        .query_one(
            "SELECT group_id, principal, subject_id FROM local_group_members \
             WHERE organization_id = $1 AND id = $2",
            params![organization, id],
        )
        .await?;
    let mut row = row.ok_or(Error::NotFound("membership"))?;
    let group_id = GroupId::from_uuid(row.id()?);
    let membership = Membership {
        id,
        group_id,
        subject: read_subject(&mut row)?,
        name: String::new(),
    };
    let group = local_group::to_change(connection, organization, group_id).await?;
    connection
        .write_row(
            "DELETE FROM local_group_members WHERE organization_id = $1 AND group_id = $2 \
             AND subject_id = $3",
            params![organization, group_id, membership.subject.uuid()],
        )
        .await?;
    count(connection, &group, &membership, -1, cause).await
}

/// Writes that a group has one member more or less, and appends the event.
async fn count<C: Connection>(
    connection: &C,
    group: &Group,
    membership: &Membership,
    change: i64,
    cause: &Cause,
) -> Result<(), Error> {
    let cause = &cause.not_before(group.updated_at);
    let after = Group {
        version: group.version + 1,
        ..group.clone()
    };
    connection
        .write_row(
            "UPDATE local_groups SET member_count = member_count + $1, version = $2, \
             updated_at = $3 WHERE organization_id = $4 AND id = $5",
            params![
                change,
                after.version,
                cause.at,
                group.organization_id,
                group.id
            ],
        )
        .await?;
    let state = json!({
        "members": [membership.subject.uuid().to_string()],
        "principal": membership.subject.kind(),
        "membershipId": membership.id.to_string(),
    })
    .to_string();
    let (event_type, states) = if change > 0 {
        (EventType::GroupMemberAdded, (None, Some(state.as_str())))
    } else {
        (EventType::GroupMemberRemoved, (Some(state.as_str()), None))
    };
    local_group::append(connection, &after, event_type, cause, states).await
}

/// The membership of somebody in a group.
pub(crate) async fn find<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    group: GroupId,
    subject: Subject,
) -> Result<Option<Membership>, Error> {
    let group = group::find(connection, organization, group)
        .await?
        .ok_or(Error::NotFound("group"))?;
    Ok(match (group.scim_configuration_id, subject) {
        (None, _) => find_local(connection, &group, subject).await?,
        (Some(owner), Subject::User(user)) => {
            find_provisioned(connection, &group, owner, user).await?
        }
        (Some(_), Subject::ServiceAccount(_)) => None,
    })
}

async fn find_local<C: Connection>(
    connection: &C,
    group: &Group,
    subject: Subject,
) -> Result<Option<Membership>, Fault> {
    let row = connection
        .query_one(
            "SELECT m.principal, m.subject_id, m.id, u.full_name, s.name FROM local_group_members m \
             LEFT JOIN users u ON u.organization_id = m.organization_id AND u.id = m.subject_id \
             LEFT JOIN service_accounts s ON s.organization_id = m.organization_id \
             AND s.id = m.subject_id \
             WHERE m.organization_id = $1 AND m.group_id = $2 AND m.subject_id = $3",
            params![group.organization_id, group.id, subject.uuid()],
        )
        .await?;
    let found = row.map(|row| read_local(group.id, row)).transpose()?;
    Ok(found.filter(|membership| membership.subject == subject))
}

async fn find_provisioned<C: Connection>(
    connection: &C,
    group: &Group,
    owner: ScimConfigurationId,
    user: UserId,
) -> Result<Option<Membership>, Fault> {
    let row = connection
        .query_one(
            "SELECT m.member_id, u.full_name FROM group_members m CROSS JOIN users u \
             WHERE m.organization_id = $1 AND m.scim_configuration_id = $2 AND m.group_id = $3 \
             AND m.member_id = $4 AND m.member_type = 'User' AND u.organization_id = $1 \
             AND u.id = m.member_id",
            params![group.organization_id, owner, group.id, user],
        )
        .await?;
    row.map(|row| read_provisioned(group.id, row)).transpose()
}

/// A page of the members of a group.
pub(crate) async fn list_page<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: GroupId,
    search: &str,
    page: &PageRequest,
) -> Result<Page<Membership>, Error> {
    let group = group::find(connection, organization, id)
        .await?
        .ok_or(Error::NotFound("group"))?;
    let after = after_id(page)?;
    let mut values = Vec::new();
    let mut bind = |value: Owned| {
        values.push(value);
        format!("${}", values.len())
    };
    let owned = bind(Owned::Id(organization.uuid()));
    let in_group = bind(Owned::Id(id.uuid()));
    // The user's row is one look-up from each member, so CROSS JOIN keeps the order of the loops.
    let (mut sql, member) = match group.scim_configuration_id {
        None => (
            format!(
                "SELECT m.principal, m.subject_id, m.id, u.full_name, s.name FROM local_group_members m \
             LEFT JOIN users u ON u.organization_id = m.organization_id AND u.id = m.subject_id \
             LEFT JOIN service_accounts s ON s.organization_id = m.organization_id \
             AND s.id = m.subject_id \
             WHERE m.organization_id = {owned} AND m.group_id = {in_group}"
            ),
            "subject_id",
        ),
        Some(owner) => (
            format!(
                "SELECT m.member_id, u.full_name FROM group_members m CROSS JOIN users u \
                 WHERE m.organization_id = {owned} AND m.group_id = {in_group} \
                 AND m.scim_configuration_id = {} AND m.member_type = 'User' \
                 AND u.organization_id = {owned} AND u.id = m.member_id",
                bind(Owned::Id(owner.uuid()))
            ),
            "member_id",
        ),
    };
    sql += &format!(" AND m.{member} > {}", bind(Owned::Id(after)));
    if !search.is_empty() {
        let pattern = Owned::Text(format!("%{}%", filter::escape(&fold(search))));
        let (name, email) = (bind(pattern.clone()), bind(pattern));
        sql += &format!(
            " AND (u.full_name_key LIKE {name} ESCAPE '\\' \
             OR u.email_key LIKE {email} ESCAPE '\\'"
        );
        if group.scim_configuration_id.is_none() {
            sql += &format!(" OR s.name_key LIKE {name} ESCAPE '\\'");
        }
        sql += ")";
    }
    let size = bind(Owned::Integer(i64::from(page.size) + 1));
    sql += &format!(" ORDER BY m.{member} LIMIT {size}");
    let params: Vec<Param<'_>> = values.iter().map(Owned::param).collect();
    let rows = connection.query(&sql, &params).await?;
    let read = match group.scim_configuration_id {
        None => read_local,
        Some(_) => read_provisioned,
    };
    let found = rows.into_iter().map(|row| read(id, row));
    let found = found.collect::<Result<Vec<_>, Fault>>()?;
    Ok(crate::value::page(found, page.size, |membership| {
        membership.subject.uuid().to_string()
    }))
}

async fn name_of<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    subject: Subject,
) -> Result<String, Error> {
    match subject {
        Subject::User(id) => {
            let user = user::find(connection, organization, id).await?;
            Ok(user.ok_or(Error::NotFound("user"))?.profile.full_name)
        }
        Subject::ServiceAccount(id) => {
            let account = service_account::find(connection, organization, id).await?;
            Ok(account.ok_or(Error::NotFound("service account"))?.name)
        }
    }
}

/// The columns `principal, subject_id, id`, and the names of a user and of a service account.
fn read_local(group_id: GroupId, mut row: Row) -> Result<Membership, Fault> {
    Ok(Membership {
        group_id,
        subject: read_subject(&mut row)?,
        id: MembershipId::from_uuid(row.id()?),
        name: {
            let user = row.optional_text()?;
            user.or(row.optional_text()?).unwrap_or_default()
        },
    })
}

/// The columns `principal, subject_id`.
fn read_subject(row: &mut Row) -> Result<Subject, Fault> {
    let kind = row.text()?;
    Subject::of_kind(&kind, row.id()?)
        .ok_or_else(|| Fault::Internal(format!("a member of a group is a {kind:?}")))
}

/// The columns `member_id, full_name`.
fn read_provisioned(group_id: GroupId, mut row: Row) -> Result<Membership, Fault> {
    let subject = Subject::User(UserId::from_uuid(row.id()?));
    Ok(Membership {
        id: Membership::provisioned_id(group_id, subject),
        group_id,
        subject,
        name: row.text()?,
    })
}

/// Takes somebody who ends out of every local group.
pub(crate) async fn leave_all<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    subject: Uuid,
    cause: &Cause,
) -> Result<(), Error> {
    let rows = connection
        .query(
            "SELECT id FROM local_group_members WHERE organization_id = $1 AND subject_id = $2 \
             ORDER BY group_id",
            params![organization, subject],
        )
        .await?;
    for mut row in rows {
        let id = MembershipId::from_uuid(row.id()?);
        remove(connection, organization, id, cause).await?;
    }
    Ok(())
}

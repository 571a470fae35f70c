//! Groups: how many members they are said to have, local ones as the feed tells of them, and whose
//! role assignments are.

use std::collections::BTreeMap;

use domain::groups::Subject;
use domain::id::{GroupId, MembershipId, OrganizationId};
use domain::replay::{Replay, ReplayedGroup};
use scim::fold::fold;
use uuid::Uuid;

use super::findings::Findings;
use super::{Checked, DAMAGED, OrganizationReport, POWERLESS, is_last, page_rows};
use crate::connection::Connection;
use crate::value::params;
use crate::{group, local_group, role_assignment};

const PLACE: &str = "local_groups";

pub(super) async fn check<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    replay: Option<&Replay>,
    report: &mut OrganizationReport,
    findings: &mut Findings,
) -> Checked<()> {
    counts(connection, organization, findings).await?;
    let mut members = members(connection, organization, report, findings).await?;
    let mut last = Uuid::nil();
    let mut replayed = 0;
    loop {
        let rows = connection
            .query(
                "SELECT name_key, id, name, description, member_count, version, created_at, \
                 updated_at FROM local_groups WHERE organization_id = $1 AND id > $2 \
                 ORDER BY id LIMIT $3",
                params![organization, last, page_rows()],
            )
            .await?;
        let count = rows.len();
        for mut row in rows {
            let name_key = row.text()?;
            let group = local_group::read(organization, row)?;
            let id = group.id;
            last = id.uuid();
            let mut wrong = |problem: &str| {
                findings.add(PLACE, format!("group {id}: {problem}"), DAMAGED);
            };
            if name_key != fold(&group.name) {
                wrong("the key of the name is not that of the name");
            }
            let members = members.remove(&id).unwrap_or_default();
            if i64::try_from(members.len()).ok() != Some(group.member_count) {
                wrong("the number of members is not the one that is counted");
            }
            let found = ReplayedGroup { group, members };
            let told = replay.map(|replay| replay.local_groups().get(&id));
            replayed += usize::from(told.flatten().is_some());
            if told.is_some_and(|told| told != Some(&found)) {
                wrong("it is not what the feed leads to");
            }
        }
        if is_last(count) {
            break;
        }
    }
    let missing = replay.map_or(0, |replay| replay.local_groups().len()) - replayed;
    findings.expect(
        missing == 0,
        PLACE,
        || format!("{missing} groups of which the feed tells are missing"),
        DAMAGED,
    );
    for group in members.keys() {
        let problem = format!("there are members of group {group}, which is not there");
        findings.add("local_group_members", problem, DAMAGED);
    }
    roles(connection, organization, findings).await
}

/// Checks how many users each SCIM group is said to have.
async fn counts<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    findings: &mut Findings,
) -> Checked<()> {
    let mut last = (Uuid::nil(), Uuid::nil());
    loop {
        let rows = connection
            .query(
                "SELECT g.scim_configuration_id, g.id, g.member_count, (SELECT count(*) \
                 FROM group_members m WHERE m.organization_id = g.organization_id \
                 AND m.scim_configuration_id = g.scim_configuration_id AND m.group_id = g.id \
                 AND m.member_type = 'User') FROM resources g WHERE g.organization_id = $1 \
                 AND (g.scim_configuration_id, g.id) > ($2, $3) AND g.resource_type = 'Group' \
                 ORDER BY g.scim_configuration_id, g.id LIMIT $4",
                params![organization, last.0, last.1, page_rows()],
            )
            .await?;
        let count = rows.len();
        for mut row in rows {
            last = (row.id()?, row.id()?);
            let (told, counted) = (row.integer()?, row.integer()?);
            findings.expect(
                told == counted,
                "resources",
                || {
                    format!(
                        "group {} is said to have {told} users, and has {counted}",
                        last.1
                    )
                },
                DAMAGED,
            );
        }
        if is_last(count) {
            return Ok(());
        }
    }
}

type Members = BTreeMap<GroupId, BTreeMap<Subject, MembershipId>>;

/// Who is in local groups.
async fn members<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    report: &mut OrganizationReport,
    findings: &mut Findings,
) -> Checked<Members> {
    let mut members = Members::new();
    let mut last = (Uuid::nil(), Uuid::nil());
    loop {
        let rows = connection
            .query(
                "SELECT m.group_id, m.subject_id, m.id, m.principal, u.id, s.id \
                 FROM local_group_members m LEFT JOIN users u \
                 ON u.organization_id = m.organization_id AND u.id = m.subject_id \
                 LEFT JOIN service_accounts s ON s.organization_id = m.organization_id \
                 AND s.id = m.subject_id WHERE m.organization_id = $1 AND (m.group_id, m.subject_id) > ($2, $3) \
                 ORDER BY m.group_id, m.subject_id LIMIT $4",
                params![organization, last.0, last.1, page_rows()],
            )
            .await?;
        let count = rows.len();
        for mut row in rows {
            last = (row.id()?, row.id()?);
            report.members = report.members.saturating_add(1);
            let id = MembershipId::from_uuid(row.id()?);
            let subject = Subject::of_kind(&row.text()?, last.1);
            let (user, account) = (row.optional_id()?, row.optional_id()?);
            let is_there = match subject {
                Some(Subject::User(_)) => user.is_some(),
                Some(Subject::ServiceAccount(_)) => account.is_some(),
                None => false,
            };
            match subject.filter(|_| is_there) {
                Some(subject) => {
                    let group = members.entry(GroupId::from_uuid(last.0)).or_default();
                    group.insert(subject, id);
                }
                None => findings.add(
                    "local_group_members",
                    format!(
                        "group {} has the member {}, who is not there",
                        last.0, last.1
                    ),
                    DAMAGED,
                ),
            }
        }
        if is_last(count) {
            return Ok(members);
        }
    }
}

/// Checks that role assignments are of groups that are there.
async fn roles<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    findings: &mut Findings,
) -> Checked<()> {
    let mut last = Uuid::nil();
    loop {
        let rows = connection
            .query(
                "SELECT a.id, a.group_id, a.scim_configuration_id, a.resource_id, a.role, \
                 a.created_at FROM role_assignments a LEFT JOIN scim_configurations s \
                 ON s.organization_id = a.organization_id AND s.id = a.scim_configuration_id \
                 WHERE a.organization_id = $1 AND a.id > $2 AND s.deleted_at IS NULL \
                 ORDER BY a.id LIMIT $3",
                params![organization, last, page_rows()],
            )
            .await?;
        let count = rows.len();
        for row in rows {
            let found = role_assignment::read(organization, row)?;
            last = found.id.uuid();
            let group = group::find(connection, organization, found.group_id).await?;
            findings.expect(
                group.is_some_and(|group| {
                    group.scim_configuration_id == found.scim_configuration_id
                }),
                "role_assignments",
                || {
                    format!(
                        "{last} gives a role of group {}, which is not there",
                        found.group_id
                    )
                },
                POWERLESS,
            );
        }
        if is_last(count) {
            return Ok(());
        }
    }
}

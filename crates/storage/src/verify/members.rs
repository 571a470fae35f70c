//! The members of groups: who is there, of what type, and what the feed says of them.

use domain::id::{OrganizationId, ResourceId, ScimConfigurationId};
use domain::replay::{Replay, ResourceKey};
use uuid::Uuid;

use super::findings::Findings;
use super::{Checked, DAMAGED, OrganizationReport, is_last, page_rows};
use crate::connection::Connection;
use crate::value::{Row, params};

const PLACE: &str = "group_members";

/// A membership with what it refers to.
struct Membership {
    group: ResourceKey,
    member: ResourceId,
    member_type: String,
    has_group: bool,
    has_member: bool,
}

pub(super) async fn check<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    replay: Option<&Replay>,
    report: &mut OrganizationReport,
    findings: &mut Findings,
) -> Checked<()> {
    let mut last = (Uuid::nil(), Uuid::nil(), Uuid::nil());
    let mut replayed = 0;
    loop {
        let rows = connection
            .query(
                "SELECT t.scim_configuration_id, t.group_id, t.member_id, t.member_type, g.id, \
                 x.id FROM group_members t \
                 LEFT JOIN resources g ON g.organization_id = t.organization_id \
                 AND g.scim_configuration_id = t.scim_configuration_id \
                 AND g.resource_type = 'Group' AND g.id = t.group_id \
                 LEFT JOIN resources x ON x.organization_id = t.organization_id \
                 AND x.scim_configuration_id = t.scim_configuration_id \
                 AND x.resource_type = t.member_type AND x.id = t.member_id \
                 WHERE t.organization_id = $1 \
                 AND (t.scim_configuration_id, t.group_id, t.member_id) > ($2, $3, $4) \
                 ORDER BY t.scim_configuration_id, t.group_id, t.member_id LIMIT $5",
                params![organization, last.0, last.1, last.2, page_rows()],
            )
            .await?;
        let count = rows.len();
        for row in rows {
            let found = read(row)?;
            last = (
                found.group.0.uuid(),
                found.group.1.uuid(),
                found.member.uuid(),
            );
            report.members = report.members.saturating_add(1);
            check_row(&found, findings);
            if let Some(replay) = replay {
                replayed += usize::from(check_replay(&found, replay, findings));
            }
        }
        if is_last(count) {
            break;
        }
    }
    let told: usize = replay.map_or(0, |replay| {
        let groups = replay.groups().values();
        groups.map(|group| group.members.len()).sum()
    });
    let missing = told.saturating_sub(replayed);
    findings.expect(
        replay.is_none() || missing == 0,
        PLACE,
        || format!("{missing} memberships of which the feed tells are missing"),
        DAMAGED,
    );
    Ok(())
}

fn read(mut row: Row) -> Checked<Membership> {
    let owner = ScimConfigurationId::from_uuid(row.id()?);
    Ok(Membership {
        group: (owner, ResourceId::from_uuid(row.id()?)),
        member: ResourceId::from_uuid(row.id()?),
        member_type: row.text()?,
        has_group: row.optional_id()?.is_some(),
        has_member: row.optional_id()?.is_some(),
    })
}

fn check_row(found: &Membership, findings: &mut Findings) {
    let Membership { group, member, .. } = found;
    let kind = &found.member_type;
    findings.expect(
        found.has_group,
        PLACE,
        || {
            format!(
                "{member} is a member of group {}, which is not there",
                group.1
            )
        },
        DAMAGED,
    );
    findings.expect(
        found.has_member,
        PLACE,
        || {
            format!(
                "group {} has the {kind:?} {member}, which its SCIM configuration does not have",
                group.1
            )
        },
        DAMAGED,
    );
    findings.expect(
        matches!(kind.as_str(), "User" | "Group"),
        PLACE,
        || {
            format!(
                "group {} has a {kind:?}, and may have users and groups",
                group.1
            )
        },
        DAMAGED,
    );
}

/// Whether the feed tells of the membership.
fn check_replay(found: &Membership, replay: &Replay, findings: &mut Findings) -> bool {
    let group = replay.groups().get(&found.group);
    let is_told = group.is_some_and(|group| group.members.contains(&found.member));
    findings.expect(
        is_told,
        PLACE,
        || {
            format!(
                "{} is a member of group {}, and the feed does not say so",
                found.member, found.group.1
            )
        },
        DAMAGED,
    );
    is_told
}

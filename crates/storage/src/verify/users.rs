//! Users: their keys, whom they belong to, and what the feed says of them.

use domain::id::{OrganizationId, ResourceId, ScimConfigurationId, UserId};
use domain::replay::Replay;
use domain::user::{User, UserStatus};
use scim::fold::fold;
use uuid::Uuid;

use super::findings::Findings;
use super::{Checked, DAMAGED, OrganizationReport, is_last, page_rows};
use crate::connection::Connection;
use crate::user;
use crate::value::{Row, params};

const PLACE: &str = "users";

/// A user with what belongs to it.
struct Found {
    full_name_key: String,
    email_key: String,
    configuration: Option<ScimConfigurationId>,
    resource: Option<ResourceId>,
    user: User,
}

pub(super) async fn check<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    replay: Option<&Replay>,
    report: &mut OrganizationReport,
    findings: &mut Findings,
) -> Checked<()> {
    let mut last = Uuid::nil();
    let mut replayed = 0;
    loop {
        let rows = connection
            .query(
                "SELECT u.full_name_key, u.email_key, s.id, r.id, u.id, u.scim_configuration_id, \
                 u.role, u.status, u.full_name, u.email, u.email_provenance, u.suspended, \
                 u.created_at, u.updated_at FROM users u LEFT JOIN scim_configurations s \
                 ON s.organization_id = u.organization_id AND s.id = u.scim_configuration_id \
                 LEFT JOIN resources r ON r.organization_id = u.organization_id \
                 AND r.scim_configuration_id = u.scim_configuration_id \
                 AND r.resource_type = 'User' AND r.id = u.id \
                 WHERE u.organization_id = $1 AND u.id > $2 ORDER BY u.id LIMIT $3",
                params![organization, last, page_rows()],
            )
            .await?;
        let count = rows.len();
        for row in rows {
            let found = read(organization, row)?;
            last = found.user.id.uuid();
            report.users = report.users.saturating_add(1);
            check_row(&found, findings);
            if let Some(replay) = replay {
                replayed += usize::from(replay.users().contains_key(&found.user.id));
                check_replay(&found.user, replay, findings);
            }
        }
        if is_last(count) {
            break;
        }
    }
    if let Some(replay) = replay {
        let missing = replay.users().len().saturating_sub(replayed);
        findings.expect(
            missing == 0,
            PLACE,
            || format!("{missing} users of whom the feed tells are missing"),
            DAMAGED,
        );
    }
    Ok(())
}

fn read(organization: OrganizationId, mut row: Row) -> Checked<Found> {
    Ok(Found {
        full_name_key: row.text()?,
        email_key: row.text()?,
        configuration: row.optional_id()?.map(ScimConfigurationId::from_uuid),
        resource: row.optional_id()?.map(ResourceId::from_uuid),
        user: user::read(organization, row)?,
    })
}

fn check_row(found: &Found, findings: &mut Findings) {
    let user = &found.user;
    let mut wrong = |problem: &str| {
        findings.add(PLACE, format!("user {}: {problem}", user.id), DAMAGED);
    };
    if found.full_name_key != fold(&user.profile.full_name) {
        wrong("the key of the name is not that of the name, so lists and searches miss the user");
    }
    if found.email_key != user::email_key(&user.profile.email) {
        wrong("the key of the e-mail address is not that of the address");
    }
    let owned = user.scim_configuration_id.is_some();
    if owned && found.configuration.is_none() {
        wrong("it belongs to a SCIM configuration that is not there");
    }
    if user.profile.suspended_by_administrator && user.profile.status == UserStatus::Active {
        wrong("an administrator has suspended it, and it is active");
    }
    let has_left = user.profile.status == UserStatus::Left;
    if owned && !has_left && found.resource.is_none() {
        wrong("it belongs to a SCIM configuration and has no User resource there");
    }
    if has_left && found.resource.is_some() {
        wrong("it has left, and its User resource is still there");
    }
}

fn check_replay(user: &User, replay: &Replay, findings: &mut Findings) {
    let id: UserId = user.id;
    let problem = match replay.users().get(&id) {
        Some(replayed) if replayed == user => return,
        Some(_) => "it is not what the feed leads to",
        None => "the feed does not tell of it",
    };
    findings.add(PLACE, format!("user {id}: {problem}"), DAMAGED);
}

//! The numbers of resources that are kept by runs of identifiers.

use domain::id::{OrganizationId, ScimConfigurationId};
use uuid::Uuid;

use super::findings::Findings;
use super::resources::{Scope, scopes};
use super::{Checked, DAMAGED};
use crate::connection::Connection;
use crate::value::{Row, params};

const PLACE: &str = "resource_counts";

/// A run: the identifier that it begins at, and how many resources it is said to have.
struct Run {
    scope: Scope,
    first: Uuid,
    total: i64,
}

/// The first run of a type begins at the nil UUID, every resource is in a run, and each run has as
/// many as it says.
pub(super) async fn check<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    findings: &mut Findings,
) -> Checked<()> {
    // One row for some thousand resources.
    let rows = connection
        .query(
            "SELECT scim_configuration_id, resource_type, first_id, total FROM resource_counts \
             WHERE organization_id = $1 ORDER BY scim_configuration_id, resource_type, first_id",
            params![organization],
        )
        .await?;
    let runs: Vec<Run> = rows.into_iter().map(read).collect::<Checked<_>>()?;
    for scope in scopes(connection, organization).await? {
        let begins = |run: &Run| run.scope == scope && run.first.is_nil();
        findings.expect(
            runs.iter().any(begins),
            PLACE,
            || format!("{} have no run that begins at nil", name(&scope)),
            DAMAGED,
        );
    }
    let mut following = runs.iter().skip(1);
    for run in &runs {
        let next = following.next().filter(|next| next.scope == run.scope);
        let end = next.map_or(Uuid::max(), |next| next.first);
        let real = count(connection, organization, run, end).await?;
        findings.expect(
            real == run.total,
            PLACE,
            || {
                let Run { first, total, .. } = run;
                let name = name(&run.scope);
                format!("{name} are {real} from {first} on, and the total says {total}")
            },
            DAMAGED,
        );
    }
    Ok(())
}

fn read(mut row: Row) -> Checked<Run> {
    Ok(Run {
        scope: Scope {
            configuration: ScimConfigurationId::from_uuid(row.id()?),
            resource_type: row.text()?,
        },
        first: row.id()?,
        total: row.integer()?,
    })
}

/// How many resources there really are.
async fn count<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    run: &Run,
    end: Uuid,
) -> Checked<i64> {
    let row = connection
        .query_one(
            "SELECT count(*) FROM resources WHERE organization_id = $1 \
             AND scim_configuration_id = $2 AND resource_type = $3 AND id >= $4 AND id < $5",
            params![
                organization,
                run.scope.configuration,
                &run.scope.resource_type,
                run.first,
                end
            ],
        )
        .await?;
    Ok(row.map_or(Ok(0), |mut row| row.integer())?)
}

fn name(scope: &Scope) -> String {
    format!(
        "the resources of type {} of SCIM configuration {}",
        scope.resource_type, scope.configuration
    )
}

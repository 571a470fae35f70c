//! SCIM resources: what the domain computes from their attributes, the person behind them, and what
//! the feed says of them.

use domain::id::{OrganizationId, ResourceId, ScimConfigurationId};
use domain::provisioning::draft;
use domain::replay::{Replay, ReplayedResource, ResourceKey};
use domain::resource::{Draft, IndexedValues, Person};
use domain::time::Timestamp;
use domain::user::{User, UserStatus};
use scim::resource::Attributes;
use uuid::Uuid;

use super::configurations::Configurations;
use super::findings::Findings;
use super::{Checked, DAMAGED, OrganizationReport, REINDEX, is_last, page_rows};
use crate::connection::Connection;
use crate::value::{Row, params};
use crate::{resource_email, resource_unique_value, user};

const PLACE: &str = "resources";

/// What a resource is compared with.
pub(super) struct Context<'a> {
    pub(super) organization: OrganizationId,
    pub(super) configurations: &'a Configurations,
    pub(super) replay: Option<&'a Replay>,
}

/// The resources of one type of one SCIM configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scope {
    pub(super) configuration: ScimConfigurationId,
    pub(super) resource_type: String,
}

/// A resource with the user behind it.
struct Found {
    key: ResourceKey,
    version: i64,
    created_at: Timestamp,
    last_modified_at: Timestamp,
    index: IndexedValues,
    attributes: String,
    user: Option<User>,
}

/// The scopes of an organization that have resources.
pub(super) async fn scopes<C: Connection>(
    connection: &C,
    organization: OrganizationId,
) -> Checked<Vec<Scope>> {
    let mut scopes = Vec::new();
    let mut last = (Uuid::nil(), String::new());
    loop {
        let row = connection
            .query_one(
                "SELECT scim_configuration_id, resource_type FROM resources \
                 WHERE organization_id = $1 AND (scim_configuration_id, resource_type) > ($2, $3) \
                 ORDER BY scim_configuration_id, resource_type LIMIT 1",
                params![organization, last.0, &last.1],
            )
            .await?;
        let Some(mut row) = row else {
            return Ok(scopes);
        };
        last = (row.id()?, row.text()?);
        scopes.push(Scope {
            configuration: ScimConfigurationId::from_uuid(last.0),
            resource_type: last.1.clone(),
        });
    }
}

pub(super) async fn check<C: Connection>(
    connection: &C,
    context: &Context<'_>,
    report: &mut OrganizationReport,
    findings: &mut Findings,
) -> Checked<()> {
    let mut replayed = 0;
    for scope in scopes(connection, context.organization).await? {
        findings.expect(
            context.configurations.has(scope.configuration),
            PLACE,
            || {
                format!(
                    "there are resources of SCIM configuration {}, which is not there",
                    scope.configuration
                )
            },
            DAMAGED,
        );
        replayed += check_scope(connection, context, &scope, report, findings).await?;
    }
    if let Some(replay) = context.replay {
        let told =
            replay.user_resources().len() + replay.groups().len() + replay.other_resources().len();
        let missing = told.saturating_sub(replayed);
        findings.expect(
            missing == 0,
            PLACE,
            || format!("{missing} resources of which the feed tells are missing"),
            DAMAGED,
        );
    }
    Ok(())
}

/// Returns of how many of the resources the feed tells.
async fn check_scope<C: Connection>(
    connection: &C,
    context: &Context<'_>,
    scope: &Scope,
    report: &mut OrganizationReport,
    findings: &mut Findings,
) -> Checked<usize> {
    let organization = context.organization;
    let mut last = Uuid::nil();
    let mut replayed = 0;
    loop {
        let rows = connection
            .query(
                "SELECT r.id, r.version, r.created_at, r.last_modified_at, r.unique_key, \
                 r.display_name_key, r.external_id, r.active, r.email_keys, r.unique_values, \
                 r.display, r.attributes, u.id, u.id, u.scim_configuration_id, u.role, u.status, \
                 u.full_name, u.email, u.email_provenance, u.suspended, u.created_at, \
                 u.updated_at \
                 FROM resources r LEFT JOIN users u ON u.organization_id = r.organization_id \
                 AND u.id = r.id WHERE r.organization_id = $1 AND r.scim_configuration_id = $2 \
                 AND r.resource_type = $3 AND r.id > $4 ORDER BY r.id LIMIT $5",
                params![
                    organization,
                    scope.configuration,
                    &scope.resource_type,
                    last,
                    page_rows()
                ],
            )
            .await?;
        let count = rows.len();
        for row in rows {
            let found = read(organization, scope.configuration, row)?;
            last = found.key.1.uuid();
            report.resources = report.resources.saturating_add(1);
            for (problem, advice) in problems(&found, context, scope) {
                let problem = format!("{} {}: {problem}", scope.resource_type, found.key.1);
                findings.add(PLACE, problem, advice);
            }
            replayed += usize::from(
                context
                    .replay
                    .is_some_and(|replay| replayed_of(replay, scope, &found.key).is_some()),
            );
        }
        if is_last(count) {
            return Ok(replayed);
        }
    }
}

fn read(
    organization: OrganizationId,
    configuration: ScimConfigurationId,
    mut row: Row,
) -> Checked<Found> {
    Ok(Found {
        key: (configuration, ResourceId::from_uuid(row.id()?)),
        version: row.integer()?,
        created_at: row.time()?,
        last_modified_at: row.time()?,
        index: IndexedValues {
            unique_key: row.optional_text()?,
            display_name_key: row.optional_text()?,
            external_id: row.optional_text()?,
            active: row.optional_integer()?.map(|active| active != 0),
            email_keys: resource_email::parse_list(&row.text()?)?,
            unique_values: resource_unique_value::parse_column(row.optional_text()?)?,
            display: row.text()?,
        },
        attributes: row.text()?,
        user: match row.optional_id()? {
            None => None,
            Some(_) => Some(user::read(organization, row)?),
        },
    })
}

type Problem = (String, &'static str);

fn problems(found: &Found, context: &Context<'_>, scope: &Scope) -> Vec<Problem> {
    let mut problems = Vec::new();
    if found.version < 1 {
        problems.push((
            format!("its version is {}, and 1 is the first", found.version),
            DAMAGED,
        ));
    }
    if found.last_modified_at < found.created_at {
        problems.push(("it changed before it was created".to_owned(), DAMAGED));
    }
    if let Some(replay) = context.replay {
        match replayed_of(replay, scope, &found.key) {
            None => problems.push(("the feed does not tell of it".to_owned(), DAMAGED)),
            Some(replayed) if !is_replayed(found, replayed) => {
                problems.push(("it is not what the feed leads to".to_owned(), DAMAGED));
            }
            Some(_) => {}
        }
    }
    let is_user = scope.resource_type == "User";
    if is_user && found.user.is_none() {
        problems.push(("there is no user behind it".to_owned(), DAMAGED));
    }
    if let Some(types) = context.configurations.types(scope.configuration) {
        match types.named(&scope.resource_type) {
            None => problems.push((
                "the organization does not have its resource type".to_owned(),
                DAMAGED,
            )),
            Some(kind) => match computed(kind, &found.attributes) {
                Ok(draft) => compare(found, &draft, context, &mut problems),
                Err(problem) => problems.push((problem, DAMAGED)),
            },
        }
    }
    problems
}

fn replayed_of<'a>(
    replay: &'a Replay,
    scope: &Scope,
    key: &ResourceKey,
) -> Option<&'a ReplayedResource> {
    match scope.resource_type.as_str() {
        "User" => replay.user_resources().get(key),
        "Group" => replay.groups().get(key),
        _ => replay.other_resources().get(key),
    }
}

fn is_replayed(found: &Found, replayed: &ReplayedResource) -> bool {
    found.version == replayed.version
        && found.created_at == replayed.created_at
        && found.last_modified_at == replayed.last_modified_at
        && found.attributes == replayed.attributes
}

/// What the domain makes of the stored attributes.
fn computed(kind: &scim::ResourceType, attributes: &str) -> Result<Draft, String> {
    let attributes: Attributes = serde_json::from_str(attributes)
        .map_err(|error| format!("its attributes are no JSON object: {error}"))?;
    draft(kind, &attributes).map_err(|error| format!("its attributes cannot be used: {error}"))
}

fn compare(found: &Found, draft: &Draft, context: &Context<'_>, problems: &mut Vec<Problem>) {
    let (stored, right) = (&found.index, &draft.index);
    let columns = [
        ("unique_key", stored.unique_key == right.unique_key),
        (
            "display_name_key",
            stored.display_name_key == right.display_name_key,
        ),
        ("external_id", stored.external_id == right.external_id),
        ("active", stored.active == right.active),
        ("email_keys", stored.email_keys == right.email_keys),
        ("unique_values", stored.unique_values == right.unique_values),
        ("display", stored.display == right.display),
    ];
    for (column, _) in columns.iter().filter(|(_, is_right)| !is_right) {
        let problem = format!("{column} is not what its attributes say");
        // Their entries elsewhere are found by what the column says.
        let elsewhere = matches!(*column, "email_keys" | "unique_values");
        problems.push((problem, if elsewhere { DAMAGED } else { REINDEX }));
    }
    if found.attributes != draft.attributes {
        let problem = "its attributes are not written as Muster writes them".to_owned();
        problems.push((problem, DAMAGED));
    }
    // The user behind a resource of a deleted configuration may belong to another one by now.
    let living = context.configurations.is_living(found.key.0);
    if let (Some(person), Some(user), true) = (&draft.person, &found.user, living) {
        compare_person(found, person, user, problems);
    }
}

fn compare_person(found: &Found, person: &Person, user: &User, problems: &mut Vec<Problem>) {
    let mut wrong = |problem: &str| problems.push((problem.to_owned(), DAMAGED));
    if user.scim_configuration_id != Some(found.key.0) {
        wrong("the user behind it does not belong to its SCIM configuration");
    }
    if user.profile.full_name != person.full_name {
        wrong("the user behind it has another name");
    }
    if user.profile.email != person.email {
        wrong("the user behind it has another e-mail address");
    }
    let fits = match person.active {
        Some(true) if user.profile.suspended_by_administrator => {
            user.profile.status == UserStatus::Suspended
        }
        Some(true) => user.profile.status == UserStatus::Active,
        Some(false) => user.profile.status == UserStatus::Suspended,
        None => user.profile.status != UserStatus::Left,
    };
    if !fits {
        wrong("the status of the user behind it does not follow its attribute active");
    }
}

//! The policies of organizations.

use domain::Error;
use domain::event::{Cause, EventType};
use domain::id::OrganizationId;
use domain::policies::Policies;
use domain::store::EditPolicies;
use serde_json::{Value, json};

use crate::connection::Connection;
use crate::fault::Fault;
use crate::feed::{self, NewEvent};
use crate::value::params;
use crate::{organization, sso_configuration};

/// The policies of an organization.
pub(crate) async fn find<C: Connection>(
    connection: &C,
    organization: OrganizationId,
) -> Result<Policies, Error> {
    Ok(stored(connection, organization).await?.unwrap_or_default())
}

async fn stored<C: Connection>(
    connection: &C,
    organization: OrganizationId,
) -> Result<Option<Policies>, Fault> {
    let row = connection
        .query_one(
            "SELECT restrict_to_scim, allow_just_in_time, application FROM organization_policies \
             WHERE organization_id = $1",
            params![organization],
        )
        .await?;
    row.map(|mut row| {
        Ok(Policies {
            restrict_account_creation_to_scim: row.boolean()?,
            allow_just_in_time_creation: row.boolean()?,
            application: row.optional_text()?,
        })
    })
    .transpose()
}

/// Changes the policies of an organization.
pub(crate) async fn update<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    edit: &EditPolicies,
    cause: &Cause,
) -> Result<Policies, Error> {
    organization::find(connection, organization)
        .await?
        .ok_or(Error::NotFound("organization"))?;
    let found = stored(connection, organization).await?;
    let is_new = found.is_none();
    let before = found.unwrap_or_default();
    let mut after = before.clone();
    edit(&mut after)?;
    if after == before {
        return Ok(after);
    }
    let restricts = after.restrict_account_creation_to_scim;
    if restricts && !before.restrict_account_creation_to_scim {
        require_scim(connection, organization).await?;
    }
    let sql = if is_new {
        "INSERT INTO organization_policies (restrict_to_scim, allow_just_in_time, application, \
         updated_at, organization_id) VALUES ($1, $2, $3, $4, $5)"
    } else {
        "UPDATE organization_policies SET restrict_to_scim = $1, allow_just_in_time = $2, \
         application = $3, updated_at = $4 WHERE organization_id = $5"
    };
    connection
        .write_row(
            sql,
            params![
                restricts,
                after.allow_just_in_time_creation,
                after.application.as_deref(),
                cause.at,
                organization,
            ],
        )
        .await?;
    let states = (state(&before)?, state(&after)?);
    let event = NewEvent {
        event_type: EventType::OrganizationPoliciesUpdated,
        resource_id: organization.uuid(),
        scim_configuration_id: None,
        version: 0,
        before: Some(&states.0),
        after: Some(&states.1),
    };
    feed::append(connection, organization, cause, event).await?;
    Ok(after)
}

/// Refuses to lock everybody out who could be provisioned by nobody.
async fn require_scim<C: Connection>(
    connection: &C,
    organization: OrganizationId,
) -> Result<(), Error> {
    let linked = connection
        .query(
            "SELECT c.settings FROM scim_configurations s JOIN sso_configurations c \
             ON c.organization_id = s.organization_id AND c.id = s.sso_configuration_id \
             WHERE s.organization_id = $1 AND s.enabled = TRUE AND s.deleted_at IS NULL",
            params![organization],
        )
        .await?;
    for mut row in linked {
        if sso_configuration::parse(&row.text()?)?.active {
            return Ok(());
        }
    }
    Err(Error::FailedPrecondition(
        "restrictAccountCreationToScim needs an enabled SCIM configuration that is linked to an \
         active SSO configuration; create or enable one first"
            .to_owned(),
    ))
}

fn state(policies: &Policies) -> Result<String, Error> {
    let application: Option<Value> = policies
        .application
        .as_deref()
        .map(serde_json::from_str)
        .transpose()
        .map_err(|error| Error::Internal(format!("policies are not JSON: {error}")))?;
    Ok(json!({
        "restrictAccountCreationToScim": policies.restrict_account_creation_to_scim,
        "allowJustInTimeCreation": policies.allow_just_in_time_creation,
        "application": application,
    })
    .to_string())
}

//! Credentials, OAuth clients and trusted issuers: whose they are.

use domain::credential::{Credential, Principal};
use domain::id::{OrganizationId, ScimConfigurationId};
use uuid::Uuid;

use super::configurations::Configurations;
use super::findings::Findings;
use super::{Checked, DAMAGED, ORPHAN, POWERLESS, is_last, page_rows};
use crate::connection::Connection;
use crate::value::params;
use crate::{credential, instance};

const PLACE: &str = "credentials";

/// What belongs to no organization: the instance and the operator keys.
pub(super) async fn instance<C: Connection>(
    connection: &C,
    findings: &mut Findings,
) -> Checked<()> {
    let fingerprint = instance::key_fingerprint(connection).await?;
    findings.expect(
        fingerprint.is_some(),
        "instance",
        || "the store was never initialised".to_owned(),
        "run `muster init` or `muster serve` on it; if it had data, restore a backup",
    );
    let rows = connection
        .query(
            "SELECT id, kind, organization_id, user_id, scim_configuration_id, \
             service_account_id, public_id, hash, \
             description, read_only, users_only, retires, oauth_client_id, created_by, created_at, \
             expires_at, last_used_at FROM credentials WHERE organization_id IS NULL ORDER BY id",
            &[],
        )
        .await?;
    for mut row in rows {
        if let Err(fault) = credential::read(&mut row) {
            findings.add(PLACE, fault.to_string(), DAMAGED);
        }
    }
    Ok(())
}

pub(super) async fn check<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    configurations: &Configurations,
    findings: &mut Findings,
) -> Checked<()> {
    let mut last = Uuid::nil();
    loop {
        let rows = connection
            .query(
                "SELECT t.id, u.id, o.id, a.id, t.id, t.kind, t.organization_id, t.user_id, \
                 t.scim_configuration_id, t.service_account_id, t.public_id, t.hash, t.description, t.read_only, \
                 t.users_only, t.retires, t.oauth_client_id, t.created_by, t.created_at, \
                 t.expires_at, t.last_used_at FROM credentials t \
                 LEFT JOIN users u ON u.organization_id = t.organization_id AND u.id = t.user_id \
                 LEFT JOIN oauth_clients o ON o.organization_id = t.organization_id \
                 AND o.scim_configuration_id = t.scim_configuration_id \
                 AND o.id = t.oauth_client_id \
                 LEFT JOIN service_accounts a ON a.organization_id = t.organization_id \
                 AND a.id = t.service_account_id \
                 WHERE t.organization_id = $1 AND t.id > $2 ORDER BY t.id LIMIT $3",
                params![organization, last, page_rows()],
            )
            .await?;
        let count = rows.len();
        for mut row in rows {
            last = row.id()?;
            let has_user = row.optional_id()?.is_some();
            let has_client = row.optional_id()?.is_some();
            let has_account = row.optional_id()?.is_some();
            match credential::read(&mut row) {
                Ok(read) => {
                    if matches!(read.principal, Principal::ServiceAccount { .. }) && !has_account {
                        let problem = "it is of a service account that is not there";
                        findings.add(PLACE, format!("credential {}: {problem}", read.id), DAMAGED);
                    }
                    if let Some((problem, advice)) =
                        homeless(&read, has_user, has_client, configurations)
                    {
                        findings.add(PLACE, format!("credential {}: {problem}", read.id), advice);
                    }
                }
                Err(fault) => findings.add(PLACE, fault.to_string(), DAMAGED),
            }
        }
        if is_last(count) {
            break;
        }
    }
    for table in ["oauth_clients", "trusted_issuers"] {
        owned(connection, table, organization, configurations, findings).await?;
    }
    assertions(connection, organization, findings).await
}

/// What a credential belongs to and is not there, and what to do about that.
fn homeless(
    credential: &Credential,
    has_user: bool,
    has_client: bool,
    configurations: &Configurations,
) -> Option<(&'static str, &'static str)> {
    match credential.principal {
        Principal::User { .. } if !has_user => {
            Some(("it is of a user who is not there", POWERLESS))
        }
        Principal::ScimConfiguration {
            scim_configuration_id: id,
            ..
        } if !configurations.is_living(id) => {
            Some(("it is of a SCIM configuration that is not there", POWERLESS))
        }
        _ if credential.oauth_client_id.is_some() && !has_client => Some((
            "it was fetched by an OAuth client that is not there",
            ORPHAN,
        )),
        _ => None,
    }
}

/// Checks that the rows of a table belong to SCIM configurations that live.
async fn owned<C: Connection>(
    connection: &C,
    table: &'static str,
    organization: OrganizationId,
    configurations: &Configurations,
    findings: &mut Findings,
) -> Checked<()> {
    let sql = format!(
        "SELECT scim_configuration_id, id FROM {table} WHERE organization_id = $1 \
         AND (scim_configuration_id, id) > ($2, $3) ORDER BY scim_configuration_id, id LIMIT $4"
    );
    let mut last = (Uuid::nil(), Uuid::nil());
    loop {
        let params = params![organization, last.0, last.1, page_rows()];
        let rows = connection.query(&sql, params).await?;
        let count = rows.len();
        for mut row in rows {
            last = (row.id()?, row.id()?);
            findings.expect(
                configurations.is_living(ScimConfigurationId::from_uuid(last.0)),
                table,
                || {
                    format!(
                        "{} is of SCIM configuration {}, which is not there",
                        last.1, last.0
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

/// Checks that used assertions are of clients that are there.
async fn assertions<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    findings: &mut Findings,
) -> Checked<()> {
    let mut last = (Uuid::nil(), Uuid::nil(), String::new());
    loop {
        let rows = connection
            .query(
                "SELECT a.scim_configuration_id, a.oauth_client_id, a.jti, o.id \
                 FROM oauth_assertions a LEFT JOIN oauth_clients o \
                 ON o.organization_id = a.organization_id \
                 AND o.scim_configuration_id = a.scim_configuration_id \
                 AND o.id = a.oauth_client_id WHERE a.organization_id = $1 \
                 AND (a.scim_configuration_id, a.oauth_client_id, a.jti) > ($2, $3, $4) \
                 ORDER BY a.scim_configuration_id, a.oauth_client_id, a.jti LIMIT $5",
                params![organization, last.0, last.1, &last.2, page_rows()],
            )
            .await?;
        let count = rows.len();
        for mut row in rows {
            last = (row.id()?, row.id()?, row.text()?);
            let has_client = row.optional_id()?.is_some();
            findings.expect(
                has_client,
                "oauth_assertions",
                || {
                    format!(
                        "an assertion of OAuth client {}, which is not there",
                        last.1
                    )
                },
                "it lets nobody in and ends within the hour; restore a backup if there are others",
            );
        }
        if is_last(count) {
            return Ok(());
        }
    }
}

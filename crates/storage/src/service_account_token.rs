//! The tokens of service accounts.

use domain::credential::{Credential, Principal};
use domain::event::{Cause, EventType};
use domain::id::{CredentialId, OrganizationId, ServiceAccountId};
use domain::page::{Page, PageRequest};
use domain::{Error, limits};

use crate::connection::Connection;
use crate::credential;
use crate::fault::Fault;
use crate::service_account;
use crate::value::{after_id, params};

/// Adds a token of a service account that is there. Those of its kind that have expired make room.
pub(crate) async fn create<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    token: &Credential,
    cause: &Cause,
) -> Result<(), Error> {
    let Principal::ServiceAccount {
        service_account_id: id,
        ..
    } = token.principal
    else {
        return Err(Error::Internal(
            "not a token of a service account".to_owned(),
        ));
    };
    let found = service_account::find(connection, organization, id).await?;
    found.ok_or(Error::NotFound("service account"))?;
    let kind = token.principal.token_kind().as_str();
    connection
        .execute(
            "DELETE FROM credentials WHERE organization_id = $1 AND service_account_id = $2 \
             AND kind = $3 AND expires_at <= $4",
            params![organization, id, kind, cause.at],
        )
        .await?;
    let row = connection
        .query_one(
            "SELECT count(*) FROM credentials WHERE organization_id = $1 \
             AND service_account_id = $2 AND kind = $3",
            params![organization, id, kind],
        )
        .await?;
    let limit = limits::SERVICE_ACCOUNT_TOKENS;
    if row.map(|mut row| row.integer()).transpose()?.unwrap_or(0) >= limit {
        return Err(Error::FailedPrecondition(format!(
            "the service account has {limit} tokens of this kind; delete one, or wait until one \
             expires"
        )));
    }
    credential::insert(connection, token).await?;
    credential::append(
        connection,
        organization,
        token,
        EventType::TokenCreated,
        cause,
    )
    .await
}

/// One token that lasts.
pub(crate) async fn find<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: CredentialId,
) -> Result<Option<Credential>, Error> {
    let row = connection
        .query_one(
            "SELECT id, kind, organization_id, user_id, scim_configuration_id, \
             service_account_id, public_id, hash, description, read_only, users_only, retires, \
             oauth_client_id, created_by, created_at, expires_at, last_used_at \
             FROM credentials WHERE organization_id = $1 AND id = $2 AND kind = 'sat'",
            params![organization, id],
        )
        .await?;
    Ok(row.map(|mut row| credential::read(&mut row)).transpose()?)
}

/// The tokens that last of this service account, or of all.
pub(crate) async fn list_page<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    account: Option<ServiceAccountId>,
    page: &PageRequest,
) -> Result<Page<Credential>, Error> {
    let after = after_id(page)?;
    let rows = connection
        .query(
            "SELECT id, kind, organization_id, user_id, scim_configuration_id, \
             service_account_id, public_id, hash, description, read_only, users_only, retires, \
             oauth_client_id, created_by, created_at, expires_at, last_used_at \
             FROM credentials WHERE organization_id = $1 AND service_account_id IS NOT NULL \
             AND kind = 'sat' AND id > $2 AND ($3 = TRUE OR service_account_id = $4) \
             ORDER BY id LIMIT $5",
            params![
                organization,
                after,
                account.is_none(),
                account,
                i64::from(page.size) + 1
            ],
        )
        .await?;
    let found = rows.into_iter().map(|mut row| credential::read(&mut row));
    let found = found.collect::<Result<Vec<_>, Fault>>()?;
    Ok(crate::value::page(found, page.size, |token| {
        token.id.to_string()
    }))
}

/// Revokes a token.
pub(crate) async fn delete<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: CredentialId,
    cause: &Cause,
) -> Result<(), Error> {
    let token = find(connection, organization, id)
        .await?
        .ok_or(Error::NotFound("service account token"))?;
    connection
        .write_row(
            "DELETE FROM credentials WHERE organization_id = $1 AND id = $2",
            params![organization, id],
        )
        .await?;
    credential::append(
        connection,
        organization,
        &token,
        EventType::TokenDeleted,
        cause,
    )
    .await
}

/// Revokes all tokens of a service account that ends, access tokens among them; the event of its
/// end tells of them.
pub(crate) async fn delete_all<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: ServiceAccountId,
) -> Result<(), Error> {
    connection
        .execute(
            "DELETE FROM credentials WHERE organization_id = $1 AND service_account_id = $2",
            params![organization, id],
        )
        .await?;
    Ok(())
}

//! Service accounts: what acts for no person.

use domain::Error;
use domain::event::{Cause, EventType};
use domain::id::{OrganizationId, ServiceAccountId, UserId};
use domain::page::Page;
use domain::service_account::ServiceAccount;
use domain::store::ServiceAccountQuery;
use scim::fold::fold;
use serde_json::json;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::feed::{self, NewEvent};
use crate::filter::{self, Owned};
use crate::value::{Param, Row, after_id, params};
use crate::{membership, service_account_token};

/// Adds a service account.
pub(crate) async fn create<C: Connection>(
    connection: &C,
    new: &ServiceAccount,
    cause: &Cause,
) -> Result<(), Error> {
    connection
        .execute(
            "INSERT INTO service_accounts (organization_id, id, name, name_key, description, \
             created_by, created_at, valid_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![
                new.organization_id,
                new.id,
                &new.name,
                &fold(&new.name),
                &new.description,
                new.created_by,
                new.created_at,
                new.valid_until,
            ],
        )
        .await?;
    append(
        connection,
        cause,
        EventType::ServiceAccountCreated,
        (None, Some(new)),
    )
    .await
}

/// One service account.
pub(crate) async fn find<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: ServiceAccountId,
) -> Result<Option<ServiceAccount>, Error> {
    let row = connection
        .query_one(
            "SELECT id, name, description, created_by, created_at, valid_until \
             FROM service_accounts WHERE organization_id = $1 AND id = $2",
            params![organization, id],
        )
        .await?;
    Ok(row.map(|row| read(organization, row)).transpose()?)
}

/// A page of service accounts.
pub(crate) async fn list_page<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    query: &ServiceAccountQuery,
) -> Result<Page<ServiceAccount>, Error> {
    let mut values = Vec::new();
    let mut bind = |value: Owned| {
        values.push(value);
        format!("${}", values.len())
    };
    let mut sql = format!(
        "SELECT id, name, description, created_by, created_at, valid_until \
         FROM service_accounts WHERE organization_id = {} AND id > {}",
        bind(Owned::Id(organization.uuid())),
        bind(Owned::Id(after_id(&query.page)?)),
    );
    if let Some(time) = query.valid_after {
        sql += &format!(" AND valid_until > {}", bind(Owned::Integer(time.micros())));
    }
    if !query.ids.is_empty() {
        let ids = query.ids.iter().map(|id| bind(Owned::Id(id.uuid())));
        sql += &format!(" AND id IN ({})", ids.collect::<Vec<_>>().join(", "));
    }
    if !query.search.is_empty() {
        let pattern = format!("%{}%", filter::escape(&fold(&query.search)));
        sql += &format!(
            " AND name_key LIKE {} ESCAPE '\\'",
            bind(Owned::Text(pattern))
        );
    }
    let size = bind(Owned::Integer(i64::from(query.page.size) + 1));
    sql += &format!(" ORDER BY id LIMIT {size}");
    let params: Vec<Param<'_>> = values.iter().map(Owned::param).collect();
    let rows = connection.query(&sql, &params).await?;
    let found = rows.into_iter().map(|row| read(organization, row));
    let found = found.collect::<Result<Vec<_>, Fault>>()?;
    Ok(crate::value::page(found, query.page.size, |account| {
        account.id.to_string()
    }))
}

/// Changes a service account and returns it.
pub(crate) async fn update<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: ServiceAccountId,
    (name, description): (Option<&String>, Option<&String>),
    cause: &Cause,
) -> Result<ServiceAccount, Error> {
    let before = find(connection, organization, id)
        .await?
        .ok_or(Error::NotFound("service account"))?;
    let after = ServiceAccount {
        name: name.unwrap_or(&before.name).clone(),
        description: description.unwrap_or(&before.description).clone(),
        ..before.clone()
    };
    if after == before {
        return Ok(after);
    }
    connection
        .write_row(
            "UPDATE service_accounts SET name = $1, name_key = $2, description = $3 \
             WHERE organization_id = $4 AND id = $5",
            params![
                &after.name,
                &fold(&after.name),
                &after.description,
                organization,
                id
            ],
        )
        .await?;
    let states = (Some(&before), Some(&after));
    append(connection, cause, EventType::ServiceAccountUpdated, states).await?;
    Ok(after)
}

/// Removes a service account with its tokens and its memberships.
pub(crate) async fn delete<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: ServiceAccountId,
    cause: &Cause,
) -> Result<(), Error> {
    let before = find(connection, organization, id)
        .await?
        .ok_or(Error::NotFound("service account"))?;
    service_account_token::delete_all(connection, organization, id).await?;
    membership::leave_all(connection, organization, id.uuid(), cause).await?;
    connection
        .write_row(
            "DELETE FROM service_accounts WHERE organization_id = $1 AND id = $2",
            params![organization, id],
        )
        .await?;
    append(
        connection,
        cause,
        EventType::ServiceAccountDeleted,
        (Some(&before), None),
    )
    .await
}

async fn append<C: Connection>(
    connection: &C,
    cause: &Cause,
    event_type: EventType,
    (before, after): (Option<&ServiceAccount>, Option<&ServiceAccount>),
) -> Result<(), Error> {
    let Some(account) = after.or(before) else {
        return Ok(());
    };
    let (before, after) = (before.map(state), after.map(state));
    let event = NewEvent {
        event_type,
        resource_id: account.id.uuid(),
        scim_configuration_id: None,
        version: 0,
        before: before.as_deref(),
        after: after.as_deref(),
    };
    Ok(feed::append(connection, account.organization_id, cause, event).await?)
}

fn state(account: &ServiceAccount) -> String {
    json!({
        "name": account.name,
        "description": account.description,
        "validUntil": scim::datetime::format_micros(account.valid_until.micros()),
    })
    .to_string()
}

/// The columns `id, name, description, created_by, created_at, valid_until`.
fn read(organization_id: OrganizationId, mut row: Row) -> Result<ServiceAccount, Fault> {
    Ok(ServiceAccount {
        id: ServiceAccountId::from_uuid(row.id()?),
        organization_id,
        name: row.text()?,
        description: row.text()?,
        created_by: row.optional_id()?.map(UserId::from_uuid),
        created_at: row.time()?,
        valid_until: row.time()?,
    })
}

//! The domains of organizations, and their proofs. Which domains are proven stands in a table of
//! its own, in which each is once for the whole instance.

use domain::Error;
use domain::domain_verification::DomainVerification;
use domain::event::{Cause, EventType};
use domain::id::{DomainVerificationId, OrganizationId};
use domain::limits::DOMAIN_VERIFICATIONS;
use domain::login::DomainStanding;
use domain::page::{Page, PageRequest};
use domain::time::Timestamp;
use serde_json::json;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::feed::{self, NewEvent};
use crate::organization;
use crate::value::{Row, params};

/// Begins the proof of a domain, or answers the one that was begun.
pub(crate) async fn create<C: Connection>(
    connection: &C,
    new: &DomainVerification,
    cause: &Cause,
) -> Result<DomainVerification, Error> {
    let organization = new.organization_id;
    organization::find(connection, organization)
        .await?
        .ok_or(Error::NotFound("organization"))?;
    let begun = connection
        .query_one(
            "SELECT organization_id, id, domain, token, created_at, verified_at, seen_at, check_at \
             FROM domain_verifications WHERE organization_id = $1 AND domain = $2",
            params![organization, &new.domain],
        )
        .await?;
    if let Some(row) = begun {
        return Ok(read(row)?);
    }
    let count = connection
        .query_one(
            "SELECT count(*) FROM domain_verifications WHERE organization_id = $1",
            params![organization],
        )
        .await?;
    let count = count.map(|mut row| row.integer()).transpose()?.unwrap_or(0);
    if count >= DOMAIN_VERIFICATIONS {
        return Err(Error::FailedPrecondition(format!(
            "an organization has at most {DOMAIN_VERIFICATIONS} domains; delete one first"
        )));
    }
    connection
        .write_row(
            "INSERT INTO domain_verifications (organization_id, id, domain, token, created_at) \
             VALUES ($1, $2, $3, $4, $5)",
            params![
                organization,
                new.id,
                &new.domain,
                &new.token,
                new.created_at
            ],
        )
        .await?;
    let event_type = EventType::DomainVerificationCreated;
    append(connection, event_type, None, Some(new), cause).await?;
    Ok(new.clone())
}

/// One of an organization.
pub(crate) async fn find<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: DomainVerificationId,
) -> Result<Option<DomainVerification>, Error> {
    let row = connection
        .query_one(
            "SELECT organization_id, id, domain, token, created_at, verified_at, seen_at, check_at \
             FROM domain_verifications WHERE organization_id = $1 AND id = $2",
            params![organization, id],
        )
        .await?;
    Ok(row.map(read).transpose()?)
}

/// All of an organization.
pub(crate) async fn list_page<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    page: &PageRequest,
) -> Result<Page<DomainVerification>, Error> {
    let after = crate::value::after_id(page)?;
    let rows = connection
        .query(
            "SELECT organization_id, id, domain, token, created_at, verified_at, seen_at, check_at \
             FROM domain_verifications WHERE organization_id = $1 AND id > $2 \
             ORDER BY id LIMIT $3",
            params![organization, after, i64::from(page.size) + 1],
        )
        .await?;
    let items = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(crate::value::page(items, page.size, |verification| {
        verification.id.to_string()
    }))
}

/// Makes a domain a proven one.
pub(crate) async fn prove<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: DomainVerificationId,
    check_at: Timestamp,
    cause: &Cause,
) -> Result<DomainVerification, Error> {
    let before = existing(connection, organization, id).await?;
    let after = DomainVerification {
        verified_at: before.verified_at.or(Some(cause.at)),
        seen_at: Some(cause.at),
        check_at: Some(check_at),
        ..before.clone()
    };
    if !before.is_verified() {
        connection
            .execute(
                "INSERT INTO verified_domains (domain, organization_id) VALUES ($1, $2)",
                params![&before.domain, organization],
            )
            .await
            .map_err(|fault| taken(fault, &before.domain))?;
    }
    write(connection, &after).await?;
    if !before.is_verified() {
        let event_type = EventType::DomainVerified;
        append(connection, event_type, Some(&before), Some(&after), cause).await?;
    }
    Ok(after)
}

/// Makes a proven domain one that is not.
pub(crate) async fn lose<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: DomainVerificationId,
    cause: &Cause,
) -> Result<(), Error> {
    let Some(before) = find(connection, organization, id).await? else {
        return Ok(());
    };
    if !before.is_verified() {
        return Ok(());
    }
    let after = DomainVerification {
        verified_at: None,
        check_at: None,
        ..before.clone()
    };
    write(connection, &after).await?;
    give_up(connection, &before).await?;
    let event_type = EventType::DomainLost;
    append(connection, event_type, Some(&before), Some(&after), cause).await
}

/// Removes a domain from its organization.
pub(crate) async fn delete<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: DomainVerificationId,
    cause: &Cause,
) -> Result<(), Error> {
    let before = existing(connection, organization, id).await?;
    connection
        .write_row(
            "DELETE FROM domain_verifications WHERE organization_id = $1 AND id = $2",
            params![organization, id],
        )
        .await?;
    if before.is_verified() {
        give_up(connection, &before).await?;
    }
    let event_type = EventType::DomainVerificationDeleted;
    append(connection, event_type, Some(&before), None, cause).await
}

/// Whether a domain is proven for an organization.
pub(crate) async fn is_proven<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    domain: &str,
) -> Result<bool, Fault> {
    let row = connection
        .query_one(
            "SELECT 1 FROM verified_domains WHERE domain = $1 AND organization_id = $2",
            params![domain, organization],
        )
        .await?;
    Ok(row.is_some())
}

/// What is known of a domain that an SSO configuration of an organization names: with a proof
/// that is lost, or that is another organization's, it has no say about the domain.
pub(crate) async fn standing<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    domain: &str,
) -> Result<DomainStanding, Fault> {
    let proven = connection
        .query_one(
            "SELECT organization_id FROM verified_domains WHERE domain = $1",
            params![domain],
        )
        .await?;
    if let Some(mut row) = proven {
        let is_ours = OrganizationId::from_uuid(row.id()?) == organization;
        return Ok(if is_ours {
            DomainStanding::Proven
        } else {
            DomainStanding::Foreign
        });
    }
    // The record was seen once, and is gone.
    let lost = connection
        .query_one(
            "SELECT 1 FROM domain_verifications \
             WHERE organization_id = $1 AND domain = $2 AND seen_at IS NOT NULL",
            params![organization, domain],
        )
        .await?;
    Ok(if lost.is_some() {
        DomainStanding::Foreign
    } else {
        DomainStanding::Named
    })
}

/// Some proven domains that are to be looked up.
pub(crate) async fn due<C: Connection>(
    connection: &C,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<DomainVerification>, Error> {
    let rows = connection
        .query(
            "SELECT organization_id, id, domain, token, created_at, verified_at, seen_at, check_at \
             FROM domain_verifications WHERE check_at <= $1 ORDER BY check_at LIMIT $2",
            params![now, i64::from(limit)],
        )
        .await?;
    Ok(rows.into_iter().map(read).collect::<Result<_, Fault>>()?)
}

/// Puts the next look-up off, if nobody else has.
pub(crate) async fn put_off<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: DomainVerificationId,
    due: Timestamp,
    check_at: Timestamp,
    seen_at: Option<Timestamp>,
) -> Result<bool, Error> {
    let touched = connection
        .execute(
            "UPDATE domain_verifications SET check_at = $1, seen_at = coalesce($2, seen_at) \
             WHERE organization_id = $3 AND id = $4 AND check_at = $5",
            params![check_at, seen_at, organization, id, due],
        )
        .await?;
    Ok(touched == 1)
}

async fn existing<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: DomainVerificationId,
) -> Result<DomainVerification, Error> {
    find(connection, organization, id)
        .await?
        .ok_or(Error::NotFound("domain verification"))
}

async fn write<C: Connection>(
    connection: &C,
    verification: &DomainVerification,
) -> Result<(), Fault> {
    connection
        .write_row(
            "UPDATE domain_verifications SET verified_at = $1, seen_at = $2, check_at = $3 \
             WHERE organization_id = $4 AND id = $5",
            params![
                verification.verified_at,
                verification.seen_at,
                verification.check_at,
                verification.organization_id,
                verification.id,
            ],
        )
        .await
}

/// Lets others prove the domain.
async fn give_up<C: Connection>(
    connection: &C,
    verification: &DomainVerification,
) -> Result<(), Fault> {
    connection
        .write_row(
            "DELETE FROM verified_domains WHERE domain = $1 AND organization_id = $2",
            params![&verification.domain, verification.organization_id],
        )
        .await
}

fn taken(fault: Fault, domain: &str) -> Error {
    match fault {
        Fault::Unique => Error::FailedPrecondition(format!(
            "another organization has proven the domain {domain}; it can be proven again once \
             that one's TXT record is gone, or the domain is deleted there"
        )),
        other => other.into(),
    }
}

async fn append<C: Connection>(
    connection: &C,
    event_type: EventType,
    before: Option<&DomainVerification>,
    after: Option<&DomainVerification>,
    cause: &Cause,
) -> Result<(), Error> {
    let Some(verification) = after.or(before) else {
        return Ok(());
    };
    let states = (before.map(state), after.map(state));
    let event = NewEvent {
        event_type,
        resource_id: verification.id.uuid(),
        scim_configuration_id: None,
        version: 0,
        before: states.0.as_deref(),
        after: states.1.as_deref(),
    };
    Ok(feed::append(connection, verification.organization_id, cause, event).await?)
}

fn state(verification: &DomainVerification) -> String {
    let verified_at = verification
        .verified_at
        .map(|at| scim::datetime::format_micros(at.micros()));
    json!({ "domain": verification.domain, "verifiedAt": verified_at }).to_string()
}

fn read(mut row: Row) -> Result<DomainVerification, Fault> {
    let optional_time =
        |row: &mut Row| Ok::<_, Fault>(row.optional_integer()?.map(Timestamp::from_micros));
    Ok(DomainVerification {
        organization_id: OrganizationId::from_uuid(row.id()?),
        id: DomainVerificationId::from_uuid(row.id()?),
        domain: row.text()?,
        token: row.text()?,
        created_at: row.time()?,
        verified_at: optional_time(&mut row)?,
        seen_at: optional_time(&mut row)?,
        check_at: optional_time(&mut row)?,
    })
}

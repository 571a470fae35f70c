//! Who may be the person of a first login.

use domain::Error;
use domain::groups::{OrganizationRole, Subject};
use domain::id::{ScimConfigurationId, UserId};
use domain::limits::LOGIN_SCIM_CONFIGURATIONS;
use domain::login::{FoundBy, LinkCandidate, LoginClaims, Owned};
use domain::provisioning::linking_key;
use domain::user::{Role, User, UserStatus};
use scim::fold::fold;

use crate::connection::Connection;
use crate::fault::Fault;
use crate::value::params;
use crate::{held_group, identity, user};

/// As many users with one e-mail address as are looked at: two who may log in are one too many.
const LOOKED_AT: i64 = 20;

/// A SCIM configuration that is linked to the SSO configuration of a login.
pub(crate) struct LinkedScim {
    id: ScimConfigurationId,
    enabled: bool,
    allow_unverified: bool,
    login_claim: String,
}

impl LinkedScim {
    /// Whether it links users whose e-mail address nobody has verified.
    pub(crate) fn waives_verification(&self) -> bool {
        self.enabled && self.allow_unverified
    }
}

/// The living SCIM configurations of the SSO configuration.
pub(crate) async fn linked_scim<C: Connection>(
    connection: &C,
    claims: &LoginClaims,
) -> Result<Vec<LinkedScim>, Fault> {
    connection
        .query(
            "SELECT id, enabled, allow_unverified_emails, login_claim FROM scim_configurations \
             WHERE organization_id = $1 AND sso_configuration_id = $2 AND deleted_at IS NULL \
             ORDER BY id LIMIT $3",
            params![
                claims.organization_id,
                claims.sso_configuration_id,
                LOGIN_SCIM_CONFIGURATIONS,
            ],
        )
        .await?
        .into_iter()
        .map(|mut row| {
            Ok(LinkedScim {
                id: ScimConfigurationId::from_uuid(row.id()?),
                enabled: row.boolean()?,
                allow_unverified: row.boolean()?,
                login_claim: row.text()?,
            })
        })
        .collect()
}

/// Everybody whom a rule finds, those who may not log in included.
pub(crate) async fn find<C: Connection>(
    connection: &C,
    claims: &LoginClaims,
    scim: &[LinkedScim],
) -> Result<Vec<LinkCandidate>, Error> {
    let mut found: Vec<(User, FoundBy)> = Vec::new();
    for configuration in scim {
        for (id, found_by) in provisioned(connection, claims, configuration).await? {
            if let Some(user) = user::find(connection, claims.organization_id, id).await? {
                found.push((user, found_by));
            }
        }
    }
    for user in with_email(connection, claims).await? {
        if !found.iter().any(|(other, _)| other.id == user.id) {
            found.push((user, FoundBy::Email));
        }
    }
    let mut candidates = Vec::with_capacity(found.len());
    for (mut user, found_by) in found {
        // Whom a group makes an administrator is one.
        let subject = Subject::User(user.id);
        let roles = held_group::organization_roles(connection, claims.organization_id, subject);
        if roles.await?.contains(OrganizationRole::Admin) {
            user.profile.role = Role::Admin;
        }
        let owned = owned(connection, &user, scim).await?;
        let is_linked = user.profile.status == UserStatus::Active
            && identity::is_linked(
                connection,
                claims.organization_id,
                claims.sso_configuration_id,
                user.id,
            )
            .await?;
        candidates.push(LinkCandidate {
            user,
            owned,
            found_by,
            is_linked,
        });
    }
    Ok(candidates)
}

/// The User resources that a SCIM configuration's rule finds.
async fn provisioned<C: Connection>(
    connection: &C,
    claims: &LoginClaims,
    configuration: &LinkedScim,
) -> Result<Vec<(UserId, FoundBy)>, Fault> {
    let (organization, scim) = (claims.organization_id, configuration.id);
    let (rows, found_by) = if configuration.login_claim.is_empty() {
        // An address that may not be compared finds nobody.
        let Some(email) = claims
            .email
            .as_ref()
            .filter(|email| linking_key(email.address()).is_some())
        else {
            return Ok(Vec::new());
        };
        let rows = connection
            .query(
                "SELECT id FROM resources WHERE organization_id = $1 \
                 AND scim_configuration_id = $2 AND resource_type = 'User' AND unique_key = $3",
                params![organization, scim, &fold(email.address())],
            )
            .await?;
        (rows, FoundBy::Email)
    } else {
        let Some(value) = claims.text(&configuration.login_claim) else {
            return Ok(Vec::new());
        };
        let rows = connection
            .query(
                "SELECT id FROM resources WHERE organization_id = $1 \
                 AND scim_configuration_id = $2 AND resource_type = 'User' AND external_id = $3 \
                 ORDER BY id LIMIT 2",
                params![organization, scim, value],
            )
            .await?;
        (rows, FoundBy::ExternalId)
    };
    rows.into_iter()
        .map(|mut row| Ok((UserId::from_uuid(row.id()?), found_by)))
        .collect()
}

/// The users who have the e-mail address.
async fn with_email<C: Connection>(
    connection: &C,
    claims: &LoginClaims,
) -> Result<Vec<User>, Fault> {
    let key = claims
        .email
        .as_ref()
        .and_then(|email| linking_key(email.address()));
    let Some(key) = key else {
        return Ok(Vec::new());
    };
    connection
        .query(
            "SELECT id, scim_configuration_id, role, status, full_name, email, email_provenance, \
             suspended, created_at, updated_at FROM users \
             WHERE organization_id = $1 AND email_key = $2 \
             AND email_key <> '' ORDER BY status, id LIMIT $3",
            params![claims.organization_id, &key, LOOKED_AT],
        )
        .await?
        .into_iter()
        .map(|row| user::read(claims.organization_id, row))
        .collect()
}

async fn owned<C: Connection>(
    connection: &C,
    user: &User,
    scim: &[LinkedScim],
) -> Result<Owned, Error> {
    let Some(owner) = user.scim_configuration_id else {
        return Ok(Owned::ByNobody);
    };
    if let Some(linked) = scim.iter().find(|linked| linked.id == owner) {
        return Ok(Owned::ByLinked {
            enabled: linked.enabled,
            by_external_id: !linked.login_claim.is_empty(),
        });
    }
    let other = crate::scim_configuration::find(connection, user.organization_id, owner).await?;
    Ok(match other {
        Some(_) => Owned::ByOther,
        None => Owned::ByNobody,
    })
}

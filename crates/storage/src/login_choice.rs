//! Which SSO configurations serve which e-mail domains.

use domain::Error;
use domain::id::{OrganizationId, SsoConfigurationId};
use domain::login::LoginChoice;
use domain::sso_configuration::{SsoConfiguration, SsoSettings};

use crate::connection::Connection;
use crate::fault::Fault;
use crate::sso_configuration;
use crate::value::params;

/// The active SSO configurations that serve a domain, by the names of their organizations.
pub(crate) async fn by_domain<C: Connection>(
    connection: &C,
    domain: &str,
    limit: u32,
) -> Result<Vec<LoginChoice>, Error> {
    let rows = connection
        .query(
            "SELECT d.organization_id, o.name, c.id, c.settings FROM sso_domains d \
             JOIN sso_configurations c \
             ON c.organization_id = d.organization_id AND c.id = d.sso_configuration_id \
             JOIN organizations o ON o.id = d.organization_id \
             WHERE d.domain = $1 ORDER BY o.name, c.id",
            params![domain],
        )
        .await?;
    let mut choices = Vec::new();
    for mut row in rows {
        let organization_id = OrganizationId::from_uuid(row.id()?);
        let organization_name = row.text()?;
        let sso_configuration_id = SsoConfigurationId::from_uuid(row.id()?);
        let settings = sso_configuration::parse(&row.text()?)?;
        if settings.active && choices.len() < usize::try_from(limit).unwrap_or(usize::MAX) {
            choices.push(LoginChoice {
                organization_id,
                organization_name,
                sso_configuration_id,
                display_name: settings.display_name,
                active: true,
            });
        }
    }
    Ok(choices)
}

/// One SSO configuration, of whatever organization.
pub(crate) async fn by_id<C: Connection>(
    connection: &C,
    id: SsoConfigurationId,
) -> Result<Option<(SsoConfiguration, LoginChoice)>, Error> {
    let row = connection
        .query_one(
            "SELECT o.id, o.name, c.id, c.settings, c.sealed_client_secret, c.created_at, \
             c.updated_at FROM sso_configurations c \
             JOIN organizations o ON o.id = c.organization_id WHERE c.id = $1",
            params![id],
        )
        .await?;
    let Some(mut row) = row else {
        return Ok(None);
    };
    let organization_id = OrganizationId::from_uuid(row.id()?);
    let organization_name = row.text()?;
    let configuration = sso_configuration::read(organization_id, row)?;
    let choice = LoginChoice {
        organization_id,
        organization_name,
        sso_configuration_id: id,
        display_name: configuration.settings.display_name.clone(),
        active: configuration.settings.active,
    };
    Ok(Some((configuration, choice)))
}

/// Writes the domains of an SSO configuration in place of those that are there.
pub(crate) async fn write_domains<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: SsoConfigurationId,
    settings: &SsoSettings,
) -> Result<(), Fault> {
    end_all(connection, organization, id).await?;
    let mut written: Vec<&str> = Vec::new();
    for domain in &settings.email_domains {
        if !written.contains(&domain.as_str()) {
            connection
                .write_row(
                    "INSERT INTO sso_domains (organization_id, sso_configuration_id, domain) \
                     VALUES ($1, $2, $3)",
                    params![organization, id, domain],
                )
                .await?;
            written.push(domain);
        }
    }
    Ok(())
}

/// Forgets the domains of an SSO configuration.
pub(crate) async fn end_all<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    id: SsoConfigurationId,
) -> Result<(), Fault> {
    connection
        .execute(
            "DELETE FROM sso_domains WHERE organization_id = $1 AND sso_configuration_id = $2",
            params![organization, id],
        )
        .await?;
    Ok(())
}

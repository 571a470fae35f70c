//! SSO and SCIM configurations, and what the organization has defined.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::custom_types::assemble;
use domain::id::{OrganizationId, ScimConfigurationId};
use domain::resource_types::ResourceTypes;
use uuid::Uuid;

use super::findings::Findings;
use super::{Checked, DAMAGED, is_last, page_rows};
use crate::connection::Connection;
use crate::value::params;
use crate::{custom_types, scim_configuration};

const PLACE: &str = "scim_configurations";

/// The SCIM configurations of an organization, and its resource types.
#[derive(Default)]
pub(super) struct Configurations {
    /// Whether each of them lives, or is a tombstone.
    living: BTreeMap<ScimConfigurationId, bool>,
    types: Option<Arc<ResourceTypes>>,
}

impl Configurations {
    /// Whether the configuration is there.
    pub(super) fn has(&self, id: ScimConfigurationId) -> bool {
        self.living.contains_key(&id)
    }

    /// Whether the configuration is there and was not deleted.
    pub(super) fn is_living(&self, id: ScimConfigurationId) -> bool {
        self.living.get(&id) == Some(&true)
    }

    /// The resource types by which the resources of a configuration were written. Those of a
    /// deleted one may be of types that were changed since.
    pub(super) fn types(&self, id: ScimConfigurationId) -> Option<&ResourceTypes> {
        let types = self.types.as_deref()?;
        (self.is_living(id) || types.version() == 0).then_some(types)
    }
}

pub(super) async fn check<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    findings: &mut Findings,
) -> Checked<Configurations> {
    let mut found = Configurations {
        types: types(connection, organization, findings).await?,
        ..Configurations::default()
    };
    let mut last = Uuid::nil();
    loop {
        let rows = connection
            .query(
                "SELECT s.id, s.deleted_at, s.enabled, s.protocol, s.sso_configuration_id, o.id \
                 FROM scim_configurations s LEFT JOIN sso_configurations o \
                 ON o.organization_id = s.organization_id AND o.id = s.sso_configuration_id \
                 WHERE s.organization_id = $1 AND s.id > $2 ORDER BY s.id LIMIT $3",
                params![organization, last, page_rows()],
            )
            .await?;
        let count = rows.len();
        for mut row in rows {
            last = row.id()?;
            let id = ScimConfigurationId::from_uuid(last);
            let is_living = row.optional_integer()?.is_none();
            let enabled = row.boolean()?;
            let protocol = row.text()?;
            let sso = (row.optional_id()?, row.optional_id()?);
            found.living.insert(id, is_living);
            let mut wrong = |problem: String| {
                findings.add(
                    PLACE,
                    format!("SCIM configuration {id}: {problem}"),
                    DAMAGED,
                );
            };
            if let Err(fault) = scim_configuration::parse_protocol(&protocol) {
                wrong(fault.to_string());
            }
            if !is_living && enabled {
                wrong("it was deleted and is enabled".to_owned());
            }
            match sso {
                (Some(named), None) => wrong(format!(
                    "it belongs to SSO configuration {named}, which the organization does not have"
                )),
                (None, _) if is_living => wrong("it belongs to no SSO configuration".to_owned()),
                _ => {}
            }
        }
        if is_last(count) {
            return Ok(found);
        }
    }
}

/// The organization's resource types; that they cannot be understood is a fault.
async fn types<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    findings: &mut Findings,
) -> Checked<Option<Arc<ResourceTypes>>> {
    let (version, definition) = custom_types::find(connection, organization).await?;
    if version == 0 {
        return Ok(Some(ResourceTypes::core()));
    }
    match assemble(&definition, version) {
        Ok(types) => Ok(Some(Arc::new(types))),
        Err(error) => {
            let problem = format!("the resource types that it defines cannot be used: {error}");
            findings.add("custom_types", problem, DAMAGED);
            Ok(None)
        }
    }
}

//! The policies of an organization. The application's own ones are stored as the JSON of the
//! message, without what Muster obeys itself.

use api::gitpod::v1::OrganizationPolicies;
use domain::Error;
use domain::id::OrganizationId;
use domain::policies::Policies;

/// The whole message: what was never set has a value that forbids nothing.
pub(crate) fn message(
    organization: OrganizationId,
    policies: &Policies,
) -> Result<OrganizationPolicies, Error> {
    Ok(OrganizationPolicies {
        organization_id: organization.to_string(),
        restrict_account_creation_to_scim: policies.restrict_account_creation_to_scim,
        ..application(policies)?
    })
}

/// The application's policies.
pub(super) fn application(policies: &Policies) -> Result<OrganizationPolicies, Error> {
    match &policies.application {
        None => Ok(OrganizationPolicies {
            members_create_projects: true,
            allow_local_runners: true,
            agent_policy: api::gitpod::v1::AgentPolicy::default().into(),
            ..Default::default()
        }),
        Some(text) => serde_json::from_str(text)
            .map_err(|error| Error::Internal(format!("stored policies are no message: {error}"))),
    }
}

/// Keeps the application's policies.
pub(super) fn keep(policies: &mut Policies, message: &OrganizationPolicies) -> Result<(), Error> {
    let text = serde_json::to_string(message)
        .map_err(|error| Error::Internal(format!("policies are not JSON: {error}")))?;
    policies.application = Some(text);
    Ok(())
}

//! A change of the policies of an organization: what is present replaces what was, and a list or a
//! map that is empty leaves it.

use api::gitpod::v1::update_organization_policies_request::{
    UpdateAgentPolicy, UpdateCrowdStrikeConfig, UpdateSecurityAgentPolicy,
};
use api::gitpod::v1::{
    AgentPolicy, CrowdStrikeConfig, OrganizationPolicies, SecurityAgentPolicy,
    UpdateOrganizationPoliciesRequest,
};
use domain::Error;
use domain::limits::POLICIES_BYTES;
use domain::policies::Policies;
use domain::store::EditPolicies;

use super::policies::{application, keep};

const DAY: i64 = 86_400;
const HALF_AN_HOUR: i64 = 1_800;

/// Takes over the fields that are present.
macro_rules! scalars {
    ($to:ident, $from:ident: $($field:ident)+) => {
        $(set(&mut $to.$field, $from.$field.as_ref());)+
    };
}

/// Takes over the lists and maps that have something in them.
macro_rules! lists {
    ($to:ident, $from:ident: $($field:ident)+) => {
        $(if !$from.$field.is_empty() { $to.$field.clone_from(&$from.$field); })+
    };
}

/// Takes over the messages that are present, whole.
macro_rules! messages {
    ($to:ident, $from:ident: $($field:ident)+) => {
        $(if $from.$field.as_option().is_some() { $to.$field.clone_from(&$from.$field); })+
    };
}

/// The change that a request asks for.
pub(crate) fn edit(request: UpdateOrganizationPoliciesRequest) -> Result<EditPolicies, Error> {
    check(&request)?;
    Ok(Box::new(move |policies: &mut Policies| {
        set(
            &mut policies.restrict_account_creation_to_scim,
            request.restrict_account_creation_to_scim.as_ref(),
        );
        let before = application(policies)?;
        let mut after = before.clone();
        apply(&mut after, &request);
        if after != before {
            keep(policies, &after)?;
        }
        check_size(policies)
    }))
}

/// What the rules of the message leave to hand: the constraints that are written in CEL.
fn check(request: &UpdateOrganizationPoliciesRequest) -> Result<(), Error> {
    if let Some(timeout) = request.maximum_environment_timeout.as_option() {
        let none = (timeout.seconds, timeout.nanos) == (0, 0);
        if !none && timeout.seconds < HALF_AN_HOUR {
            return Err(Error::InvalidArgument {
                field: "maximum_environment_timeout",
                message: "value must be 0s (no limit) or at least 1800s (30 minutes)".to_owned(),
            });
        }
    }
    if let Some(after) = request.archive_environments_after.as_option()
        && (after.nanos != 0 || after.seconds % DAY != 0)
    {
        return Err(Error::InvalidArgument {
            field: "archive_environments_after",
            message: "value must be a whole number of days".to_owned(),
        });
    }
    Ok(())
}

fn check_size(policies: &Policies) -> Result<(), Error> {
    let bytes = policies.application.as_ref().map_or(0, String::len);
    if bytes > POLICIES_BYTES {
        return Err(Error::FailedPrecondition(format!(
            "the policies would take {bytes} bytes, and may take {POLICIES_BYTES}; shorten their \
             lists"
        )));
    }
    Ok(())
}

fn apply(policies: &mut OrganizationPolicies, request: &UpdateOrganizationPoliciesRequest) {
    scalars!(policies, request:
        members_require_projects members_create_projects default_editor_id allow_local_runners
        maximum_running_environments_per_user maximum_environments_per_user
        default_environment_image port_sharing_disabled require_custom_domain_access
        maximum_environment_lifetime_strict max_port_admission_level web_browser_disabled
        disable_from_scratch security_policy_id
    );
    messages!(policies, request:
        maximum_environment_timeout delete_archived_environments_after
        maximum_environment_lifetime archive_environments_after veto_exec_policy veto_file_policy
    );
    lists!(policies, request: allowed_editor_ids editor_version_restrictions);
    if let Some(update) = request.agent_policy.as_option() {
        let mut agents = policies
            .agent_policy
            .as_option()
            .cloned()
            .unwrap_or_default();
        apply_to_agents(&mut agents, update);
        policies.agent_policy = agents.into();
    }
    if let Some(update) = request.security_agent_policy.as_option() {
        let found = policies.security_agent_policy.as_option().cloned();
        let mut agents = found.unwrap_or_default();
        apply_to_security_agents(&mut agents, update);
        policies.security_agent_policy = agents.into();
    }
}

fn apply_to_agents(policy: &mut AgentPolicy, update: &UpdateAgentPolicy) {
    scalars!(policy, update:
        mcp_disabled scm_tools_disabled scm_tools_allowed_group_id conversation_sharing_policy
        max_subagents_per_environment goal_mode_disabled
    );
    lists!(policy, update:
        command_deny_list allowed_agent_ids allowed_codex_models allowed_codex_reasoning_efforts
        allowed_codex_service_tiers
    );
    messages!(policy, update: codex_model_policy);
}

fn apply_to_security_agents(policy: &mut SecurityAgentPolicy, update: &UpdateSecurityAgentPolicy) {
    lists!(policy, update: custom_agents);
    if let Some(update) = update.crowdstrike.as_option() {
        let mut config = policy.crowdstrike.as_option().cloned().unwrap_or_default();
        apply_to_crowdstrike(&mut config, update);
        policy.crowdstrike = config.into();
    }
}

fn apply_to_crowdstrike(config: &mut CrowdStrikeConfig, update: &UpdateCrowdStrikeConfig) {
    scalars!(config, update: enabled image cid_secret_id tags);
    lists!(config, update: additional_options);
}

fn set<T: Clone>(field: &mut T, update: Option<&T>) {
    if let Some(value) = update {
        field.clone_from(value);
    }
}

use api::gitpod::v1::{
    GetOrganizationPoliciesRequest, GetOrganizationPoliciesResponse,
    UpdateOrganizationPoliciesRequest, UpdateOrganizationPoliciesResponse,
};
use api::muster::v1::{
    GetLoginPoliciesRequest, GetLoginPoliciesResponse, LoginPolicies, UpdateLoginPoliciesRequest,
    UpdateLoginPoliciesResponse,
};
use domain::Error;
use domain::policies::Policies;

use super::call::Call;
use crate::connect::convert::{id, policies, policies_update};

pub(super) async fn get(
    call: &Call<'_>,
    request: GetOrganizationPoliciesRequest,
) -> Result<GetOrganizationPoliciesResponse, Error> {
    let organization = id::organization(&request.organization_id)?;
    let found = call.muster.policies(call.caller, organization).await?;
    Ok(GetOrganizationPoliciesResponse {
        policies: policies::message(organization, &found)?.into(),
        ..Default::default()
    })
}

pub(super) async fn update(
    call: &Call<'_>,
    request: UpdateOrganizationPoliciesRequest,
) -> Result<UpdateOrganizationPoliciesResponse, Error> {
    let organization = id::organization(&request.organization_id)?;
    let edit = policies_update::edit(request)?;
    call.muster
        .update_policies(call.caller, organization, edit, call.request_id())
        .await?;
    Ok(UpdateOrganizationPoliciesResponse::default())
}

pub(super) async fn get_login(
    call: &Call<'_>,
    request: GetLoginPoliciesRequest,
) -> Result<GetLoginPoliciesResponse, Error> {
    let organization = id::organization(&request.organization_id)?;
    let found = call.muster.policies(call.caller, organization).await?;
    Ok(GetLoginPoliciesResponse {
        policies: login(&found).into(),
        ..Default::default()
    })
}

pub(super) async fn update_login(
    call: &Call<'_>,
    request: UpdateLoginPoliciesRequest,
) -> Result<UpdateLoginPoliciesResponse, Error> {
    let organization = id::organization(&request.organization_id)?;
    let allow = request.allow_just_in_time_creation;
    let edit = move |policies: &mut Policies| {
        policies.allow_just_in_time_creation =
            allow.unwrap_or(policies.allow_just_in_time_creation);
        Ok(())
    };
    let changed = call
        .muster
        .update_policies(call.caller, organization, Box::new(edit), call.request_id())
        .await?;
    Ok(UpdateLoginPoliciesResponse {
        policies: login(&changed).into(),
        ..Default::default()
    })
}

fn login(policies: &Policies) -> LoginPolicies {
    LoginPolicies {
        allow_just_in_time_creation: policies.allow_just_in_time_creation,
        ..Default::default()
    }
}

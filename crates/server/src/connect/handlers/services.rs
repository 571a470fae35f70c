//! Which function answers which method.
#![allow(
    refining_impl_trait,
    reason = "handlers name the one message that they answer"
)]

use api::gitpod::v1::*;
use api::muster::v1 as muster_api;
use connectrpc::{RequestContext, ServiceRequest, ServiceResult};

use super::call::Call;
use super::{
    Handlers, group, identity, member, membership, oauth_client, operator, organization,
    personal_access_token, read_only_resource, resource_type, role_assignment, schema,
    scim_configuration, scim_settings, scim_token, service_account, sso_configuration,
    trusted_issuer, user,
};

/// `method(Request) -> Response = function;`
macro_rules! methods {
    ($($method:ident($request:ty) -> $response:ty = $function:path;)+) => {$(
        async fn $method(
            &self,
            ctx: RequestContext,
            request: ServiceRequest<'_, $request>,
        ) -> ServiceResult<$response> {
            let call = Call::new(self, &ctx)?;
            call.answer($function(&call, request.to_owned_message()).await)
        }
    )+};
}

impl OrganizationService for Handlers {
    methods! {
        create_organization(CreateOrganizationRequest) -> CreateOrganizationResponse
            = organization::create;
        get_organization(GetOrganizationRequest) -> GetOrganizationResponse
            = organization::get;
        update_organization(UpdateOrganizationRequest) -> UpdateOrganizationResponse
            = organization::update;
        delete_organization(DeleteOrganizationRequest) -> DeleteOrganizationResponse
            = organization::delete;
        list_members(ListMembersRequest) -> ListMembersResponse
            = member::list;
        set_role(SetRoleRequest) -> SetRoleResponse
            = member::set_role;
        create_sso_configuration(CreateSSOConfigurationRequest) -> CreateSSOConfigurationResponse
            = sso_configuration::create;
        get_sso_configuration(GetSSOConfigurationRequest) -> GetSSOConfigurationResponse
            = sso_configuration::get;
        list_sso_configurations(ListSSOConfigurationsRequest) -> ListSSOConfigurationsResponse
            = sso_configuration::list;
        update_sso_configuration(UpdateSSOConfigurationRequest) -> UpdateSSOConfigurationResponse
            = sso_configuration::update;
        delete_sso_configuration(DeleteSSOConfigurationRequest) -> DeleteSSOConfigurationResponse
            = sso_configuration::delete;
        create_scim_configuration(CreateSCIMConfigurationRequest) -> CreateSCIMConfigurationResponse
            = scim_configuration::create;
        get_scim_configuration(GetSCIMConfigurationRequest) -> GetSCIMConfigurationResponse
            = scim_configuration::get;
        list_scim_configurations(ListSCIMConfigurationsRequest) -> ListSCIMConfigurationsResponse
            = scim_configuration::list;
        update_scim_configuration(UpdateSCIMConfigurationRequest) -> UpdateSCIMConfigurationResponse
            = scim_configuration::update;
        delete_scim_configuration(DeleteSCIMConfigurationRequest) -> DeleteSCIMConfigurationResponse
            = scim_configuration::delete;
        regenerate_scim_token(RegenerateSCIMTokenRequest) -> RegenerateSCIMTokenResponse
            = scim_configuration::regenerate_token;
    }
}

impl GroupService for Handlers {
    methods! {
        create_group(CreateGroupRequest) -> CreateGroupResponse
            = group::create;
        get_group(GetGroupRequest) -> GetGroupResponse
            = group::get;
        list_groups(ListGroupsRequest) -> ListGroupsResponse
            = group::list;
        update_group(UpdateGroupRequest) -> UpdateGroupResponse
            = group::update;
        delete_group(DeleteGroupRequest) -> DeleteGroupResponse
            = group::delete;
        create_membership(CreateMembershipRequest) -> CreateMembershipResponse
            = membership::create;
        delete_membership(DeleteMembershipRequest) -> DeleteMembershipResponse
            = membership::delete;
        get_membership(GetMembershipRequest) -> GetMembershipResponse
            = membership::get;
        list_memberships(ListMembershipsRequest) -> ListMembershipsResponse
            = membership::list;
        create_role_assignment(CreateRoleAssignmentRequest) -> CreateRoleAssignmentResponse
            = role_assignment::create;
        list_role_assignments(ListRoleAssignmentsRequest) -> ListRoleAssignmentsResponse
            = role_assignment::list;
        delete_role_assignment(DeleteRoleAssignmentRequest) -> DeleteRoleAssignmentResponse
            = role_assignment::delete;
    }
}

impl IdentityService for Handlers {
    methods! {
        get_authenticated_identity(GetAuthenticatedIdentityRequest)
            -> GetAuthenticatedIdentityResponse
            = identity::get_authenticated;
    }
}

impl UserService for Handlers {
    methods! {
        get_authenticated_user(GetAuthenticatedUserRequest) -> GetAuthenticatedUserResponse
            = user::get_authenticated;
        get_user(GetUserRequest) -> GetUserResponse
            = user::get;
        create_personal_access_token(CreatePersonalAccessTokenRequest)
            -> CreatePersonalAccessTokenResponse
            = personal_access_token::create;
        get_personal_access_token(GetPersonalAccessTokenRequest) -> GetPersonalAccessTokenResponse
            = personal_access_token::get;
        list_personal_access_tokens(ListPersonalAccessTokensRequest)
            -> ListPersonalAccessTokensResponse
            = personal_access_token::list;
        delete_personal_access_token(DeletePersonalAccessTokenRequest)
            -> DeletePersonalAccessTokenResponse
            = personal_access_token::delete;
    }
}

impl ServiceAccountService for Handlers {
    methods! {
        create_service_account(CreateServiceAccountRequest) -> CreateServiceAccountResponse
            = service_account::create;
        list_service_accounts(ListServiceAccountsRequest) -> ListServiceAccountsResponse
            = service_account::list;
        get_service_account(GetServiceAccountRequest) -> GetServiceAccountResponse
            = service_account::get;
        update_service_account(UpdateServiceAccountRequest) -> UpdateServiceAccountResponse
            = service_account::update;
        delete_service_account(DeleteServiceAccountRequest) -> DeleteServiceAccountResponse
            = service_account::delete;
        create_service_account_access_token(CreateServiceAccountAccessTokenRequest)
            -> CreateServiceAccountAccessTokenResponse
            = service_account::create_access_token;
        create_service_account_token(CreateServiceAccountTokenRequest)
            -> CreateServiceAccountTokenResponse
            = service_account::create_token;
        list_service_account_tokens(ListServiceAccountTokensRequest)
            -> ListServiceAccountTokensResponse
            = service_account::list_tokens;
        get_service_account_token(GetServiceAccountTokenRequest) -> GetServiceAccountTokenResponse
            = service_account::get_token;
        delete_service_account_token(DeleteServiceAccountTokenRequest)
            -> DeleteServiceAccountTokenResponse
            = service_account::delete_token;
    }
}

impl muster_api::OperatorService for Handlers {
    methods! {
        create_organization(muster_api::CreateOrganizationRequest)
            -> muster_api::CreateOrganizationResponse
            = operator::create_organization;
        list_organizations(muster_api::ListOrganizationsRequest)
            -> muster_api::ListOrganizationsResponse
            = operator::list_organizations;
        create_administrator_token(muster_api::CreateAdministratorTokenRequest)
            -> muster_api::CreateAdministratorTokenResponse
            = operator::create_administrator_token;
    }
}

impl muster_api::ScimConfigurationService for Handlers {
    methods! {
        get_scim_settings(muster_api::GetSCIMSettingsRequest)
            -> muster_api::GetSCIMSettingsResponse
            = scim_settings::get;
        update_scim_settings(muster_api::UpdateSCIMSettingsRequest)
            -> muster_api::UpdateSCIMSettingsResponse
            = scim_settings::update;
        create_scim_token(muster_api::CreateSCIMTokenRequest)
            -> muster_api::CreateSCIMTokenResponse
            = scim_token::create;
        list_scim_tokens(muster_api::ListSCIMTokensRequest)
            -> muster_api::ListSCIMTokensResponse
            = scim_token::list;
        rotate_scim_token(muster_api::RotateSCIMTokenRequest)
            -> muster_api::RotateSCIMTokenResponse
            = scim_token::rotate;
        delete_scim_token(muster_api::DeleteSCIMTokenRequest)
            -> muster_api::DeleteSCIMTokenResponse
            = scim_token::delete;
        create_o_auth_client(muster_api::CreateOAuthClientRequest)
            -> muster_api::CreateOAuthClientResponse
            = oauth_client::create;
        list_o_auth_clients(muster_api::ListOAuthClientsRequest)
            -> muster_api::ListOAuthClientsResponse
            = oauth_client::list;
        delete_o_auth_client(muster_api::DeleteOAuthClientRequest)
            -> muster_api::DeleteOAuthClientResponse
            = oauth_client::delete;
        create_trusted_issuer(muster_api::CreateTrustedIssuerRequest)
            -> muster_api::CreateTrustedIssuerResponse
            = trusted_issuer::create;
        list_trusted_issuers(muster_api::ListTrustedIssuersRequest)
            -> muster_api::ListTrustedIssuersResponse
            = trusted_issuer::list;
        delete_trusted_issuer(muster_api::DeleteTrustedIssuerRequest)
            -> muster_api::DeleteTrustedIssuerResponse
            = trusted_issuer::delete;
    }
}

impl muster_api::ResourceTypeService for Handlers {
    methods! {
        create_schema(muster_api::CreateSchemaRequest)
            -> muster_api::CreateSchemaResponse
            = schema::create;
        get_schema(muster_api::GetSchemaRequest)
            -> muster_api::GetSchemaResponse
            = schema::get;
        list_schemas(muster_api::ListSchemasRequest)
            -> muster_api::ListSchemasResponse
            = schema::list;
        update_schema(muster_api::UpdateSchemaRequest)
            -> muster_api::UpdateSchemaResponse
            = schema::update;
        delete_schema(muster_api::DeleteSchemaRequest)
            -> muster_api::DeleteSchemaResponse
            = schema::delete;
        create_resource_type(muster_api::CreateResourceTypeRequest)
            -> muster_api::CreateResourceTypeResponse
            = resource_type::create;
        list_resource_types(muster_api::ListResourceTypesRequest)
            -> muster_api::ListResourceTypesResponse
            = resource_type::list;
        update_resource_type(muster_api::UpdateResourceTypeRequest)
            -> muster_api::UpdateResourceTypeResponse
            = resource_type::update;
        delete_resource_type(muster_api::DeleteResourceTypeRequest)
            -> muster_api::DeleteResourceTypeResponse
            = resource_type::delete;
        list_schema_packs(muster_api::ListSchemaPacksRequest)
            -> muster_api::ListSchemaPacksResponse
            = resource_type::list_packs;
        install_schema_pack(muster_api::InstallSchemaPackRequest)
            -> muster_api::InstallSchemaPackResponse
            = resource_type::install_pack;
        remove_schema_pack(muster_api::RemoveSchemaPackRequest)
            -> muster_api::RemoveSchemaPackResponse
            = resource_type::remove_pack;
        create_resource(muster_api::CreateResourceRequest)
            -> muster_api::CreateResourceResponse
            = read_only_resource::create;
        replace_resource(muster_api::ReplaceResourceRequest)
            -> muster_api::ReplaceResourceResponse
            = read_only_resource::replace;
        delete_resource(muster_api::DeleteResourceRequest)
            -> muster_api::DeleteResourceResponse
            = read_only_resource::delete;
    }
}

//! Identifiers in requests. The rules of the messages demand UUIDs, in either letter case; what
//! still is none names nothing.

use domain::Error;
use domain::id::{
    CredentialId, GroupId, MembershipId, OAuthClientId, OrganizationId, RoleAssignmentId,
    ScimConfigurationId, ServiceAccountId, SsoConfigurationId, TrustedIssuerId, UserId,
};

pub(crate) fn organization(text: &str) -> Result<OrganizationId, Error> {
    OrganizationId::parse(text).ok_or(Error::NotFound("organization"))
}

pub(crate) fn user(text: &str) -> Result<UserId, Error> {
    UserId::parse(text).ok_or(Error::NotFound("user"))
}

pub(crate) fn group(text: &str) -> Result<GroupId, Error> {
    GroupId::parse(text).ok_or(Error::NotFound("group"))
}

pub(crate) fn membership(text: &str) -> Result<MembershipId, Error> {
    MembershipId::parse(text).ok_or(Error::NotFound("membership"))
}

pub(crate) fn role_assignment(text: &str) -> Result<RoleAssignmentId, Error> {
    RoleAssignmentId::parse(text).ok_or(Error::NotFound("role assignment"))
}

pub(crate) fn service_account(text: &str) -> Result<ServiceAccountId, Error> {
    ServiceAccountId::parse(text).ok_or(Error::NotFound("service account"))
}

pub(crate) fn service_account_token(text: &str) -> Result<CredentialId, Error> {
    CredentialId::parse(text).ok_or(Error::NotFound("service account token"))
}

pub(crate) fn sso_configuration(text: &str) -> Result<SsoConfigurationId, Error> {
    SsoConfigurationId::parse(text).ok_or(Error::NotFound("SSO configuration"))
}

pub(crate) fn scim_configuration(text: &str) -> Result<ScimConfigurationId, Error> {
    ScimConfigurationId::parse(text).ok_or(Error::NotFound("SCIM configuration"))
}

pub(crate) fn personal_access_token(text: &str) -> Result<CredentialId, Error> {
    CredentialId::parse(text).ok_or(Error::NotFound("personal access token"))
}

pub(crate) fn scim_token(text: &str) -> Result<CredentialId, Error> {
    CredentialId::parse(text).ok_or(Error::NotFound("SCIM token"))
}

pub(crate) fn oauth_client(text: &str) -> Result<OAuthClientId, Error> {
    OAuthClientId::parse(text).ok_or(Error::NotFound("OAuth client"))
}

pub(crate) fn trusted_issuer(text: &str) -> Result<TrustedIssuerId, Error> {
    TrustedIssuerId::parse(text).ok_or(Error::NotFound("trusted issuer"))
}

#!/usr/bin/env python3
"""Drives gitpod-sdk 1.2.0 (Connect, binary messages) through the life of SSO and SCIM configurations.

Settings: BASE_URL, TOKEN, ORG_ID, USER_ID, OTHER_TOKEN, OTHER_ORG_ID.
"""

import os
import uuid
from datetime import datetime, timedelta, timezone

from connectrpc.code import Code
from connectrpc.errors import ConnectError
from gitpod.v1 import event_pb2, group_pb2, identity_pb2, organization_pb2 as pb, pagination_pb2
from gitpod.v1 import service_account_pb2, user_pb2
from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from ona_sdk import create_client

BASE_URL = os.environ["BASE_URL"]
ORG_ID = os.environ["ORG_ID"]
USER_ID = os.environ["USER_ID"]
DAY = 86400

services = create_client(api_key=os.environ["TOKEN"], base_url=BASE_URL).services
organizations = services.organization
others = create_client(api_key=os.environ["OTHER_TOKEN"], base_url=BASE_URL).services.organization


def refused(code, call, request):
    """The message of the error that `call` must raise."""
    try:
        answer = call(request)
    except ConnectError as raised:
        assert raised.code == code, (raised.code, raised.message)
        assert len(raised.message) > 10, raised.message
        return raised.message
    raise AssertionError(f"{request!r} answered {answer!r}")


def expires_in(timestamp, seconds):
    """Asserts that a timestamp is this many seconds from now, give or take a few minutes."""
    moment = timestamp.ToDatetime(tzinfo=timezone.utc)
    distance = moment - datetime.now(timezone.utc) - timedelta(seconds=seconds)
    assert abs(distance) < timedelta(minutes=5), (moment, seconds)


def get(identifier):
    request = pb.GetSCIMConfigurationRequest(scim_configuration_id=identifier)
    return organizations.get_scim_configuration(request).scim_configuration


def identity():
    request = identity_pb2.GetAuthenticatedIdentityRequest()
    for use_get in (False, True):
        who = services.identity.get_authenticated_identity(request, use_get=use_get)
        assert who.organization_id == ORG_ID
        assert who.organization_tier
        assert who.subject.id == USER_ID
    user = services.user.get_authenticated_user(user_pb2.GetAuthenticatedUserRequest()).user
    assert user.id == USER_ID
    assert user.organization_id == ORG_ID
    members = organizations.list_members(pb.ListMembersRequest(organization_id=ORG_ID)).members
    assert [member.user_id for member in members] == [USER_ID]
    assert members[0].role == pb.ORGANIZATION_ROLE_ADMIN


def wrong_token():
    stranger = create_client(api_key="wrong", base_url=BASE_URL).services.organization
    refused(
        Code.UNAUTHENTICATED,
        stranger.list_scim_configurations,
        pb.ListSCIMConfigurationsRequest(),
    )


def create_sso():
    made = organizations.create_sso_configuration(
        pb.CreateSSOConfigurationRequest(
            organization_id=ORG_ID,
            client_id="client",
            client_secret="secret",
            issuer_url="https://idp.example.com",
            display_name="Acme login",
            email_domains=["acme.example"],
            claims_expression="claims.email_verified",
        )
    ).sso_configuration
    assert made.state == pb.SSO_CONFIGURATION_STATE_ACTIVE
    assert made.provider_type == pb.SSOConfiguration.PROVIDER_TYPE_CUSTOM
    assert made.claims_expression == "claims.email_verified"
    assert list(made.email_domains) == ["acme.example"]
    read = organizations.get_sso_configuration(
        pb.GetSSOConfigurationRequest(sso_configuration_id=made.id)
    )
    assert read.sso_configuration == made
    # An empty text is present and clears; a field that is absent stays as it is.
    answer = organizations.update_sso_configuration(
        pb.UpdateSSOConfigurationRequest(sso_configuration_id=made.id, claims_expression="")
    )
    assert answer == pb.UpdateSSOConfigurationResponse()
    read = organizations.get_sso_configuration(
        pb.GetSSOConfigurationRequest(sso_configuration_id=made.id)
    ).sso_configuration
    assert read.claims_expression == ""
    assert read.display_name == "Acme login"
    return made.id


def create_scim(linked):
    made = organizations.create_scim_configuration(
        pb.CreateSCIMConfigurationRequest(
            organization_id=ORG_ID,
            sso_configuration_id=linked,
            allow_unverified_email_account_linking=True,
        )
    )
    configuration = made.scim_configuration
    assert made.token
    assert configuration.enabled
    assert configuration.name == "SCIM Configuration"
    assert configuration.allow_unverified_email_account_linking
    assert configuration.token_expires_at == made.token_expires_at
    expires_in(made.token_expires_at, 365 * DAY)
    assert get(configuration.id) == configuration
    return made


def scim_errors(linked):
    good = {"organization_id": ORG_ID, "sso_configuration_id": linked}
    create = organizations.create_scim_configuration
    durations = (
        Duration(seconds=60),
        Duration(seconds=86399, nanos=999999999),
        Duration(seconds=63072000, nanos=1),
        Duration(seconds=-1),
        Duration(),
    )
    for duration in durations:
        request = pb.CreateSCIMConfigurationRequest(**good, token_expires_in=duration)
        message = refused(Code.INVALID_ARGUMENT, create, request)
        assert "token_expires_in" in message, message
    message = refused(Code.INVALID_ARGUMENT, create, pb.CreateSCIMConfigurationRequest())
    assert "organization_id: value is required [required]" in message, message
    assert "sso_configuration_id: value is required [required]" in message, message
    request = pb.CreateSCIMConfigurationRequest(**good | {"organization_id": ORG_ID.upper()})
    made = create(request).scim_configuration
    assert made.organization_id == ORG_ID
    organizations.delete_scim_configuration(
        pb.DeleteSCIMConfigurationRequest(scim_configuration_id=made.id)
    )
    unknown = pb.CreateSCIMConfigurationRequest(
        organization_id=ORG_ID, sso_configuration_id=str(uuid.uuid4())
    )
    refused(Code.NOT_FOUND, create, unknown)


def paging(linked):
    made = [
        organizations.create_scim_configuration(
            pb.CreateSCIMConfigurationRequest(organization_id=ORG_ID, sso_configuration_id=linked)
        ).scim_configuration.id
        for _ in range(4)
    ]
    for use_get in (False, True):
        seen, token = [], ""
        while True:
            request = pb.ListSCIMConfigurationsRequest(
                pagination=pagination_pb2.PaginationRequest(page_size=2, token=token)
            )
            page = organizations.list_scim_configurations(request, use_get=use_get)
            seen += [found.id for found in page.scim_configurations]
            token = page.pagination.next_token
            if not token:
                break
        assert len(seen) == len(set(seen)) == 5, seen
        assert set(made) < set(seen)
    for identifier in made:
        organizations.delete_scim_configuration(
            pb.DeleteSCIMConfigurationRequest(scim_configuration_id=identifier)
        )
    assert not others.list_scim_configurations(
        pb.ListSCIMConfigurationsRequest()
    ).scim_configurations


def update(identifier):
    def change(**fields):
        request = pb.UpdateSCIMConfigurationRequest(scim_configuration_id=identifier, **fields)
        return organizations.update_scim_configuration(request).scim_configuration

    off = change(enabled=False)
    assert not off.enabled
    assert off.allow_unverified_email_account_linking
    assert change(name="").name == ""
    on = change(enabled=True, allow_unverified_email_account_linking=False, name="Renamed")
    assert on.enabled
    assert not on.allow_unverified_email_account_linking
    assert on.name == "Renamed"
    before = get(identifier)
    assert change().name == before.name


def regenerate(made):
    identifier = made.scim_configuration.id

    def again(**fields):
        request = pb.RegenerateSCIMTokenRequest(scim_configuration_id=identifier, **fields)
        return organizations.regenerate_scim_token(request)

    second = again(token_expires_in=Duration(seconds=180 * DAY))
    expires_in(second.token_expires_at, 180 * DAY)
    third = again()
    expires_in(third.token_expires_at, 180 * DAY)
    assert len({made.token, second.token, third.token}) == 3
    assert get(identifier).token_expires_at == third.token_expires_at


def foreign(identifier):
    for call, request in (
        (
            others.get_scim_configuration,
            pb.GetSCIMConfigurationRequest(scim_configuration_id=identifier),
        ),
        (
            others.update_scim_configuration,
            pb.UpdateSCIMConfigurationRequest(scim_configuration_id=identifier, enabled=False),
        ),
        (
            others.regenerate_scim_token,
            pb.RegenerateSCIMTokenRequest(scim_configuration_id=identifier),
        ),
        (
            others.delete_scim_configuration,
            pb.DeleteSCIMConfigurationRequest(scim_configuration_id=identifier),
        ),
    ):
        refused(Code.NOT_FOUND, call, request)
    assert get(identifier).enabled


def deletion(identifier, linked):
    delete_sso = pb.DeleteSSOConfigurationRequest(sso_configuration_id=linked)
    refused(Code.FAILED_PRECONDITION, organizations.delete_sso_configuration, delete_sso)
    delete = pb.DeleteSCIMConfigurationRequest(scim_configuration_id=identifier)
    organizations.delete_scim_configuration(delete)
    refused(Code.NOT_FOUND, organizations.delete_scim_configuration, delete)
    refused(
        Code.NOT_FOUND,
        organizations.get_scim_configuration,
        pb.GetSCIMConfigurationRequest(scim_configuration_id=identifier),
    )
    organizations.delete_sso_configuration(delete_sso)
    assert not organizations.list_sso_configurations(
        pb.ListSSOConfigurationsRequest(organization_id=ORG_ID)
    ).sso_configurations


def personal_access_tokens():
    users = services.user
    token = users.create_personal_access_token(
        user_pb2.CreatePersonalAccessTokenRequest(
            user_id=USER_ID,
            description="reads only",
            valid_for=Duration(seconds=DAY),
            read_only=True,
        )
    ).token
    reader = create_client(api_key=token, base_url=BASE_URL).services
    reader.organization.list_scim_configurations(pb.ListSCIMConfigurationsRequest())
    refused(
        Code.PERMISSION_DENIED,
        reader.organization.create_sso_configuration,
        pb.CreateSSOConfigurationRequest(
            organization_id=ORG_ID,
            client_id="client",
            client_secret="secret",
            issuer_url="https://idp.example.com",
        ),
    )
    too_long = user_pb2.CreatePersonalAccessTokenRequest(
        user_id=USER_ID, description="too long", valid_for=Duration(seconds=91 * DAY)
    )
    assert "valid_for" in refused(
        Code.INVALID_ARGUMENT, users.create_personal_access_token, too_long
    )


def groups():
    service = services.group
    made = service.create_group(
        group_pb2.CreateGroupRequest(organization_id=ORG_ID, name="Python", description="1.2")
    ).group
    assert (made.name, made.description, made.member_count) == ("Python", "1.2", 0)
    subject = identity_pb2.Subject(id=USER_ID, principal=identity_pb2.PRINCIPAL_USER)
    joined = service.create_membership(
        group_pb2.CreateMembershipRequest(group_id=made.id, subject=subject)
    ).member
    assert joined.subject == subject and joined.group_id == made.id
    found = service.get_group(group_pb2.GetGroupRequest(name="Python")).group
    assert (found.id, found.member_count) == (made.id, 1)
    request = group_pb2.ListMembershipsRequest(group_id=made.id)
    for use_get in (False, True):
        assert list(service.list_memberships(request, use_get=use_get).members) == [joined]
    given = service.create_role_assignment(
        group_pb2.CreateRoleAssignmentRequest(
            group_id=made.id,
            resource_type=event_pb2.RESOURCE_TYPE_ORGANIZATION,
            resource_id=ORG_ID,
            resource_role=group_pb2.RESOURCE_ROLE_ORG_AUDIT_LOG_READER,
        )
    ).assignment
    assert not given.HasField("derived_from_org_role")
    wanted = group_pb2.ListRoleAssignmentsRequest.Filter(user_id=USER_ID)
    listed = service.list_role_assignments(group_pb2.ListRoleAssignmentsRequest(filter=wanted))
    assert list(listed.assignments) == [given]
    service.delete_role_assignment(
        group_pb2.DeleteRoleAssignmentRequest(assignment_id=given.id)
    )
    service.delete_membership(group_pb2.DeleteMembershipRequest(membership_id=joined.id))
    renamed = service.update_group(group_pb2.UpdateGroupRequest(group_id=made.id, name="Renamed"))
    assert renamed.group.description == ""
    service.delete_group(group_pb2.DeleteGroupRequest(group_id=made.id))
    refused(Code.NOT_FOUND, service.get_group, group_pb2.GetGroupRequest(id=made.id))


def service_accounts():
    until = Timestamp()
    until.FromDatetime(datetime.now(timezone.utc) + timedelta(days=30))
    made = services.service_account.create_service_account(
        service_account_pb2.CreateServiceAccountRequest(name="Python", valid_until=until)
    ).service_account
    access = services.service_account.create_service_account_access_token(
        service_account_pb2.CreateServiceAccountAccessTokenRequest(service_account_id=made.id)
    ).token
    acting = create_client(api_key=access, base_url=BASE_URL).services.service_account
    issued = acting.create_service_account_token(
        service_account_pb2.CreateServiceAccountTokenRequest(description="ci")
    )
    assert issued.service_account_token.expires_at == made.valid_until
    robot = create_client(api_key=issued.token, base_url=BASE_URL).services
    who = robot.identity.get_authenticated_identity(identity_pb2.GetAuthenticatedIdentityRequest())
    assert who.organization_id == ORG_ID
    assert who.subject.id == made.id
    assert who.subject.principal == identity_pb2.PRINCIPAL_SERVICE_ACCOUNT
    services.service_account.delete_service_account(
        service_account_pb2.DeleteServiceAccountRequest(service_account_id=made.id)
    )
    refused(
        Code.UNAUTHENTICATED,
        robot.identity.get_authenticated_identity,
        identity_pb2.GetAuthenticatedIdentityRequest(),
    )


identity()
wrong_token()
groups()
service_accounts()
linked = create_sso()
scim_errors(linked)
made = create_scim(linked)
paging(linked)
update(made.scim_configuration.id)
regenerate(made)
foreign(made.scim_configuration.id)
deletion(made.scim_configuration.id, linked)
personal_access_tokens()

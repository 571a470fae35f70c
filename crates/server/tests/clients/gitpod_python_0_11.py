#!/usr/bin/env python3
"""Drives gitpod-sdk 0.11.0 (JSON) through the whole life of SSO and SCIM configurations.

Settings: BASE_URL, TOKEN, ORG_ID, USER_ID, OTHER_TOKEN, OTHER_ORG_ID, SCIM_ROOT.
"""

import os
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone

import gitpod
from gitpod import Gitpod

BASE_URL = os.environ["BASE_URL"]
ORG_ID = os.environ["ORG_ID"]
USER_ID = os.environ["USER_ID"]
DAY = timedelta(days=1)
SECRET = "the-client-secret-that-is-never-shown"

client = Gitpod(bearer_token=os.environ["TOKEN"], base_url=BASE_URL)
other = Gitpod(bearer_token=os.environ["OTHER_TOKEN"], base_url=BASE_URL)
sso = client.organizations.sso_configurations
scim = client.organizations.scim_configurations


def refused(error, status, code, call, **arguments):
    """The message of the error that `call` must raise."""
    try:
        answer = call(**arguments)
    except error as raised:
        assert raised.status_code == status, raised.status_code
        assert raised.body["code"] == code, raised.body
        assert raised.response.headers["content-type"] == "application/json"
        assert len(raised.body["message"]) > 10, raised.body
        return raised.body["message"]
    raise AssertionError(f"{call.__name__}({arguments}) answered {answer}")


def not_found(call, **arguments):
    return refused(gitpod.NotFoundError, 404, "not_found", call, **arguments)


def invalid(call, **arguments):
    return refused(gitpod.BadRequestError, 400, "invalid_argument", call, **arguments)


def scim_status(configuration_id, token):
    """The status of a SCIM request with this token."""
    url = f"{os.environ['SCIM_ROOT']}/{configuration_id}/Users"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as error:
        return error.code


def expires_in(moment, duration):
    """Asserts that a moment is `duration` from now, give or take a few minutes."""
    distance = moment - datetime.now(timezone.utc) - duration
    assert abs(distance) < timedelta(minutes=5), (moment, duration)


def identity():
    who = client.identity.get_authenticated_identity()
    assert who.organization_id == ORG_ID
    assert who.organization_tier
    assert who.subject.id == USER_ID
    assert who.subject.principal == "PRINCIPAL_USER"
    user = client.users.get_authenticated_user().user
    assert user.id == USER_ID
    assert user.status == "USER_STATUS_ACTIVE"
    assert client.users.get_user(user_id=USER_ID).user == user
    not_found(other.users.get_user, user_id=USER_ID)


def organization():
    assert client.organizations.retrieve(organization_id=ORG_ID).organization.id == ORG_ID
    not_found(other.organizations.retrieve, organization_id=ORG_ID)
    renamed = client.organizations.update(organization_id=ORG_ID, name="Acme Incorporated")
    assert renamed.organization.name == "Acme Incorporated"
    members = list(client.organizations.list_members(organization_id=ORG_ID))
    assert [member.user_id for member in members] == [USER_ID], members
    assert members[0].role == "ORGANIZATION_ROLE_ADMIN"
    assert members[0].status == "USER_STATUS_ACTIVE"
    not_found(
        client.organizations.set_role,
        organization_id=ORG_ID,
        user_id=str(uuid.uuid4()),
        role="ORGANIZATION_ROLE_MEMBER",
    )
    # The last administrator stays one.
    refused(
        gitpod.BadRequestError,
        400,
        "failed_precondition",
        client.organizations.set_role,
        organization_id=ORG_ID,
        user_id=USER_ID,
        role="ORGANIZATION_ROLE_MEMBER",
    )


def wrong_tokens():
    for token in ("", "wrong", os.environ["TOKEN"][:-1], os.environ["TOKEN"] + "x"):
        stranger = Gitpod(bearer_token=token or "x", base_url=BASE_URL)
        calls = stranger.organizations.scim_configurations
        for call, arguments in (
            (stranger.identity.get_authenticated_identity, {}),
            (calls.list, {}),
            (calls.retrieve, {"scim_configuration_id": str(uuid.uuid4())}),
        ):
            refused(
                gitpod.AuthenticationError, 401, "unauthenticated", call, **arguments
            )


def create_sso():
    made = sso.create(
        organization_id=ORG_ID,
        client_id="client",
        client_secret=SECRET,
        issuer_url="https://idp.example.com",
        display_name="Acme login",
        email_domains=["acme.example", "acme-corp.example"],
        additional_scopes=["groups"],
    ).sso_configuration
    assert made.organization_id == ORG_ID
    assert made.state == "SSO_CONFIGURATION_STATE_ACTIVE"
    assert made.provider_type == "PROVIDER_TYPE_CUSTOM"
    assert made.client_id == "client"
    assert made.issuer_url == "https://idp.example.com"
    assert made.display_name == "Acme login"
    assert sorted(made.email_domains) == ["acme-corp.example", "acme.example"]
    assert made.additional_scopes == ["groups"]
    read = sso.with_raw_response.retrieve(sso_configuration_id=made.id)
    assert SECRET not in read.text()
    assert read.parse().sso_configuration == made
    return made


def sso_errors():
    good = {
        "organization_id": ORG_ID,
        "client_id": "client",
        "client_secret": SECRET,
        "issuer_url": "https://idp.example.com",
    }
    assert "issuer_url" in invalid(sso.create, **good | {"issuer_url": "idp.example.com"})
    assert "client_id" in invalid(sso.create, **good | {"client_id": ""})
    message = invalid(sso.create, **good | {"organization_id": "acme"})
    assert "organization_id: value must be a valid UUID [string.uuid]" in message, message
    invalid(sso.create, **good, email_domains=["localhost"])
    invalid(sso.create, **good, email_domains=["a.example", "a.example"])
    not_found(sso.create, **good | {"organization_id": os.environ["OTHER_ORG_ID"]})
    not_found(sso.retrieve, sso_configuration_id=str(uuid.uuid4()))
    not_found(sso.update, sso_configuration_id=str(uuid.uuid4()), display_name="x")
    not_found(sso.delete, sso_configuration_id=str(uuid.uuid4()))


def update_sso(identifier):
    sso.update(
        sso_configuration_id=identifier,
        display_name="New name",
        client_id="new-client",
        client_secret=SECRET + "2",
        issuer_url="https://login.example.com/realms/acme",
        email_domains=["new.example"],
        additional_scopes={"scopes": []},
        state="SSO_CONFIGURATION_STATE_INACTIVE",
        claims={"email": "mail"},
    )
    read = sso.retrieve(sso_configuration_id=identifier).sso_configuration
    assert read.display_name == "New name"
    assert read.client_id == "new-client"
    assert read.issuer_url == "https://login.example.com/realms/acme"
    assert read.email_domains == ["new.example"]
    assert not read.additional_scopes
    assert read.state == "SSO_CONFIGURATION_STATE_INACTIVE"
    assert read.claims == {"email": "mail"}
    # What is not in the request stays as it is.
    sso.update(sso_configuration_id=identifier, state="SSO_CONFIGURATION_STATE_ACTIVE")
    again = sso.retrieve(sso_configuration_id=identifier).sso_configuration
    assert again == read.model_copy(update={"state": "SSO_CONFIGURATION_STATE_ACTIVE"})


def create_scim(linked):
    made = scim.create(organization_id=ORG_ID, sso_configuration_id=linked)
    configuration = made.scim_configuration
    assert configuration.name == "SCIM Configuration"
    assert configuration.enabled is True
    assert configuration.organization_id == ORG_ID
    assert configuration.sso_configuration_id == linked
    assert configuration.token_expires_at == made.token_expires_at
    expires_in(made.token_expires_at, 365 * DAY)
    read = scim.with_raw_response.retrieve(scim_configuration_id=configuration.id)
    assert made.token not in read.text()
    assert read.parse().scim_configuration == configuration
    assert scim_status(configuration.id, made.token) == 200
    return made


def scim_errors(linked):
    good = {"organization_id": ORG_ID, "sso_configuration_id": linked}
    for duration in ("60s", "86399s", "86399.999999999s", "63072001s", "0s", "-1s"):
        message = invalid(scim.create, **good, token_expires_in=duration)
        assert "token_expires_in" in message, message
    for duration in ("90d", "forever"):
        invalid(scim.create, **good, token_expires_in=duration)
    message = invalid(scim.create, **good, name="x" * 129)
    assert "name: value length must be at most 128 characters" in message, message
    invalid(scim.create, **good | {"sso_configuration_id": ""})
    not_found(scim.create, **good | {"sso_configuration_id": str(uuid.uuid4())})
    not_found(scim.create, **good | {"organization_id": os.environ["OTHER_ORG_ID"]})
    unknown = str(uuid.uuid4())
    not_found(scim.retrieve, scim_configuration_id=unknown)
    not_found(scim.update, scim_configuration_id=unknown, enabled=False)
    not_found(scim.regenerate_token, scim_configuration_id=unknown)
    not_found(scim.delete, scim_configuration_id=unknown)
    invalid(scim.retrieve, scim_configuration_id="unknown")


def token_bounds(linked):
    for duration, length in (("86400s", DAY), ("63072000s", 730 * DAY), ("86400.5s", DAY)):
        made = scim.create(
            organization_id=ORG_ID,
            sso_configuration_id=linked,
            token_expires_in=duration,
            name="é" * 128,
        )
        expires_in(made.token_expires_at, length)
        assert made.scim_configuration.name == "é" * 128
        assert scim.delete(scim_configuration_id=made.scim_configuration.id) == {}


def paging(linked):
    assert len(list(scim.list())) == 1
    made = [
        scim.create(organization_id=ORG_ID, sso_configuration_id=linked, name=f"n{number}")
        for number in range(26)
    ]
    first = scim.list()
    assert len(first.scim_configurations) == 25
    assert first.pagination.next_token
    everything = [found.id for found in scim.list()]
    assert len(everything) == len(set(everything)) == 27
    for arguments in ({"page_size": 10}, {"pagination": {"page_size": 10}}, {"page_size": 100}):
        assert [found.id for found in scim.list(**arguments)] == everything, arguments
    for size in (101, -1):
        assert "page_size" in invalid(scim.list, page_size=size)
    invalid(scim.list, token="not a token")
    assert list(other.organizations.scim_configurations.list()) == []
    for configuration in made:
        scim.delete(scim_configuration_id=configuration.scim_configuration.id)
    assert len(list(scim.list())) == 1


def foreign(identifier, linked):
    """Another organization sees nothing and changes nothing."""
    theirs = other.organizations.scim_configurations
    not_found(theirs.retrieve, scim_configuration_id=identifier)
    not_found(theirs.update, scim_configuration_id=identifier, enabled=False)
    not_found(theirs.regenerate_token, scim_configuration_id=identifier)
    not_found(theirs.delete, scim_configuration_id=identifier)
    not_found(other.organizations.sso_configurations.retrieve, sso_configuration_id=linked)
    not_found(other.organizations.sso_configurations.delete, sso_configuration_id=linked)
    unknown = not_found(theirs.retrieve, scim_configuration_id=str(uuid.uuid4()))
    known = not_found(theirs.retrieve, scim_configuration_id=identifier)
    # The id itself may be in the sentence; nothing else may tell the two apart.
    assert len(unknown) == len(known), (unknown, known)


def update_scim(made, linked):
    identifier = made.scim_configuration.id
    second = sso.create(
        organization_id=ORG_ID,
        client_id="second",
        client_secret=SECRET,
        issuer_url="http://127.0.0.1:8081",
    ).sso_configuration.id
    changed = scim.update(
        scim_configuration_id=identifier, name="Renamed", sso_configuration_id=second
    ).scim_configuration
    assert (changed.name, changed.sso_configuration_id) == ("Renamed", second)
    assert changed.enabled is True
    assert changed.updated_at > made.scim_configuration.updated_at
    assert changed.created_at == made.scim_configuration.created_at
    invalid(scim.update, scim_configuration_id=identifier, sso_configuration_id="")
    unchanged = scim.update(scim_configuration_id=identifier).scim_configuration
    assert unchanged.name == "Renamed"
    scim.update(scim_configuration_id=identifier, sso_configuration_id=linked)
    sso.delete(sso_configuration_id=second)
    # Switched off, its token opens nothing; switched on again, it works as before.
    off = scim.update(scim_configuration_id=identifier, enabled=False).scim_configuration
    assert not off.enabled
    assert not scim.retrieve(scim_configuration_id=identifier).scim_configuration.enabled
    assert scim_status(identifier, made.token) == 403
    scim.update(scim_configuration_id=identifier, enabled=True)
    assert scim_status(identifier, made.token) == 200


def regenerate(made, linked):
    ninety = scim.create(
        organization_id=ORG_ID,
        sso_configuration_id=linked,
        token_expires_in="7776000s",
        name="ninety days",
    )
    identifier = ninety.scim_configuration.id
    expires_in(ninety.token_expires_at, 90 * DAY)
    # Without a duration, the length of the previous token's life.
    second = scim.regenerate_token(scim_configuration_id=identifier)
    expires_in(second.token_expires_at, 90 * DAY)
    assert scim_status(identifier, ninety.token) == 401
    assert scim_status(identifier, second.token) == 200
    third = scim.regenerate_token(scim_configuration_id=identifier, token_expires_in="86400s")
    expires_in(third.token_expires_at, DAY)
    assert scim_status(identifier, second.token) == 401
    fourth = scim.regenerate_token(scim_configuration_id=identifier)
    expires_in(fourth.token_expires_at, DAY)
    read = scim.retrieve(scim_configuration_id=identifier).scim_configuration
    assert read.token_expires_at == fourth.token_expires_at
    tokens = {ninety.token, second.token, third.token, fourth.token, made.token}
    assert len(tokens) == 5
    invalid(scim.regenerate_token, scim_configuration_id=identifier, token_expires_in="60s")
    assert scim_status(identifier, fourth.token) == 200
    # A token opens its own configuration and no other.
    assert scim_status(made.scim_configuration.id, fourth.token) == 401
    assert scim.delete(scim_configuration_id=identifier) == {}
    assert scim_status(identifier, fourth.token) == 401


def deletion(made, linked):
    identifier = made.scim_configuration.id
    refused(
        gitpod.BadRequestError,
        400,
        "failed_precondition",
        sso.delete,
        sso_configuration_id=linked,
    )
    assert scim.delete(scim_configuration_id=identifier) == {}
    not_found(scim.retrieve, scim_configuration_id=identifier)
    not_found(scim.delete, scim_configuration_id=identifier)
    assert scim_status(identifier, made.token) == 401
    assert list(scim.list()) == []
    assert sso.delete(sso_configuration_id=linked) == {}
    not_found(sso.retrieve, sso_configuration_id=linked)
    assert list(sso.list(organization_id=ORG_ID)) == []


def personal_access_tokens():
    made = client.post(
        "/gitpod.v1.UserService/CreatePersonalAccessToken",
        cast_to=object,
        body={"userId": USER_ID, "description": "for a script", "validFor": "86400s"},
    )
    holder = Gitpod(bearer_token=made["token"], base_url=BASE_URL)
    assert holder.identity.get_authenticated_identity().organization_id == ORG_ID
    listed = list(client.users.pats.list(filter={"user_ids": [USER_ID]}, page_size=1))
    assert all(made["token"] not in found.to_json() for found in listed)
    [found] = [pat for pat in listed if pat.description == "for a script"]
    expires_in(found.expires_at, DAY)
    assert client.users.pats.get(personal_access_token_id=found.id).pat.id == found.id
    not_found(other.users.pats.get, personal_access_token_id=found.id)
    client.users.pats.delete(personal_access_token_id=found.id)
    not_found(client.users.pats.get, personal_access_token_id=found.id)
    refused(
        gitpod.AuthenticationError,
        401,
        "unauthenticated",
        holder.identity.get_authenticated_identity,
    )


def groups():
    made = client.groups.create(organization_id=ORG_ID, name="Python", description="0.11").group
    others = [
        client.groups.create(organization_id=ORG_ID, name=f"Python {n}").group.id for n in "12"
    ]
    listed = [group.id for group in client.groups.list(page_size=1)]
    assert listed == [made.id, *others], listed
    refused(
        gitpod.ConflictError, 409, "already_exists", client.groups.create,
        organization_id=ORG_ID, name="Python",
    )
    subject = {"id": USER_ID, "principal": "PRINCIPAL_USER"}
    memberships = client.groups.memberships
    joined = memberships.create(group_id=made.id, subject=subject).member
    assert joined.subject.id == USER_ID and joined.group_id == made.id
    assert [found.id for found in memberships.list(group_id=made.id)] == [joined.id]
    assert memberships.retrieve(group_id=made.id, subject=subject).member.id == joined.id
    assert client.groups.retrieve(group_id=made.id).group.member_count == 1
    roles = client.groups.role_assignments
    given = roles.create(
        group_id=made.id,
        resource_type="RESOURCE_TYPE_ORGANIZATION",
        resource_id=ORG_ID,
        resource_role="RESOURCE_ROLE_ORG_GROUPS_ADMIN",
    ).assignment
    assert [found.id for found in roles.list(filter={"groupId": made.id})] == [given.id]
    roles.delete(assignment_id=given.id)
    memberships.delete(membership_id=joined.id)
    client.groups.update(group_id=made.id, name="Renamed")
    for group in (made.id, *others):
        client.groups.delete(group_id=group)
    not_found(client.groups.retrieve, group_id=made.id)
    not_found(other.groups.memberships.list, group_id=made.id)


identity()
organization()
groups()
wrong_tokens()
sso_errors()
linked = create_sso()
assert [found.id for found in sso.list(organization_id=ORG_ID, page_size=1)] == [linked.id]
update_sso(linked.id)
scim_errors(linked.id)
token_bounds(linked.id)
made = create_scim(linked.id)
paging(linked.id)
foreign(made.scim_configuration.id, linked.id)
update_scim(made, linked.id)
regenerate(made, linked.id)
deletion(made, linked.id)
personal_access_tokens()

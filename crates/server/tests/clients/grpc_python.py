#!/usr/bin/env python3
"""Drives a generic gRPC client (grpcio, stubs generated from our .proto files) over HTTP/2 without TLS.

Settings: PROTO (folder of the .proto files), SERVER_URL, TOKEN, OTHER_TOKEN, ORG_ID, USER_ID,
OPERATOR_KEY, SCRATCH.
"""

import os
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import grpc
import grpc_tools
from grpc_tools import protoc

PROTO = Path(os.environ["PROTO"])
OUT = Path(os.environ["SCRATCH"], "stubs")
ORG_ID = os.environ["ORG_ID"]


def generate():
    """Compiles every .proto file; grpc_tools brings the ones of google.protobuf."""
    OUT.mkdir()
    sources = [str(path.relative_to(PROTO)) for path in sorted(PROTO.rglob("*.proto"))]
    well_known = str(Path(grpc_tools.__file__).parent / "_proto")
    sources = [path for path in sources if not path.startswith("google/protobuf/")]
    options = [f"--proto_path={PROTO}", f"--proto_path={well_known}"]
    outputs = [f"--python_out={OUT}", f"--grpc_python_out={OUT}"]
    assert protoc.main(["protoc", *options, *outputs, *sources]) == 0
    sys.path.insert(0, str(OUT))


generate()

from gitpod.v1 import identity_pb2, identity_pb2_grpc  # noqa: E402
from gitpod.v1 import organization_pb2 as pb, organization_pb2_grpc  # noqa: E402
from google.protobuf.duration_pb2 import Duration  # noqa: E402
from muster.v1 import operator_pb2, operator_pb2_grpc  # noqa: E402

channel = grpc.insecure_channel(urlsplit(os.environ["SERVER_URL"]).netloc)
organizations = organization_pb2_grpc.OrganizationServiceStub(channel)
identities = identity_pb2_grpc.IdentityServiceStub(channel)
operators = operator_pb2_grpc.OperatorServiceStub(channel)


def bearer(token):
    return (("authorization", f"Bearer {token}"),)


ME = bearer(os.environ["TOKEN"])


def call(method, request, metadata=ME):
    return method(request, metadata=metadata, timeout=30)


def refused(code, method, request, metadata=ME):
    """The error that the call must raise."""
    try:
        answer = call(method, request, metadata)
    except grpc.RpcError as raised:
        assert raised.code() == code, (raised.code(), raised.details())
        assert len(raised.details()) > 10, raised.details()
        return raised
    raise AssertionError(f"{request!r} answered {answer!r}")


who = call(identities.GetAuthenticatedIdentity, identity_pb2.GetAuthenticatedIdentityRequest())
assert who.organization_id == ORG_ID
assert who.subject.id == os.environ["USER_ID"]

sso = call(
    organizations.CreateSSOConfiguration,
    pb.CreateSSOConfigurationRequest(
        organization_id=ORG_ID,
        client_id="client",
        client_secret="secret",
        issuer_url="https://idp.example.com",
    ),
).sso_configuration
create = pb.CreateSCIMConfigurationRequest(
    organization_id=ORG_ID,
    sso_configuration_id=sso.id,
    token_expires_in=Duration(seconds=7776000),
)
made = call(organizations.CreateSCIMConfiguration, create)
this = {"scim_configuration_id": made.scim_configuration.id}
get = pb.GetSCIMConfigurationRequest(**this)
assert made.token
assert call(organizations.GetSCIMConfiguration, get).scim_configuration == made.scim_configuration

# Many calls at once over one connection.
with ThreadPoolExecutor(32) as pool:
    answers = list(pool.map(lambda _: call(organizations.GetSCIMConfiguration, get), range(200)))
assert all(answer.scim_configuration == made.scim_configuration for answer in answers)

off = call(
    organizations.UpdateSCIMConfiguration, pb.UpdateSCIMConfigurationRequest(**this, enabled=False)
)
assert not off.scim_configuration.enabled
fresh = call(organizations.RegenerateSCIMToken, pb.RegenerateSCIMTokenRequest(**this))
assert fresh.token != made.token

create.token_expires_in.seconds = 60
error = refused(grpc.StatusCode.INVALID_ARGUMENT, organizations.CreateSCIMConfiguration, create)
assert "token_expires_in" in error.details(), error.details()
details = dict(error.trailing_metadata()).get("grpc-status-details-bin")
assert details and b"buf.validate.Violations" in details, error.trailing_metadata()
unknown = pb.GetSCIMConfigurationRequest(scim_configuration_id=str(uuid.uuid4()))
refused(grpc.StatusCode.NOT_FOUND, organizations.GetSCIMConfiguration, unknown)
other = bearer(os.environ["OTHER_TOKEN"])
refused(grpc.StatusCode.NOT_FOUND, organizations.GetSCIMConfiguration, get, other)
for metadata in (bearer("wrong"), ()):
    refused(grpc.StatusCode.UNAUTHENTICATED, organizations.GetSCIMConfiguration, get, metadata)
missing = channel.unary_unary(
    "/gitpod.v1.OrganizationService/FutureMethod",
    request_serializer=lambda request: request,
    response_deserializer=lambda response: response,
)
refused(grpc.StatusCode.UNIMPLEMENTED, missing, b"")

delete = pb.DeleteSCIMConfigurationRequest(**this)
call(organizations.DeleteSCIMConfiguration, delete)
refused(grpc.StatusCode.NOT_FOUND, organizations.DeleteSCIMConfiguration, delete)

# The operator's service is for the operator alone.
listing = operator_pb2.ListOrganizationsRequest()
operator = bearer(os.environ["OPERATOR_KEY"])
listed = call(operators.ListOrganizations, listing, operator).organizations
assert ORG_ID in [organization.id for organization in listed]
refused(grpc.StatusCode.PERMISSION_DENIED, operators.ListOrganizations, listing)
channel.close()

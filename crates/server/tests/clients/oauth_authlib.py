#!/usr/bin/env python3
"""Drives Authlib's OAuth 2.0 client: metadata, tokens in every way, and SCIM with them.

Settings: BASE_URL (of the management API), SCIM_ROOT, TOKEN, ORG_ID.
"""

import json
import os
import time

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata, get_well_known_url
from joserfc.jwk import ECKey, RSAKey

SERVICE = "muster.v1.SCIMConfigurationService"


def call(method, **body):
    """Calls the management API."""
    answer = requests.post(
        f"{os.environ['BASE_URL']}/{method}",
        json=body,
        headers={"Authorization": f"Bearer {os.environ['TOKEN']}"},
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


organizations = "gitpod.v1.OrganizationService"
sso = call(
    f"{organizations}/CreateSSOConfiguration",
    organizationId=os.environ["ORG_ID"],
    clientId="client",
    clientSecret="secret",
    issuerUrl="https://idp.example.com",
    emailDomains=["acme.example"],
)
scim = call(
    f"{organizations}/CreateSCIMConfiguration",
    organizationId=os.environ["ORG_ID"],
    ssoConfigurationId=sso["ssoConfiguration"]["id"],
)
scim_id = scim["scimConfiguration"]["id"]
issuer = f"{os.environ['SCIM_ROOT']}/{scim_id}"

# RFC 8414 section 3: where an issuer's metadata is.
metadata = AuthorizationServerMetadata(requests.get(get_well_known_url(issuer, external=True)).json())
assert metadata["issuer"] == issuer
for check in (
    "validate_scopes_supported",
    "validate_grant_types_supported",
    "validate_token_endpoint_auth_methods_supported",
    "validate_token_endpoint_auth_signing_alg_values_supported",
):
    getattr(metadata, check)()
endpoint = metadata["token_endpoint"]


def provision(session, user_name):
    """Fetches a token and creates a user with it; answers the token."""
    token = session.fetch_token(endpoint, grant_type="client_credentials")
    assert token["token_type"] == "Bearer" and token["scope"] == "scim", token
    assert 0 < token["expires_at"] - time.time() <= 3600, token
    made = session.post(
        f"{issuer}/Users",
        json={"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": user_name},
    )
    assert made.status_code == 201, made.text
    assert session.get(f"{issuer}/Users/{made.json()['id']}").status_code == 200
    return token


def register(**options):
    return call(
        f"{SERVICE}/CreateOAuthClient", scimConfigurationId=scim_id, description="IdP", **options
    )


# RFC 6749 section 2.3.1: the secret in the header, and in the body.
registered = register(authentication="CLIENT_AUTHENTICATION_CLIENT_SECRET")
client_id = registered["oauthClient"]["id"]
assert registered["tokenEndpoint"] == endpoint
for method in ("client_secret_basic", "client_secret_post"):
    session = OAuth2Session(
        client_id,
        registered["clientSecret"],
        token_endpoint_auth_method=method,
        scope="scim",
    )
    token = provision(session, method)

# RFC 7523 section 2.2: an assertion that the client signs, RS256 and ES256.
keys = [
    ("RS256", RSAKey.generate_key(2048, {"kid": "one"})),
    ("ES256", ECKey.generate_key("P-256", {"kid": "two"})),
]
jwks = {"keys": [key.as_dict(private=False) for _, key in keys]}
signer = register(
    authentication="CLIENT_AUTHENTICATION_PRIVATE_KEY_JWT", jwks=json.dumps(jwks)
)["oauthClient"]
for alg, key in keys:
    session = OAuth2Session(
        signer["id"], key, token_endpoint_auth_method="private_key_jwt", scope="scim"
    )
    session.register_client_auth_method(
        PrivateKeyJWT(endpoint, headers={"kid": key.kid}, alg=alg)
    )
    provision(session, alg)

# What the library makes of refusals.
secret = registered["clientSecret"]
wrong = OAuth2Session(
    client_id,
    secret[:-1] + ("y" if secret.endswith("x") else "x"),
    token_endpoint_auth_method="client_secret_basic",
)
try:
    wrong.fetch_token(endpoint, grant_type="client_credentials")
    raise AssertionError("a wrong secret got a token")
except OAuthError as error:
    assert error.error == "invalid_client", error

# Deleting the client ends its tokens at once.
call(f"{SERVICE}/DeleteOAuthClient", scimConfigurationId=scim_id, oauthClientId=client_id)
headers = {"Authorization": f"Bearer {token['access_token']}"}
assert requests.get(f"{issuer}/Users", headers=headers).status_code == 401

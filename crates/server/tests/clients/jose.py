#!/usr/bin/env python3
"""Makes keys and JSON Web Tokens with jwcrypto, and a few that no honest library makes.

Reads a list of orders as JSON from standard input and prints the list of what was made:
{"generate": {"kty": …, "kid": …}}                   a private key
{"sign": {"key": …, "header": {…}, "claims": …}}     a token; claims may be a text
{"publish": [key, …]}                                the key set with their public parts
{"unsigned": {"claims": {…}}}                        a token with the algorithm "none"
{"confused": {"key": …, "header": {…}, "claims": …}} signed by HS256 with the public key as secret
"""

import base64
import hashlib
import hmac
import json
import sys

from jwcrypto import jwk, jws


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def text(claims):
    return claims if isinstance(claims, str) else json.dumps(claims)


def generate(parameters):
    return json.loads(jwk.JWK.generate(**parameters).export())


def sign(order):
    token = jws.JWS(text(order["claims"]).encode())
    token.allowed_algs = [order["header"]["alg"]]
    token.add_signature(jwk.JWK(**order["key"]), protected=json.dumps(order["header"]))
    return token.serialize(compact=True)


def publish(keys):
    return json.dumps({"keys": [jwk.JWK(**key).export_public(as_dict=True) for key in keys]})


def unsigned(order):
    header = base64url(b'{"alg":"none"}')
    return f"{header}.{base64url(text(order['claims']).encode())}.AA"


def confused(order):
    header = base64url(json.dumps(order["header"]).encode())
    signed = f"{header}.{base64url(text(order['claims']).encode())}"
    secret = jwk.JWK(**order["key"]).export_to_pem()
    return f"{signed}.{base64url(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"


MAKERS = {
    "generate": generate,
    "sign": sign,
    "publish": publish,
    "unsigned": unsigned,
    "confused": confused,
}
made = []
for order in json.load(sys.stdin):
    ((what, parameters),) = order.items()
    made.append(MAKERS[what](parameters))
json.dump(made, sys.stdout)

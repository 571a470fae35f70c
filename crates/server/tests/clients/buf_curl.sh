#!/usr/bin/env bash
# Drives `buf curl` through the life of a SCIM configuration over one protocol.
#
# Settings: BUF, PROTOCOL (connect, grpc or grpcweb), PROTO (folder of the .proto files), SERVER_URL,
# TOKEN, OTHER_TOKEN, ORG_ID, SCRATCH.
set -euo pipefail

export BUF_CACHE_DIR="$SCRATCH/buf"
service=gitpod.v1.OrganizationService
h2=()
[ "$PROTOCOL" = connect ] || h2=(--http2-prior-knowledge)

# rpc METHOD JSON [TOKEN]
rpc() {
  "$BUF" curl --schema "$PROTO" --protocol "$PROTOCOL" "${h2[@]}" --emit-defaults \
    -H "Authorization: Bearer ${3:-$TOKEN}" -d "$2" "$SERVER_URL/$1"
}

# field PATH: a value of the JSON on stdin
field() {
  node -e 'let d = JSON.parse(require("fs").readFileSync(0));
    for (const k of process.argv[1].split(".")) d = d[k];
    console.log(String(d))' "$1"
}

fail() {
  echo "buf_curl.sh ($PROTOCOL): $1" >&2
  exit 1
}

# same WHAT FOUND WANTED
same() {
  [ "$2" = "$3" ] || fail "$1 is \"$2\", not \"$3\""
}

# refused CODE METHOD JSON [TOKEN]: buf's exit code is the gRPC code times eight
refused() {
  local code=$1 status=0 said
  shift
  said=$(rpc "$@" 2>&1) || status=$?
  same "the exit code of $1 ($said)" "$status" $((code * 8))
}

same "the organization" \
  "$(rpc gitpod.v1.IdentityService/GetAuthenticatedIdentity '{}' | field organizationId)" "$ORG_ID"

sso=$(rpc $service/CreateSSOConfiguration "{\"organizationId\":\"$ORG_ID\",\"clientId\":\"client\",\"clientSecret\":\"secret\",\"issuerUrl\":\"https://idp.example.com\"}" | field ssoConfiguration.id)
link="\"organizationId\":\"$ORG_ID\",\"ssoConfigurationId\":\"$sso\""

made=$(rpc $service/CreateSCIMConfiguration "{$link,\"tokenExpiresIn\":\"7776000s\"}")
id=$(field scimConfiguration.id <<<"$made")
this="\"scimConfigurationId\":\"$id\""
same "the name" "$(field scimConfiguration.name <<<"$made")" "SCIM Configuration"
same "enabled" "$(field scimConfiguration.enabled <<<"$made")" true
same "the id" "$(rpc $service/GetSCIMConfiguration "{$this}" | field scimConfiguration.id)" "$id"
same "the listed id" \
  "$(rpc $service/ListSCIMConfigurations '{"pagination":{"pageSize":20}}' | field scimConfigurations.0.id)" "$id"
same "enabled after the update" \
  "$(rpc $service/UpdateSCIMConfiguration "{$this,\"enabled\":false}" | field scimConfiguration.enabled)" false
token=$(rpc $service/RegenerateSCIMToken "{$this}" | field token)
[ "$token" != "$(field token <<<"$made")" ] || fail "the token did not change"

invalid_argument=3 not_found=5 failed_precondition=9 unimplemented=12 unauthenticated=16
refused $invalid_argument $service/CreateSCIMConfiguration "{$link,\"tokenExpiresIn\":\"60s\"}"
refused $invalid_argument $service/GetSCIMConfiguration '{"scimConfigurationId":"x"}'
refused $not_found $service/GetSCIMConfiguration '{"scimConfigurationId":"0199d7a1-0000-7000-8000-000000000000"}'
refused $not_found $service/GetSCIMConfiguration "{$this}" "$OTHER_TOKEN"
refused $unauthenticated $service/ListSCIMConfigurations '{}' wrong
refused $failed_precondition $service/DeleteSSOConfiguration "{\"ssoConfigurationId\":\"$sso\"}"

same "the answer to a deletion" "$(rpc $service/DeleteSCIMConfiguration "{$this}" | tr -d ' \n')" "{}"
refused $not_found $service/GetSCIMConfiguration "{$this}"
rpc $service/DeleteSSOConfiguration "{\"ssoConfigurationId\":\"$sso\"}" >/dev/null

# A method that the server does not have.
mkdir -p "$SCRATCH/proto/gitpod/v1"
cat >"$SCRATCH/proto/gitpod/v1/future.proto" <<'PROTO'
syntax = "proto3";
package gitpod.v1;
service IdentityService {
  rpc FutureMethod(FutureMethodRequest) returns (FutureMethodResponse);
}
message FutureMethodRequest {}
message FutureMethodResponse {}
PROTO
PROTO=$SCRATCH/proto
refused $unimplemented gitpod.v1.IdentityService/FutureMethod '{}'

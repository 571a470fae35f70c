// Drives @gitpod/sdk 0.6.0 from npm (JSON) through the life of SSO and SCIM configurations. That
// version has no methods for SCIM configurations, so those calls go through its `post`.
//
// Settings: BASE_URL, TOKEN, ORG_ID, USER_ID, OTHER_TOKEN, NODE_MODULES.
"use strict";

const assert = require("node:assert/strict");
const { createRequire } = require("node:module");
const { randomUUID } = require("node:crypto");
const path = require("node:path");

const { ORG_ID, USER_ID, BASE_URL, TOKEN, OTHER_TOKEN, NODE_MODULES } = process.env;
const load = createRequire(path.join(NODE_MODULES, "resolve-from-here.js"));
const { Gitpod, NotFoundError, BadRequestError, AuthenticationError } = load("@gitpod/sdk");

const DAY = 86_400_000;
const client = new Gitpod({ bearerToken: TOKEN, baseURL: BASE_URL });
const other = new Gitpod({ bearerToken: OTHER_TOKEN, baseURL: BASE_URL });
const sso = client.organizations.ssoConfigurations;

const call = (method, body, as = client) =>
  as.post(`/gitpod.v1.OrganizationService/${method}`, { body });

async function refused(kind, code, promise) {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof kind, `${error.constructor.name}: ${error.message}`);
    assert.equal(error.error.code, code);
    assert.ok(error.error.message.length > 10, error.error.message);
    return error.error.message;
  }
  return assert.fail(`no error, not ${code}`);
}

async function collect(pages) {
  const found = [];
  for await (const item of pages) found.push(item);
  return found;
}

function expiresIn(moment, days) {
  const distance = Date.parse(moment) - Date.now() - days * DAY;
  assert.ok(Math.abs(distance) < 300_000, `${moment} is not in ${days} days`);
}

async function identity() {
  // Without an argument this version sends neither a body nor a content type.
  const who = await client.identity.getAuthenticatedIdentity();
  assert.equal(who.organizationId, ORG_ID);
  assert.equal(who.subject.id, USER_ID);
  const user = (await client.users.getAuthenticatedUser({})).user;
  assert.equal(user.id, USER_ID);
  const members = await collect(client.organizations.listMembers({ organizationId: ORG_ID }));
  assert.deepEqual(members.map((member) => member.userId), [USER_ID]);
  const stranger = new Gitpod({ bearerToken: "wrong", baseURL: BASE_URL });
  await refused(
    AuthenticationError,
    "unauthenticated",
    stranger.identity.getAuthenticatedIdentity(),
  );
}

async function ssoConfiguration() {
  const body = {
    organizationId: ORG_ID,
    clientId: "client",
    clientSecret: "secret",
    issuerUrl: "https://idp.example.com",
    emailDomain: "acme.example",
  };
  const first = (await sso.create(body)).ssoConfiguration;
  assert.equal(first.state, "SSO_CONFIGURATION_STATE_ACTIVE");
  assert.equal(first.providerType, "PROVIDER_TYPE_CUSTOM");
  assert.equal(first.clientSecret, undefined);
  const second = (await sso.create({ ...body, emailDomain: "other.example" })).ssoConfiguration;
  const listed = await collect(sso.list({ organizationId: ORG_ID, pageSize: 1 }));
  assert.deepEqual(new Set(listed.map((found) => found.id)), new Set([first.id, second.id]));
  await sso.update({ ssoConfigurationId: first.id, clientId: "changed" });
  const read = (await sso.retrieve({ ssoConfigurationId: first.id })).ssoConfiguration;
  assert.equal(read.clientId, "changed");
  assert.equal(read.issuerUrl, "https://idp.example.com");
  assert.deepEqual(await sso.delete({ ssoConfigurationId: second.id }), {});
  await refused(NotFoundError, "not_found", sso.retrieve({ ssoConfigurationId: second.id }));
  await refused(BadRequestError, "invalid_argument", sso.create({ ...body, issuerUrl: "nowhere" }));
  return first.id;
}

async function scimConfigurations(linked) {
  const body = { organizationId: ORG_ID, ssoConfigurationId: linked };
  // A null is an absent field.
  const a = await call("CreateSCIMConfiguration", { ...body, name: null, tokenExpiresIn: null });
  assert.equal(a.scimConfiguration.name, "SCIM Configuration");
  assert.equal(a.scimConfiguration.enabled, true);
  expiresIn(a.tokenExpiresAt, 365);
  const b = await call("CreateSCIMConfiguration", { ...body, tokenExpiresIn: "7776000s" });
  expiresIn(b.tokenExpiresAt, 90);
  await refused(
    BadRequestError,
    "invalid_argument",
    call("CreateSCIMConfiguration", { ...body, tokenExpiresIn: "60s" }),
  );

  // Fields may have their proto names, and unknown ones are ignored.
  const id = a.scimConfiguration.id;
  const read = await call("GetSCIMConfiguration", { scim_configuration_id: id, colour: "red" });
  assert.deepEqual(read.scimConfiguration, a.scimConfiguration);
  const page = await call("ListSCIMConfigurations", { pagination: { pageSize: 1 } });
  assert.equal(page.scimConfigurations.length, 1);
  const rest = await call("ListSCIMConfigurations", {
    pagination: { pageSize: 1, token: page.pagination.nextToken },
  });
  assert.equal(rest.scimConfigurations.length, 1);
  assert.notEqual(rest.scimConfigurations[0].id, page.scimConfigurations[0].id);
  assert.ok(!rest.pagination.nextToken);

  const off = await call("UpdateSCIMConfiguration", { scimConfigurationId: id, enabled: false });
  assert.ok(!off.scimConfiguration.enabled);
  const fresh = await call("RegenerateSCIMToken", { scimConfigurationId: id });
  assert.notEqual(fresh.token, a.token);
  expiresIn(fresh.tokenExpiresAt, 365);

  await refused(
    NotFoundError,
    "not_found",
    call("GetSCIMConfiguration", { scimConfigurationId: id }, other),
  );
  await refused(
    NotFoundError,
    "not_found",
    call("GetSCIMConfiguration", { scimConfigurationId: randomUUID() }),
  );
  await refused(BadRequestError, "failed_precondition", sso.delete({ ssoConfigurationId: linked }));
  for (const made of [a, b]) {
    const gone = { scimConfigurationId: made.scimConfiguration.id };
    assert.deepEqual(await call("DeleteSCIMConfiguration", gone), {});
    await refused(NotFoundError, "not_found", call("GetSCIMConfiguration", gone));
  }
}

(async () => {
  await identity();
  const linked = await ssoConfiguration();
  await scimConfigurations(linked);
  assert.deepEqual(await sso.delete({ ssoConfigurationId: linked }), {});
})();

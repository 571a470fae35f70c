// People log in through oidc-provider, a certified OpenID provider, over HTTP with a client that
// keeps cookies; with CHROMIUM also in a browser, where axe looks at every page.
//
// Settings: SERVER_URL, BASE_URL, TOKEN, ORG_ID, SCIM_ROOT, NODE_MODULES, KEY, CERTIFICATE, CA;
// CHROMIUM and, to keep them, SCREENSHOTS.
import assert from "node:assert/strict";
import { readFileSync, mkdirSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const {
  SERVER_URL, BASE_URL, TOKEN, ORG_ID, SCIM_ROOT, NODE_MODULES, KEY, CERTIFICATE, CA, CHROMIUM,
  SCREENSHOTS,
} = process.env;
const ca = readFileSync(CA);
const load = (file) => import(pathToFileURL(path.join(NODE_MODULES, file)));
const EMAIL = "ada@acme.example";

/** A client that follows redirects and keeps cookies, each for its own host and port. */
class Visitor {
  jars = new Map();

  request(method, url, form) {
    const { origin } = new URL(url);
    const jar = this.jars.get(origin) ?? new Map();
    this.jars.set(origin, jar);
    const body = form && new URLSearchParams(form).toString();
    const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") };
    if (body !== undefined) headers["content-type"] = "application/x-www-form-urlencoded";
    const { request } = url.startsWith("https:") ? https : http;
    return new Promise((resolve, reject) => {
      const sent = request(url, { method, headers, ca }, (answer) => {
        for (const text of answer.headers["set-cookie"] ?? []) {
          const [pair] = text.split(";");
          const at = pair.indexOf("=");
          const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
          if (value === "" || /max-age=0;/i.test(text)) jar.delete(name);
          else jar.set(name, value);
        }
        let text = "";
        answer.setEncoding("utf8").on("data", (part) => (text += part));
        answer.on("end", () => resolve({ status: answer.statusCode, url, answer, text }));
      });
      sent.on("error", reject).end(body);
    });
  }

  async follow(method, url, form) {
    let page = await this.request(method, url, form);
    while ([302, 303].includes(page.status)) {
      page = await this.request("GET", new URL(page.answer.headers.location, page.url).href);
    }
    return page;
  }

  /** Sends the first form of a page, with what is in it and these fields. */
  submit(page, fields) {
    const [, attributes, content] = page.text.match(/<form([^>]*)>([\s\S]*?)<\/form>/);
    const action = attributes.match(/action="([^"]*)"/)[1];
    const form = {};
    for (const [input] of content.matchAll(/<input[^>]*>/g)) {
      const name = input.match(/name="([^"]*)"/)?.[1];
      if (name) form[name] = input.match(/value="([^"]*)"/)?.[1] ?? "";
    }
    return this.follow("POST", new URL(action, page.url).href, { ...form, ...fields });
  }

  /** The whole way, from the login page to the page after the provider's last one. */
  async logIn() {
    let page = await this.follow("GET", `${SERVER_URL}/login`);
    page = await this.submit(page, { email: EMAIL });
    page = await this.submit(page, { login: "ada", password: "anything" });
    return page.text.includes("<form") && page.url.startsWith("https:")
      ? this.submit(page, {})
      : page;
  }
}

async function provider() {
  const { default: Provider } = await load("oidc-provider/lib/index.js");
  const server = https.createServer({ key: readFileSync(KEY), cert: readFileSync(CERTIFICATE) });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `https://127.0.0.1:${server.address().port}`;
  const made = new Provider(issuer, {
    clients: [{
      client_id: "muster",
      client_secret: "a secret: with / what + is encoded",
      redirect_uris: [`${SERVER_URL}/auth/oidc/callback`],
      response_types: ["code"],
      grant_types: ["authorization_code"],
    }],
    cookies: { keys: ["test"] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: EMAIL, email_verified: true, name: "Ada Lovelace" }),
    }),
  });
  server.on("request", made.callback());
  return { issuer, server };
}

const call = async (url, token, method, body) => {
  const answer = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${url}: ${answer.status} ${text}`);
  return text && JSON.parse(text);
};
const manage = (method, body) =>
  call(`${BASE_URL}/gitpod.v1.OrganizationService/${method}`, TOKEN, "POST", body);

async function configure(issuer) {
  const { ssoConfiguration } = await manage("CreateSSOConfiguration", {
    organizationId: ORG_ID,
    clientId: "muster",
    clientSecret: "a secret: with / what + is encoded",
    issuerUrl: issuer,
    emailDomains: ["acme.example"],
    claimsExpression: 'claims.email.endsWith("@acme.example")',
  });
  for (const displayName of ["Employees", "Contractors"]) {
    await manage("CreateSSOConfiguration", {
      organizationId: ORG_ID,
      displayName,
      clientId: "another",
      clientSecret: "another",
      issuerUrl: "https://idp.example.com",
      emailDomains: ["several.example"],
    });
  }
  const { scimConfiguration, token } = await manage("CreateSCIMConfiguration", {
    organizationId: ORG_ID,
    ssoConfigurationId: ssoConfiguration.id,
  });
  const base = `${SCIM_ROOT}/${scimConfiguration.id}/Users`;
  const user = await call(base, token, "POST", {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    userName: EMAIL,
    displayName: "Ada King",
    emails: [{ value: EMAIL, primary: true }],
    active: true,
  });
  const setActive = (value) => call(`${base}/${user.id}`, token, "PATCH", {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    Operations: [{ op: "replace", path: "active", value }],
  });
  return { setActive };
}

async function overHttp(setActive) {
  const visitor = new Visitor();
  const page = await visitor.logIn();
  assert.equal(page.status, 200, page.text);
  assert.equal(page.url, `${SERVER_URL}/login/done`);
  // The directory's name for her: it is the very user whom it provisioned.
  for (const text of ["You are logged in", "Ada King", EMAIL]) assert.ok(page.text.includes(text));
  await setActive(false);
  const after = await visitor.follow("GET", `${SERVER_URL}/login/done`);
  assert.ok(after.text.includes("You are not logged in"), after.text);
  const refused = await new Visitor().logIn();
  assert.equal(refused.status, 403, refused.text);
  assert.ok(refused.text.includes("<code>deactivated</code>"), refused.text);
  await setActive(true);
}

async function inBrowser(setActive) {
  const { default: playwright } = await load("playwright-core/index.mjs");
  const { source } = createRequire(path.join(NODE_MODULES, "x.js"))("axe-core");
  const browser = await playwright.chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox"],
  });
  if (SCREENSHOTS) mkdirSync(SCREENSHOTS, { recursive: true });
  const looked = [];
  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({
      colorScheme, ignoreHTTPSErrors: true, viewport: { width: 480, height: 420 },
    });
    const page = await context.newPage();
    const problems = [];
    page.on("console", (message) => {
      const { url } = message.location();
      // The provider's own pages are its own business, and a page that refuses is a 403.
      if (message.type() !== "error" || !url.startsWith(SERVER_URL)) return;
      if (!message.text().includes("403")) problems.push(`${url}: ${message.text()}`);
    });
    const look = async (name) => {
      await page.evaluate(source);
      const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
      assert.ok(passes.length > 5);
      assert.deepEqual(violations.map((found) => `${found.id}: ${found.help}`), [], name);
      const file = `${name}-${colorScheme}.png`;
      if (SCREENSHOTS) await page.screenshot({ path: path.join(SCREENSHOTS, file) });
      looked.push(file);
    };
    await page.goto(`${SERVER_URL}/login`);
    await page.getByLabel("Work e-mail address").fill("ada@several.example");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: /Contractors/ }).waitFor();
    await look("choice");
    await page.goto(`${SERVER_URL}/login`);
    await look("login");
    await page.getByLabel("Work e-mail address").fill("ada@nowhere.example");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await look("unknown");
    await page.getByLabel("Work e-mail address").fill(EMAIL);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.locator("input[name=login]").fill("ada");
    await page.locator("input[name=password]").fill("anything");
    await page.locator("button[type=submit]").click();
    await page.locator("button[type=submit]").click();
    await page.waitForURL(`${SERVER_URL}/login/done`);
    assert.ok((await page.content()).includes("Ada King"));
    await look("done");
    await setActive(false);
    await page.reload();
    assert.ok((await page.content()).includes("You are not logged in"));
    await look("nobody");
    // She is known at the provider still.
    await page.goto(`${SERVER_URL}/login`);
    await page.getByLabel("Work e-mail address").fill(EMAIL);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("deactivated", { exact: true }).waitFor();
    await look("refused");
    await setActive(true);
    await page.goto(`${SERVER_URL}/login`);
    await page.getByLabel("Work e-mail address").fill(EMAIL);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByText("You are not logged in").first().waitFor();
    assert.deepEqual(problems, []);
    await context.close();
  }
  await browser.close();
  assert.equal(looked.length, 12);
}

const { issuer, server } = await provider();
const { setActive } = await configure(issuer);
if (CHROMIUM) await inBrowser(setActive);
else await overHttp(setActive);
server.close();
server.closeAllConnections();

// A SCIM service provider made of scimmy and scimmy-routers, with its users in SQLite by
// better-sqlite3: durable, as Muster is (WAL, synchronous FULL), with an index on userName that it
// uses for the filter that identity providers send, and nothing else.

import { randomUUID } from "node:crypto";

import Database from "better-sqlite3";
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

const database = new Database("peer.db");
database.pragma("journal_mode = WAL");
database.pragma("synchronous = FULL");
database.exec(`CREATE TABLE users (
  id TEXT NOT NULL PRIMARY KEY,
  user_name TEXT NOT NULL UNIQUE,
  document TEXT NOT NULL
)`);
const insert = database.prepare("INSERT INTO users (id, user_name, document) VALUES (?, ?, ?)");
const update = database.prepare("UPDATE users SET user_name = ?, document = ? WHERE id = ?");
const byId = database.prepare("SELECT document FROM users WHERE id = ?");
const byName = database.prepare("SELECT document FROM users WHERE user_name = ?");
const all = database.prepare("SELECT document FROM users ORDER BY id");
const remove = database.prepare("DELETE FROM users WHERE id = ?");

const find = (id) => {
  const row = byId.get(id);
  if (!row) throw new SCIMMY.Types.Error(404, null, `Resource ${id} not found`);
  return JSON.parse(row.document);
};

/** The name in `userName eq "…"`, if the filter is just that. */
const nameOf = (filter) => /^userName eq "([^"]*)"$/i.exec(filter?.expression ?? "")?.[1];

SCIMMY.Resources.declare(SCIMMY.Resources.User)
  .extend(SCIMMY.Schemas.EnterpriseUser, false)
  .ingress((resource, instance) => {
    const now = new Date();
    const before = resource.id ? find(resource.id) : undefined;
    const { meta, ...data } = JSON.parse(JSON.stringify(instance));
    const id = before?.id ?? randomUUID();
    const created = before?.meta.created ?? now;
    const after = { ...data, id, meta: { created, lastModified: now } };
    const name = instance.userName.toLowerCase();
    try {
      if (before) update.run(name, JSON.stringify(after), id);
      else insert.run(id, name, JSON.stringify(after));
    } catch (error) {
      if (error.code !== "SQLITE_CONSTRAINT_UNIQUE") throw error;
      throw new SCIMMY.Types.Error(409, "uniqueness", "userName is already in use");
    }
    return after;
  })
  .egress((resource) => {
    if (resource.id) return find(resource.id);
    const name = nameOf(resource.filter);
    const rows = name === undefined ? all.all() : byName.all(name.toLowerCase());
    const users = rows.map((row) => JSON.parse(row.document));
    return resource.filter ? resource.filter.match(users) : users;
  })
  .degress((resource) => {
    if (!remove.run(resource.id).changes) find(resource.id);
  });

const app = express();
app.use(
  "/scim",
  new SCIMMYRouters({
    type: "bearer",
    baseUri: () => "http://127.0.0.1",
    handler: (request) => {
      if (request.header("Authorization") !== `Bearer ${process.env.TOKEN}`) {
        throw new Error("The bearer token is missing or wrong");
      }
      return undefined;
    },
  }),
);
const server = app.listen(0, "127.0.0.1", () =>
  console.log(`listening on http://127.0.0.1:${server.address().port}`),
);

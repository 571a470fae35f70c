// A SCIM service provider made of scimmy and scimmy-routers, with users and groups in memory. It
// does what their documentation asks of an application, and nothing for the sake of a test:
// identifiers, times, unique user names, 404 for what is not there.
//
//   npm install && TOKEN=secret PORT=8082 node server.mjs
//
// The SCIM base URL is then http://127.0.0.1:8082/scim.

import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

const port = Number(process.env.PORT ?? 8082);
const token = process.env.TOKEN ?? "secret";

/** A store for one resource type, and the three handlers that scimmy wants of it. */
function store(type, unique) {
  const kept = new Map();

  const find = (id) => {
    const found = kept.get(id);
    if (!found) throw new SCIMMY.Types.Error(404, null, `Resource ${id} not found`);
    return found;
  };

  const isTaken = (instance, id) => {
    const wanted = instance[unique]?.toLowerCase();
    return [...kept.values()].some(
      (other) => other.id !== id && other[unique].toLowerCase() === wanted,
    );
  };

  return SCIMMY.Resources.declare(type)
    .ingress((resource, instance) => {
      const before = resource.id ? find(resource.id) : undefined;
      if (unique && isTaken(instance, resource.id)) {
        throw new SCIMMY.Types.Error(409, "uniqueness", `${unique} is already in use`);
      }
      const now = new Date();
      const { meta, ...data } = JSON.parse(JSON.stringify(instance));
      const after = { ...data, id: before?.id ?? randomUUID() };
      const changed = !before || !isDeepStrictEqual({ ...before, meta: undefined }, { ...after, meta: undefined });
      after.meta = {
        created: before?.meta.created ?? now,
        lastModified: changed ? now : before.meta.lastModified,
      };
      kept.set(after.id, after);
      return after;
    })
    .egress((resource) => {
      if (resource.id) return find(resource.id);
      const all = [...kept.values()];
      return resource.filter ? resource.filter.match(all) : all;
    })
    .degress((resource) => {
      find(resource.id);
      kept.delete(resource.id);
    });
}

store(SCIMMY.Resources.User, "userName").extend(SCIMMY.Schemas.EnterpriseUser, false);
store(SCIMMY.Resources.Group);

const app = express();
app.use(
  "/scim",
  new SCIMMYRouters({
    type: "bearer",
    baseUri: () => `http://127.0.0.1:${port}`,
    handler: (request) => {
      if (request.header("Authorization") !== `Bearer ${token}`) {
        throw new Error("The bearer token is missing or wrong");
      }
      // No user stands behind the token.
      return undefined;
    },
  }),
);
app.listen(port, "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${port}/scim`));

//! `/Schemas` says what is enforced (RFC 7643 §7): whatever it advertises as writable is written and
//! read back, of the core schemas, of those of packs, and of those of an organization.

use serde_json::{Map, Value, json};

use super::{assert_error, start};
use crate::support::{GROUP, PATCH_OP, Scim, Server, USER, define_kinds};

fn install_packs(server: &Server) {
    for pack in ["device", "roles", "agents"] {
        let body = json!({ "organizationId": server.credentials.organization_id, "name": pack });
        server
            .management()
            .call("muster.v1.ResourceTypeService/InstallSchemaPack", &body);
    }
}

/// A server with everything that can be offered, and a client in this profile.
fn start_with_everything(profile: &str) -> (Server, Scim) {
    let server = Server::start();
    define_kinds(&server);
    install_packs(&server);
    let scim = Scim::in_profile(&server, profile);
    (server, scim)
}

fn schemas(scim: &Scim) -> Vec<Value> {
    let list = scim.get("/Schemas").expect(200);
    list["Resources"].as_array().unwrap().clone()
}

fn attributes(definition: &Value, name: &str) -> Vec<Value> {
    definition[name].as_array().cloned().unwrap_or_default()
}

/// Every definition of an attribute and of a sub-attribute, with its place.
fn definitions(schemas: &[Value]) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for schema in schemas {
        for attribute in attributes(schema, "attributes") {
            let place = format!("{}:{}", schema["id"], attribute["name"]);
            for part in attributes(&attribute, "subAttributes") {
                all.push((format!("{place}.{}", part["name"]), part));
            }
            all.push((place, attribute));
        }
    }
    all
}

fn is_writable(definition: &Value) -> bool {
    definition["mutability"] == "readWrite" || definition["mutability"] == "immutable"
}

/// A value of the advertised type; `round` makes it another one. `None` for what clients cannot
/// write.
fn value(definition: &Value, round: usize) -> Option<Value> {
    if !is_writable(definition) {
        return None;
    }
    // What is immutable stays as it was.
    let round = if definition["mutability"] == "immutable" {
        0
    } else {
        round
    };
    let canonical = attributes(definition, "canonicalValues");
    let one = match definition["type"].as_str().unwrap() {
        _ if !canonical.is_empty() => canonical[round % canonical.len()].clone(),
        "string" => json!(format!("{} {round}", definition["name"].as_str().unwrap())),
        "boolean" => json!(round % 2 == 0),
        "decimal" => json!(1.5 + round as f64),
        "integer" => json!(round),
        "dateTime" => json!(format!("2026-01-0{}T00:00:00Z", round + 1)),
        "binary" => json!(["QUJD", "REVG", "R0hJ"][round]),
        "reference" => json!(format!("https://x.example/{round}")),
        "complex" => {
            let parts: Map<String, Value> = attributes(definition, "subAttributes")
                .iter()
                .filter_map(|part| {
                    let name = part["name"].as_str().unwrap().to_owned();
                    Some((name, value(part, round)?))
                })
                .collect();
            if parts.is_empty() {
                return None;
            }
            Value::Object(parts)
        }
        other => panic!("the type {other} is none of RFC 7643 §2.3"),
    };
    Some(if definition["multiValued"] == true {
        json!([one])
    } else {
        one
    })
}

/// A resource of a type with every attribute that clients can write.
fn full(kind: &Value, schemas: &[Value], round: usize) -> Value {
    let find = |urn: &Value| schemas.iter().find(|schema| schema["id"] == *urn).unwrap();
    let fill = |urn: &Value| -> Map<String, Value> {
        let all = attributes(find(urn), "attributes");
        all.iter()
            .filter_map(|one| Some((one["name"].as_str().unwrap().to_owned(), value(one, round)?)))
            .collect()
    };
    let mut body = fill(&kind["schema"]);
    let mut urns = vec![kind["schema"].clone()];
    for extension in attributes(kind, "schemaExtensions") {
        let urn = &extension["schema"];
        let members = fill(urn);
        if !members.is_empty() {
            urns.push(urn.clone());
            body.insert(urn.as_str().unwrap().to_owned(), Value::Object(members));
        }
    }
    body.insert("schemas".to_owned(), Value::Array(urns));
    body.insert("externalId".to_owned(), json!(format!("external {round}")));
    Value::Object(body)
}

/// Whether all that was written is there, but for what is never returned.
fn assert_contains(shown: &Value, written: &Value, hidden: &[&str], place: &str) {
    match (shown, written) {
        (Value::Object(shown), Value::Object(written)) => {
            for (name, value) in written
                .iter()
                .filter(|(name, _)| !hidden.contains(&name.as_str()))
            {
                let found = shown.get(name).unwrap_or(&Value::Null);
                assert_contains(found, value, hidden, &format!("{place}/{name}"));
            }
        }
        (Value::Array(shown), Value::Array(written)) => {
            assert_eq!(shown.len(), written.len(), "{place}");
            for (shown, written) in shown.iter().zip(written) {
                assert_contains(shown, written, hidden, place);
            }
        }
        _ => assert_eq!(shown, written, "{place}"),
    }
}

/// All names that are returned on request, so that the answer has everything.
fn every_name(schemas: &[Value]) -> String {
    let asked = definitions(schemas);
    let asked = asked.iter().filter(|(_, one)| one["returned"] == "request");
    let names: Vec<String> = schemas
        .iter()
        .map(|schema| schema["id"].as_str().unwrap().to_owned())
        .chain(asked.map(|(place, _)| place.replace('"', "")))
        .collect();
    format!("externalId,meta,{}", names.join(","))
}

#[test]
fn b11_what_is_advertised_as_writable_is_written_and_read_back() {
    for profile in ["TOLERANT", "RFC", "INTEROP"] {
        let (_server, scim) = start_with_everything(profile);
        let schemas = schemas(&scim);
        let names = every_name(&schemas);
        // `hidden` of Kind: its value is kept and told to nobody.
        let hidden = ["hidden"];
        let types = scim.get("/ResourceTypes").expect(200);
        let mut seen = 0;
        for kind in types["Resources"].as_array().unwrap() {
            let endpoint = kind["endpoint"].as_str().unwrap();
            let mut bodies: Vec<Value> = (0..3).map(|round| full(kind, &schemas, round)).collect();
            if kind["name"] == "Role" || kind["name"] == "Entitlement" {
                assert_error(&scim.send("POST", endpoint, &bodies[0]), 405);
                continue;
            }
            if kind["name"] == "Group" {
                // What the members are follows from who they are.
                let user = scim.create_user("member");
                let member = json!({ "value": user, "type": "User",
                    "$ref": format!("{}/Users/{user}", scim.url) });
                for body in &mut bodies {
                    body["members"] = json!([member]);
                }
            }
            let [first, second, third] = [&bodies[0], &bodies[1], &bodies[2]];
            let created = scim.send("POST", &format!("{endpoint}?attributes={names}"), first);
            let created = created.expect(201);
            assert_contains(&created, first, &hidden, &format!("POST {endpoint}"));
            let path = format!("{endpoint}/{}", created["id"].as_str().unwrap());
            let asked = format!("{path}?attributes={names}");
            assert_contains(&scim.get(&asked).expect(200), first, &hidden, &path);
            let replaced = scim.send("PUT", &asked, second).expect(200);
            assert_contains(&replaced, second, &hidden, &format!("PUT {path}"));
            let operations: Vec<Value> = third
                .as_object()
                .unwrap()
                .iter()
                .filter(|(name, _)| *name != "schemas" && *name != "members")
                .flat_map(|(name, value)| match (name.contains(':'), value) {
                    (true, Value::Object(members)) => members
                        .iter()
                        // RFC 9944 §7.1.3 names attributes by URNs, which no path can do.
                        .filter(|(part, _)| !part.contains(':'))
                        .map(|(part, value)| (format!("{name}:{part}"), value.clone()))
                        .collect(),
                    _ => vec![(name.clone(), value.clone())],
                })
                .map(|(path, value)| json!({ "op": "replace", "path": path, "value": value }))
                .collect();
            let patch = json!({ "schemas": [PATCH_OP], "Operations": operations });
            let patched = scim.send("PATCH", &asked, &patch).expect(200);
            for operation in &operations {
                let path = operation["path"].as_str().unwrap();
                let pointer = match path.rsplit_once(':') {
                    Some((urn, name)) => format!("/{urn}/{name}"),
                    None => format!("/{path}"),
                };
                if hidden.contains(&path) {
                    continue;
                }
                let found = patched.pointer(&pointer).unwrap_or(&Value::Null);
                assert_contains(
                    found,
                    &operation["value"],
                    &hidden,
                    &format!("PATCH {path}"),
                );
            }
            seen += 1;
        }
        assert_eq!(seen, 7, "{profile}: User, Group, Kind, and four of packs");
    }
}

/// An attribute of a type, or a part of one.
struct Place {
    path: String,
    definition: Value,
    /// The definition of the attribute that it is a part of.
    whole: Option<Value>,
}

/// Every attribute of a type and every part of one.
fn places(kind: &Value, schemas: &[Value]) -> Vec<Place> {
    let mut urns = vec![(kind["schema"].clone(), String::new())];
    for extension in attributes(kind, "schemaExtensions") {
        let prefix = format!("{}:", extension["schema"].as_str().unwrap());
        urns.push((extension["schema"].clone(), prefix));
    }
    let mut all = Vec::new();
    for (urn, prefix) in urns {
        let schema = schemas.iter().find(|schema| schema["id"] == urn).unwrap();
        for attribute in attributes(schema, "attributes") {
            let name = attribute["name"].as_str().unwrap();
            // RFC 9944 §7.1.3 names attributes by URNs, which no path can do.
            if name.contains(':') {
                continue;
            }
            for part in attributes(&attribute, "subAttributes") {
                all.push(Place {
                    path: format!("{prefix}{name}.{}", part["name"].as_str().unwrap()),
                    definition: part,
                    whole: Some(attribute.clone()),
                });
            }
            all.push(Place {
                path: format!("{prefix}{name}"),
                definition: attribute,
                whole: None,
            });
        }
    }
    all
}

/// A value of another type than the advertised one.
fn misfit(definition: &Value) -> Value {
    let one = match definition["type"].as_str().unwrap() {
        "string" | "reference" | "binary" | "dateTime" => json!(7),
        "boolean" | "complex" => json!(7.5),
        _ => json!("seven"),
    };
    if definition["multiValued"] == true {
        json!([one])
    } else {
        one
    }
}

/// Type, mutability, required, returned and caseExact of every attribute, as its schema says.
#[test]
fn b11_every_characteristic_that_is_advertised_is_enforced() {
    let (_server, scim) = start_with_everything("RFC");
    let schemas = schemas(&scim);
    let types = scim.get("/ResourceTypes").expect(200);
    let mut checked = 0;
    for kind in types["Resources"].as_array().unwrap() {
        let endpoint = kind["endpoint"].as_str().unwrap();
        let mut body = full(kind, &schemas, 0);
        if let Some(members) = body.get_mut("members") {
            let user = scim.create_user("a member");
            *members = json!([{ "value": user }]);
        }
        let created = scim.send("POST", endpoint, &body);
        if created.status == 405 {
            continue;
        }
        let id = created.expect(201)["id"].as_str().unwrap().to_owned();
        let path = format!("{endpoint}/{id}");
        let before = scim.get(&path).expect(200);
        for place in places(kind, &schemas) {
            let (name, one) = (&place.path, &place.definition);
            let of_member = name.starts_with("members.");
            // Of an attribute that is readOnly, every part is.
            let computed = [Some(one), place.whole.as_ref()]
                .into_iter()
                .flatten()
                .any(|definition| definition["mutability"] == "readOnly");
            let change = json!({ "op": "replace", "path": name, "value": misfit(one) });
            let reply = scim.patch(&path, change);
            let answer = (
                reply.status,
                reply.json()["scimType"].as_str().map(str::to_owned),
            );
            let expected = match one["mutability"].as_str().unwrap() {
                "writeOnly" if !computed => (200, None),
                _ if computed || of_member => (400, Some("mutability".to_owned())),
                _ => (400, Some("invalidValue".to_owned())),
            };
            assert_eq!(answer, expected, "{endpoint} {name}");
            if one["required"] == true && !computed && place.whole.is_none() {
                let gone = scim.patch(&path, json!({ "op": "remove", "path": name }));
                assert_eq!(
                    assert_error(&gone, 400).as_deref(),
                    Some("mutability"),
                    "{name}"
                );
            }
            check_filter(&scim, endpoint, name, one, &body, &id);
            checked += 1;
        }
        assert_eq!(scim.get(&path).expect(200), before, "{endpoint}");
        for place in places(kind, &schemas) {
            let (name, one) = (&place.path, &place.definition);
            if one["required"] != true || place.whole.is_some() || !is_writable(one) {
                continue;
            }
            let mut lacking = body.clone();
            let (holder, name) = match name.rsplit_once(':') {
                Some((urn, name)) => (&mut lacking[urn], name),
                None => (&mut lacking, name.as_str()),
            };
            let holder = holder.as_object_mut().unwrap();
            holder.shift_remove(name);
            // An optional extension of which nothing is left is just not there.
            if holder.is_empty() {
                continue;
            }
            let refused = scim.send("POST", endpoint, &lacking);
            assert_eq!(
                assert_error(&refused, 400).as_deref(),
                Some("invalidValue"),
                "{name}"
            );
        }
    }
    assert!(checked > 200, "{checked}");
}

/// What is returned can be found, in another letter case only where the schema says that it does not
/// count; what is not returned cannot.
fn check_filter(scim: &Scim, endpoint: &str, name: &str, one: &Value, body: &Value, id: &str) {
    let secret = one["returned"] == "never" || one["mutability"] == "writeOnly";
    let present = scim.get(&format!("{endpoint}?filter={name} pr"));
    assert_eq!(
        present.status,
        if secret { 400 } else { 200 },
        "{endpoint}: {name} pr"
    );
    let written = written(body, name);
    let Some(Value::String(text)) = written.filter(|_| !secret && one["type"] == "string") else {
        return;
    };
    let upper = text.to_uppercase();
    if upper == *text {
        return;
    }
    let find = |text: &str| {
        let filter = format!("{name} eq {} and id eq \"{id}\"", json!(text));
        scim.get(&format!("{endpoint}?filter={filter}")).expect(200)["totalResults"].clone()
    };
    assert_eq!(find(text), 1, "{endpoint} {name}");
    let without_case = u64::from(one["caseExact"] != true);
    assert_eq!(
        find(&upper),
        without_case,
        "{endpoint} {name} in another letter case"
    );
}

/// The value in a body that a path is about; of several, the first.
fn written<'b>(body: &'b Value, path: &str) -> Option<&'b Value> {
    let (holder, names) = match path.rsplit_once(':') {
        Some((urn, names)) => (body.get(urn)?, names),
        None => (body, path),
    };
    names.split('.').try_fold(holder, |held, name| {
        let held = held.get(0).unwrap_or(held);
        held.get(name)
    })
}

/// Two resources that differ in nothing but what must be unique, and in nothing but what must not.
#[test]
fn b11_s4_what_is_advertised_as_unique_is_and_nothing_else() {
    let (_server, scim) = start_with_everything("RFC");
    let schemas = schemas(&scim);
    let unique: Vec<String> = definitions(&schemas)
        .into_iter()
        .filter(|(_, one)| one["uniqueness"] == "server")
        .map(|(place, _)| place.replace('"', ""))
        .collect();
    for expected in [
        format!("{USER}:userName"),
        // By our policy, where the RFC's own schema has none.
        format!("{GROUP}:displayName"),
        "urn:example:schemas:1.0:Kind:serial".to_owned(),
        "urn:example:schemas:1.0:KindMore:code".to_owned(),
    ] {
        assert!(unique.contains(&expected), "{expected}: {unique:?}");
    }
    let types = scim.get("/ResourceTypes").expect(200);
    for kind in types["Resources"].as_array().unwrap() {
        let endpoint = kind["endpoint"].as_str().unwrap();
        let mut body = full(kind, &schemas, 0);
        if let Some(members) = body.get_mut("members") {
            *members = json!([]);
        }
        if scim.send("POST", endpoint, &body).status == 405 {
            continue;
        }
        let of_type: Vec<&String> = unique
            .iter()
            .filter(|place| {
                let urn = place.rsplit_once(':').unwrap().0;
                body["schemas"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|known| known == urn)
            })
            .collect();
        let mut other = body.clone();
        for place in &of_type {
            let (urn, name) = place.rsplit_once(':').unwrap();
            // The same but for one unique value: refused. It is still taken.
            let refused = scim.send("POST", endpoint, &other);
            let kind = assert_error(&refused, 409);
            assert_eq!(kind.as_deref(), Some("uniqueness"), "{place}");
            let holder = match other.get_mut(urn) {
                Some(extension) => extension,
                None => &mut other,
            };
            let changed = match &holder[name] {
                Value::Number(_) => json!(99),
                _ => json!("another one"),
            };
            holder[name] = changed;
        }
        // All unique values differ, and all others are the same.
        scim.send("POST", endpoint, &other).expect(201);
    }
}

#[test]
fn b12_b13_definitions_are_complete_and_hold_no_null() {
    for profile in ["TOLERANT", "INTEROP"] {
        let (_server, scim) = start_with_everything(profile);
        let schemas = schemas(&scim);
        for path in ["/Schemas", "/ResourceTypes", "/ServiceProviderConfig"] {
            let reply = scim.get(path);
            assert!(!reply.body.contains(":null"), "{path}: {}", reply.body);
        }
        for schema in &schemas {
            for common in ["id", "externalId", "meta", "schemas"] {
                let listed = attributes(schema, "attributes");
                assert!(
                    listed.iter().all(|one| one["name"] != common),
                    "{common} of {schema}"
                );
            }
        }
        let words = [
            (
                "mutability",
                &["readOnly", "readWrite", "immutable", "writeOnly"][..],
            ),
            ("returned", &["always", "never", "default", "request"]),
            ("uniqueness", &["none", "server", "global"]),
        ];
        for (place, one) in definitions(&schemas) {
            for name in ["name", "type", "multiValued", "description", "required"] {
                assert!(one.get(name).is_some(), "{place} has no {name}");
            }
            for (name, known) in &words {
                match one[*name].as_str() {
                    Some(word) => assert!(known.contains(&word), "{place}: {name} {word}"),
                    // Erratum 6004.
                    None => assert!(*name == "uniqueness", "{place} has no {name}"),
                }
            }
            // The draft wants canonical values for the types of values.
            if place.ends_with(".\"type\"") && one["multiValued"] == false {
                assert!(!attributes(&one, "canonicalValues").is_empty(), "{place}");
            }
        }
    }
}

/// The management API shows the same schema as `/Schemas`.
#[test]
fn b11_both_apis_publish_the_same_schema() {
    let (server, scim) = start();
    for urn in [USER, GROUP] {
        let body = json!({ "organizationId": server.credentials.organization_id, "urn": urn });
        let shown = server
            .management()
            .call("muster.v1.ResourceTypeService/GetSchema", &body);
        let published = scim.get(&format!("/Schemas/{urn}")).expect(200);
        assert_eq!(
            shown["schema"]["attributes"], published["attributes"],
            "{urn}"
        );
    }
}

//! What an organization defines and an identity provider writes, step by step.

use std::sync::Arc;

use domain::Error;
use domain::management::{ReadOnlyPlace, TypeUpdate};
use domain::provisioning::{Client, Preconditions};
use domain::resource::ResourceConflict;
use scim::ResourceType;
use scim::attribute::Attribute;
use scim::projection::Projection;
use serde_json::Value;

use super::content;
use super::definition::{BASE, EXTENSIONS, altered, extensions, schema, sketch, thing};
use crate::filters::scene::Scene;
use crate::support::{Tape, World};

/// A world with things, and how it came to be so.
pub(crate) struct Life<'w> {
    world: &'w World,
    /// One line for each step.
    pub(crate) story: String,
    resources: Vec<(String, String)>,
}

impl<'w> Life<'w> {
    pub(crate) fn new(world: &'w World) -> Self {
        Self {
            world,
            story: String::new(),
            resources: Vec::new(),
        }
    }

    fn tell(&mut self, line: &str) {
        self.story.push_str("\n  ");
        self.story.push_str(line);
    }

    /// The client that knows the types as they are now.
    pub(crate) async fn client(&self) -> Client {
        self.world.client_now().await
    }

    /// Defines the schemas, the type of things, and the extensions of users and groups.
    pub(crate) async fn define(&mut self, schemas: Vec<Tape>, mut types: Tape) {
        let (muster, caller) = (&self.world.muster, &self.world.ours.caller);
        let urns = [BASE, EXTENSIONS[0], EXTENSIONS[1]];
        for (urn, mut tape) in urns.into_iter().zip(schemas) {
            let schema = schema(urn, &mut tape);
            self.tell(&sketch(&schema));
            let created = muster.create_schema(caller, schema, "schema").await;
            created.unwrap_or_else(|error| panic!("{error}{}", self.story));
        }
        let thing = thing(&mut types);
        let created = muster.create_resource_type(caller, thing, "type").await;
        created.unwrap_or_else(|error| panic!("{error}{}", self.story));
        for name in ["User", "Group"] {
            self.extend(name, &mut types).await;
        }
    }

    async fn extend(&mut self, name: &str, tape: &mut Tape) {
        let update = TypeUpdate {
            description: None,
            extensions: Some(extensions(tape)),
        };
        let line = format!("{name} is extended by {:?}", update.extensions);
        let (muster, caller) = (&self.world.muster, &self.world.ours.caller);
        let name = name.to_owned();
        let updated = muster
            .update_resource_type(caller, name, update, "extend")
            .await;
        self.redefined(&line, updated);
    }

    /// A definition may be refused, but not fail.
    fn redefined(&mut self, line: &str, result: Result<(), Error>) {
        let refusal = match result {
            Ok(()) => String::new(),
            Err(error @ (Error::InvalidArgument { .. } | Error::FailedPrecondition(_))) => {
                format!(", refused: {error}")
            }
            Err(error) => panic!("{error:?}{}\n  {line}", self.story),
        };
        self.tell(&format!("{line}{refusal}"));
    }

    /// One step: mostly a resource is created or changed.
    pub(crate) async fn change(&mut self, mut tape: Tape) {
        self.world
            .clock
            .advance(tape.pick(&[0, 1, 1_000_000, -5_000_000]));
        match tape.below(12) {
            10 => self.alter(&mut tape).await,
            11 => {
                let name = tape.pick(&["Thing", "User", "Group"]);
                self.extend(name, &mut tape).await;
            }
            7.. if !self.resources.is_empty() => self.rewrite(&mut tape).await,
            _ => self.create(&mut tape).await,
        }
    }

    async fn alter(&mut self, tape: &mut Tape) {
        let (muster, caller) = (&self.world.muster, &self.world.ours.caller);
        let urn = tape.pick(&[BASE, EXTENSIONS[0], EXTENSIONS[1]]);
        let known = muster.custom_types(caller).await.unwrap();
        let altered = altered(known.schema(urn).unwrap().clone(), tape);
        let line = format!("now {}", sketch(&altered));
        let updated = muster.update_schema(caller, altered, "alter").await;
        self.redefined(&line, updated);
    }

    async fn create(&mut self, tape: &mut Tape) {
        let client = self.client().await;
        let name = tape.pick(&["Thing", "Thing", "User", "Group"]);
        let kind = client.access.resource_types.named(name).unwrap();
        let body = content::body(kind, tape, &self.ids());
        let muster = &self.world.muster;
        let created = if kind.read_only {
            let caller = &self.world.ours.caller;
            let place = self.place(name);
            muster
                .create_read_only_resource(caller, &place, body.clone())
                .await
        } else {
            let shown = Projection::default();
            let created = muster.scim_create(&client, kind, &body, &shown);
            created
                .await
                .map(|created| created.representation.into_attributes())
        };
        let line = format!("POST {name} {body}");
        match created {
            Ok(created) => {
                let id = created["id"].as_str().unwrap().to_owned();
                self.tell(&format!("{line}: {id}"));
                self.resources.push((name.to_owned(), id));
            }
            Err(error) => {
                self.refused(&client, kind, &line, Some(&body), &error)
                    .await
            }
        }
    }

    fn ids(&self) -> Vec<String> {
        let members = self.resources.iter().filter(|(name, _)| name != "Thing");
        members.map(|(_, id)| id.clone()).collect()
    }

    fn place(&self, name: &str) -> ReadOnlyPlace {
        ReadOnlyPlace {
            scim_configuration_id: self.world.ours.scim,
            resource_type: name.to_owned(),
            public_url: "https://muster.example".to_owned(),
            request_id: "application".to_owned(),
        }
    }

    /// Replaces, changes or deletes a resource.
    async fn rewrite(&mut self, tape: &mut Tape) {
        let client = self.client().await;
        let place = tape.below(self.resources.len());
        let (name, id) = self.resources[place].clone();
        let kind = client.access.resource_types.named(&name).unwrap();
        let (any, shown) = (Preconditions::default(), Projection::default());
        let muster = &self.world.muster;
        let caller = &self.world.ours.caller;
        if tape.once_in(6) {
            self.resources.remove(place);
            let deleted = if kind.read_only {
                let place = self.place(&name);
                muster.delete_read_only_resource(caller, &place, &id).await
            } else {
                muster.scim_delete(&client, kind, &id, any).await
            };
            deleted.unwrap_or_else(|error| panic!("{error}{}", self.story));
            self.tell(&format!("DELETE {name} {id}"));
            return;
        }
        let replaces = kind.read_only || tape.once_in(2);
        let body = if replaces {
            content::body(kind, tape, &self.ids())
        } else {
            content::patch(kind, tape)
        };
        let changed = if kind.read_only {
            let place = self.place(&name);
            let replaced = muster.replace_read_only_resource(caller, &place, &id, body.clone());
            replaced.await.map(|_| ())
        } else if replaces {
            let replaced = muster.scim_replace(&client, kind, &id, body.clone(), any, &shown);
            replaced.await.map(|_| ())
        } else {
            let patched = muster.scim_patch(&client, kind, &id, &body, any, &shown);
            patched.await.map(|_| ())
        };
        let verb = if replaces { "PUT" } else { "PATCH" };
        let line = format!("{verb} {name} {id} {body}");
        match changed {
            Ok(()) => self.tell(&line),
            Err(error) => {
                let body = Some(&body).filter(|_| replaces);
                self.refused(&client, kind, &line, body, &error).await;
            }
        }
    }

    /// A refusal needs a reason: a value is taken only if a filter finds who has it.
    async fn refused(
        &mut self,
        client: &Client,
        kind: &Arc<ResourceType>,
        line: &str,
        body: Option<&Value>,
        error: &Error,
    ) {
        let line = format!("{line}, refused: {error}");
        match error {
            Error::Scim(_)
            | Error::Conflict(
                ResourceConflict::UnknownMember(_) | ResourceConflict::NoMemberSelected,
            ) => {}
            Error::Conflict(ResourceConflict::Taken { attribute, .. }) => {
                if let Some(body) = body
                    && let Some(filter) = equal(kind, attribute, body)
                {
                    let scene =
                        Scene::new(self.world, client, vec![kind.clone()], &self.story).await;
                    let holders = scene.selected(&filter).unwrap();
                    assert!(
                        !holders.is_empty(),
                        "nobody has {filter}{}\n  {line}",
                        self.story
                    );
                }
            }
            error => panic!("{error:?}{}\n  {line}", self.story),
        }
        self.tell(&line);
    }

    /// No two resources of a type have equal values of an attribute that is unique.
    pub(crate) async fn check_uniqueness(&self) {
        let client = self.client().await;
        for kind in client.access.resource_types.iter() {
            let scene = Scene::new(self.world, &client, vec![kind.clone()], &self.story).await;
            for (urn, attribute) in kind.unique_attributes().filter(|(_, one)| !one.is_secret()) {
                for resource in &scene.all {
                    let holder = match urn {
                        None => Some(resource),
                        Some(urn) => resource.get(urn).and_then(Value::as_object),
                    };
                    let Some(value) = holder.and_then(|holder| holder.get(&attribute.name)) else {
                        continue;
                    };
                    let filter = filter(urn, kind, attribute, value);
                    let found = scene.selected(&filter).unwrap();
                    assert_eq!(found, [&resource["id"]], "{filter}{}", self.story);
                }
            }
        }
    }
}

/// The filter that asks for what the body gives to a unique attribute.
fn equal(kind: &ResourceType, name: &str, body: &Value) -> Option<String> {
    let (urn, attribute) = kind
        .unique_attributes()
        .find(|(urn, attribute)| match urn {
            None => attribute.name == name,
            Some(urn) => format!("{urn}:{}", attribute.name) == name,
        })?;
    let holder = urn.map_or(Some(body), |urn| body.get(urn))?;
    let value = holder.get(&attribute.name)?;
    (!attribute.is_secret()).then(|| filter(urn, kind, attribute, value))
}

fn filter(urn: Option<&str>, kind: &ResourceType, attribute: &Attribute, value: &Value) -> String {
    let urn = urn.unwrap_or(&kind.schema.id);
    format!("{urn}:{} eq {value}", attribute.name)
}

//! Creating the resources that a check looks at.

use std::sync::{Arc, PoisonError};

use serde_json::{Value, json};

use super::{Answer, Probe, Stop};
use crate::json;
use crate::request::{Request, encode};
use crate::sample::{Extent, Seed, body, merge, set};
use crate::server::{Field, ResourceType};

/// A resource that the run created.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) id: String,
    /// The path below the base URL.
    pub(crate) path: String,
    /// What was sent.
    pub(crate) sent: Value,
    /// The answer to the POST.
    pub(crate) answer: Answer,
}

impl Probe {
    /// The type of users, or the check ends.
    pub(crate) fn user_type(&self) -> Result<Arc<ResourceType>, Stop> {
        let kind = self.session.server.user();
        kind.ok_or_else(|| Stop::skip("there is no resource type with the User schema"))
    }

    /// The type of groups, or the check ends.
    pub(crate) fn group_type(&self) -> Result<Arc<ResourceType>, Stop> {
        let kind = self.session.server.group();
        kind.ok_or_else(|| Stop::skip("there is no resource type with the Group schema"))
    }

    /// The types of which resources can be created; the check ends if there are none.
    pub(crate) async fn creatable_types(&mut self) -> Result<Vec<Arc<ResourceType>>, Stop> {
        let mut found = Vec::new();
        let mut reasons = Vec::new();
        for kind in self.session.server.types.clone() {
            match self.recipe(&kind).await? {
                Ok(_) => found.push(kind),
                Err(reason) => reasons.push(reason),
            }
        }
        if found.is_empty() {
            return Err(Stop::Skip(format!(
                "needs a resource: {}",
                reasons.join("; ")
            )));
        }
        Ok(found)
    }

    /// A new seed: a name that nothing else has.
    pub(crate) fn seed(&self) -> Seed {
        Seed {
            unique: self.session.unique(),
            variant: 0,
        }
    }

    /// The smallest body that this type accepts, with a name that nothing else has; the check ends
    /// if the type accepts none.
    pub(crate) async fn new_body(&mut self, kind: &ResourceType) -> Result<Value, Stop> {
        match self.recipe(kind).await? {
            Ok(extent) => Ok(body(kind, extent, &self.seed())),
            Err(reason) => Err(Stop::Skip(format!("needs a resource: {reason}"))),
        }
    }

    /// A new resource: the smallest one, with these members added.
    pub(crate) async fn create(
        &mut self,
        kind: &ResourceType,
        members: Value,
    ) -> Result<Resource, Stop> {
        let mut body = self.new_body(kind).await?;
        merge(&mut body, members);
        self.create_exactly(kind, body).await
    }

    /// A new resource with this body; the check ends if it is refused.
    pub(crate) async fn create_exactly(
        &mut self,
        kind: &ResourceType,
        body: Value,
    ) -> Result<Resource, Stop> {
        let answer = self.post(&kind.endpoint, &body).await?;
        resource(kind, body, &answer)
            .ok_or_else(|| Stop::Skip(format!("needs a resource: {}", refusal(&answer))))
    }

    /// A new resource: the smallest one, with these values in it.
    pub(crate) async fn create_with(
        &mut self,
        kind: &ResourceType,
        values: &[(&Field, Value)],
    ) -> Result<Resource, Stop> {
        let mut body = self.new_body(kind).await?;
        for (field, value) in values {
            set(&mut body, field, value.clone());
        }
        self.create_exactly(kind, body).await
    }

    /// A new user with these members added.
    pub(crate) async fn new_user(&mut self, members: Value) -> Result<Resource, Stop> {
        let kind = self.user_type()?;
        self.create(&kind, members).await
    }

    /// A new group of these users.
    pub(crate) async fn new_group(&mut self, members: &[&Resource]) -> Result<Resource, Stop> {
        let kind = self.group_type()?;
        if members.is_empty() {
            return self.create(&kind, json!({})).await;
        }
        let elements: Vec<Value> = members
            .iter()
            .map(|member| json!({ "value": member.id }))
            .collect();
        self.create(&kind, json!({ "members": elements })).await
    }

    /// How much a new resource of this type must hold: found out once per run.
    pub(crate) async fn recipe(
        &mut self,
        kind: &ResourceType,
    ) -> Result<Result<Extent, String>, Stop> {
        let known = self.recipes().get(&kind.endpoint).cloned();
        if let Some(recipe) = known {
            return Ok(recipe);
        }
        let mut recipe = Err(String::new());
        for extent in [Extent::Minimal, Extent::Typical, Extent::Full] {
            let body = body(kind, extent, &self.seed());
            let answer = self
                .send(&Request::new("POST", &kind.endpoint).json(&body))
                .await?;
            if resource(kind, body, &answer).is_some() {
                recipe = Ok(extent);
                break;
            }
            recipe = Err(refusal(&answer));
        }
        self.recipes().insert(kind.endpoint.clone(), recipe.clone());
        Ok(recipe)
    }

    fn recipes(
        &self,
    ) -> std::sync::MutexGuard<'_, std::collections::HashMap<String, Result<Extent, String>>> {
        let recipes = &self.session.recipes;
        recipes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The resource that an answer to a POST tells of.
pub(crate) fn resource(kind: &ResourceType, sent: Value, answer: &Answer) -> Option<Resource> {
    if answer.status() != 201 {
        return None;
    }
    let id = match json::text(answer.json(), &["id"]) {
        Some(id) => id,
        // RFC 7644 §3.3: the body is a SHOULD, the Location header is not.
        None => answer.header("location")?.rsplit('/').next()?,
    };
    Some(Resource {
        id: id.to_owned(),
        path: format!("{}/{}", kind.endpoint, encode(id)),
        sent,
        answer: answer.clone(),
    })
}

fn refusal(answer: &Answer) -> String {
    let detail = json::text(answer.json(), &["detail"]).unwrap_or_default();
    let detail: String = detail.chars().take(200).collect();
    format!(
        "{} is answered {} {detail}",
        answer.asked(),
        answer.status()
    )
    .trim_end()
    .to_owned()
}

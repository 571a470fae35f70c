//! What is queried, and how a filter's answer is checked.

use std::sync::Arc;

use domain::Error;
use domain::limits;
use domain::provisioning::{Client, List, ListRequest, Representation};
use scim::ResourceType;
use scim::compat::{Coercions, Profile};
use scim::filter::{Filter, Unknown, evaluate, resolve};
use scim::projection::Projection;
use scim::resource::Attributes;
use serde_json::{Value, json};

use crate::support::World;

/// The resources of some types that a client sees.
pub(crate) struct Scene<'a> {
    pub(crate) world: &'a World,
    pub(crate) client: &'a Client,
    /// All types of the client, or one.
    pub(crate) kinds: Vec<Arc<ResourceType>>,
    /// The whole representations, in the order of an unsorted list.
    pub(crate) all: Vec<Attributes>,
    /// How they came to be, for the message of a failure.
    pub(crate) story: &'a str,
}

impl<'a> Scene<'a> {
    pub(crate) async fn new(
        world: &'a World,
        client: &'a Client,
        kinds: Vec<Arc<ResourceType>>,
        story: &'a str,
    ) -> Self {
        let mut all = Vec::new();
        for kind in &kinds {
            all.extend(whole(world, client, kind).await);
        }
        Self {
            world,
            client,
            kinds,
            all,
            story,
        }
    }

    /// Sends a query.
    pub(crate) async fn list(&self, request: &ListRequest) -> Result<List, Error> {
        let one = match self.kinds.as_slice() {
            [one] => Some(one),
            _ => None,
        };
        self.world.muster.scim_list(self.client, one, request).await
    }

    /// RFC 7644 §3.4.2.1: of several types, one may lack the attribute.
    pub(crate) fn unknown(&self) -> Unknown {
        if self.kinds.len() > 1 {
            Unknown::False
        } else {
            Unknown::Reject
        }
    }

    /// What the evaluator selects of all resources; `None` when the filter is to be refused.
    pub(crate) fn selected(&self, text: &str) -> Option<Vec<&Value>> {
        let filter = Filter::parse(text, limits::FILTER).ok()?;
        let mut selected = Vec::new();
        for kind in &self.kinds {
            let (unknown, profile) = (self.unknown(), Profile::Tolerant);
            let resolved = resolve(&filter, kind, unknown, profile, &mut Coercions::new()).ok()?;
            let of_the_kind = |one: &&Attributes| one["meta"]["resourceType"] == json!(kind.name);
            selected.extend(
                self.all
                    .iter()
                    .filter(of_the_kind)
                    .filter(|one| evaluate(&resolved, one))
                    .map(|one| &one["id"]),
            );
        }
        Some(selected)
    }

    /// Checks every page by index of what a filter selects.
    pub(crate) async fn check_filter(&self, text: &str) {
        let request = ListRequest {
            filter: Some(text.to_owned()),
            ..ListRequest::default()
        };
        let Some(wanted) = self.selected(text) else {
            let refused = self.list(&request).await;
            assert!(
                matches!(refused, Err(Error::Scim(_))),
                "{text}: {refused:?}{}",
                self.story
            );
            return;
        };
        for start in 1..=wanted.len() + 2 {
            for count in [0, 1, 3, 1000] {
                let request = ListRequest {
                    start_index: Some(i64::try_from(start).unwrap()),
                    count: Some(i64::try_from(count).unwrap()),
                    ..request.clone()
                };
                let response = self.list(&request).await.unwrap().response;
                let expected: Vec<_> = wanted
                    .iter()
                    .copied()
                    .skip(start - 1)
                    .take(count)
                    .cloned()
                    .collect();
                let shown = response.resources.iter().cloned();
                let shown = shown.map(Representation::into_attributes);
                let found: Vec<_> = shown.map(|one| one["id"].clone()).collect();
                assert_eq!(
                    found, expected,
                    "{text} from {start}, at most {count}{}",
                    self.story
                );
                assert_eq!(
                    response.total_results(),
                    u64::try_from(wanted.len()).ok(),
                    "{text} from {start}{}",
                    self.story
                );
            }
        }
    }
}

/// The whole representations, with what is returned on request only.
async fn whole(world: &World, client: &Client, kind: &Arc<ResourceType>) -> Vec<Attributes> {
    let mut names = ["schemas", "id", "externalId", "meta"]
        .map(str::to_owned)
        .to_vec();
    for schema in kind.schemas() {
        for attribute in &schema.attributes {
            let name = format!("{}:{}", schema.id, attribute.name);
            let parts = attribute.sub_attributes.iter();
            names.extend(parts.map(|part| format!("{name}.{}", part.name)));
            names.push(name);
        }
    }
    let request = ListRequest {
        count: Some(1000),
        projection: Projection::from_lists(&names, &[]).unwrap(),
        ..ListRequest::default()
    };
    let list = world
        .muster
        .scim_list(client, Some(kind), &request)
        .await
        .unwrap();
    let resources = list.response.resources.into_iter();
    resources.map(Representation::into_attributes).collect()
}

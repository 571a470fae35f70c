//! SCIM queries: GET of a collection and of the root, and POST `/.search` (RFC 7644 §3.4.2, §3.4.3).

use std::sync::Arc;

use scim::ResourceType;
use scim::compat::Coercions;
use scim::filter::{Filter, Unknown};
use scim::list_response::{ListResponse, Page};
use scim::projection::Projection;
use serde_json::Value;

use crate::error::Error;
use crate::limits;
use crate::muster::Muster;
use crate::provisioning::{Client, outcome, read};
use crate::resource::{Load, Query, Selection};

/// What a query asks for.
#[derive(Clone, Debug, Default)]
pub struct ListRequest {
    /// The filter text.
    pub filter: Option<String>,
    /// The first result wanted, from 1; smaller numbers mean 1 (RFC 7644 §3.4.2.4).
    pub start_index: Option<i64>,
    /// Most results wanted; negative numbers mean 0 (RFC 7644 §3.4.2.4).
    pub count: Option<i64>,
    /// What to show of each.
    pub projection: Projection,
}

impl Muster {
    /// Answers a query over one resource type, or over all without one (RFC 7644 §3.4.2.1).
    ///
    /// # Errors
    /// `Scim` for a filter that cannot be understood; `Conflict` (`tooMany`) for one that would
    /// have to examine too many resources.
    pub async fn scim_list(
        &self,
        client: &Client,
        resource_type: Option<&Arc<ResourceType>>,
        request: &ListRequest,
    ) -> Result<ListResponse, Error> {
        let resource_types = match resource_type {
            Some(one) => {
                client.access.check_read(one)?;
                vec![one.clone()]
            }
            None => client.access.reached_types().cloned().collect(),
        };
        let start_index = u64::try_from(request.start_index.unwrap_or(1).max(1)).unwrap_or(1);
        let count = request
            .count
            .unwrap_or(i64::from(client.access.protocol.page_size()))
            .max(0);
        let count = u32::try_from(count)
            .unwrap_or(u32::MAX)
            .min(limits::SCIM_PAGE_MAX);
        let projection = &request.projection;
        let load = resource_types
            .iter()
            .map(|kind| read::load(kind, projection))
            .fold(Load::default(), |all, one| Load {
                members: all.members.max(one.members),
                groups: all.groups || one.groups,
            });
        let base_url = client.base_url.clone();
        let types = client.access.resource_types.clone();
        let query = Query {
            selections: selections(client, &resource_types, request.filter.as_deref())?,
            start_index,
            count,
            load,
            render: Box::new(move |stored| {
                types
                    .named(&stored.resource_type)
                    .and_then(|kind| outcome::render(&base_url, kind, stored).ok())
                    .unwrap_or_default()
            }),
        };
        let result = self.store.resources(client.owner(), query).await?;
        let mut resources = Vec::with_capacity(result.resources.len());
        for stored in &result.resources {
            let kind = client
                .access
                .resource_types
                .named(&stored.resource_type)
                .ok_or_else(|| {
                    Error::Internal(format!("unknown resource type {:?}", stored.resource_type))
                })?;
            let mut representation = outcome::render(&client.base_url, kind, stored)?;
            projection.apply(kind, &mut representation);
            resources.push(Value::Object(representation));
        }
        let page = Page::Index {
            start_index,
            total_results: result.total,
        };
        Ok(ListResponse { resources, page })
    }
}

fn selections(
    client: &Client,
    resource_types: &[Arc<ResourceType>],
    filter: Option<&str>,
) -> Result<Vec<Selection>, Error> {
    let Some(text) = filter else {
        let all = resource_types.iter();
        return Ok(all
            .map(|kind| Selection {
                resource_type: kind.clone(),
                filter: None,
            })
            .collect());
    };
    let filter = Filter::parse(text, limits::FILTER)?;
    // RFC 7644 §3.4.2.1: across types, an attribute that a type does not have is just not there.
    let unknown = if resource_types.len() > 1 {
        Unknown::False
    } else {
        Unknown::Reject
    };
    resource_types
        .iter()
        .map(|kind| {
            let mut coercions = Coercions::new();
            let filter =
                scim::filter::resolve(&filter, kind, unknown, client.profile(), &mut coercions)?;
            Ok(Selection {
                resource_type: kind.clone(),
                filter: Some(filter),
            })
        })
        .collect()
}

//! SCIM queries: GET of a collection and of the root, and POST `/.search` (RFC 7644 §3.4.2, §3.4.3).

use std::sync::Arc;

use scim::ResourceType;
use scim::ScimType;
use scim::compat::Coercions;
use scim::filter::{Filter, Unknown};
use scim::list_response::{ListResponse, Page};
use scim::projection::Projection;
use scim::sort::SortOrder;

use crate::error::Error;
use crate::limits;
use crate::muster::Muster;
use crate::provisioning::{Client, Representation, outcome, read};
use crate::resource::{Load, Query, Selection, Start, StoredResource};

/// What a query asks for.
#[derive(Clone, Debug, Default)]
pub struct ListRequest {
    /// The filter text.
    pub filter: Option<String>,
    /// The attribute to sort by.
    pub sort_by: Option<String>,
    /// `ascending` or `descending`.
    pub sort_order: Option<String>,
    /// The first result wanted, from 1; smaller numbers mean 1 (RFC 7644 §3.4.2.4).
    pub start_index: Option<i64>,
    /// The cursor of the page before; an empty text asks for the first page by cursor (RFC 9865 §2).
    pub cursor: Option<String>,
    /// Most results wanted; negative numbers mean 0 (RFC 7644 §3.4.2.4).
    pub count: Option<i64>,
    /// What to show of each.
    pub projection: Projection,
}

/// A page, and what was tolerated while the query was read.
#[derive(Clone, Debug)]
pub struct List {
    /// The page.
    pub response: ListResponse<Representation>,
    /// What was tolerated.
    pub coercions: Coercions,
}

impl Muster {
    /// Answers a query over one resource type, or over all without one (RFC 7644 §3.4.2.1).
    ///
    /// # Errors
    /// `Scim` for a filter, an order or a cursor that cannot be understood; `Conflict` (`tooMany`)
    /// for what would have to examine too many resources; `PermissionDenied`.
    pub async fn scim_list(
        &self,
        client: &Client,
        resource_type: Option<&Arc<ResourceType>>,
        request: &ListRequest,
    ) -> Result<List, Error> {
        let resource_types = match resource_type {
            Some(one) => {
                client.access.check_read(one)?;
                vec![one.clone()]
            }
            None => client.access.reached_types().cloned().collect(),
        };
        let mut coercions = Coercions::new();
        let projection = &request.projection;
        projection.check_names(client.profile(), &mut coercions)?;
        // RFC 7644 §3.4.2.1: across types, an attribute that a type does not have is just not there,
        // even where the token reaches one type alone.
        let unknown = match resource_type {
            Some(_) => Unknown::Reject,
            None => Unknown::False,
        };
        let (selections, order) =
            selections(client, &resource_types, unknown, request, &mut coercions)?;
        let count = count(client, request);
        let endpoint = resource_type.map_or("/", |one| one.endpoint.as_str());
        let (base_url, types) = (
            client.base_url.clone(),
            client.access.resource_types.clone(),
        );
        let query = Query {
            selections,
            order,
            start: self.start(client, endpoint, request, count)?,
            count,
            load: load(&resource_types, projection),
            render: Box::new(move |stored| {
                types
                    .named(&stored.resource_type)
                    .and_then(|kind| outcome::render(&base_url, kind, stored).ok())
                    .unwrap_or_default()
            }),
        };
        let start = query.start.clone();
        let result = self.store.resources(client.owner(), query).await?;
        let resources = shown(client, projection, result.resources)?;
        let page = match start {
            Start::Index(start_index) => Page::Index {
                start_index,
                total_results: result.total.unwrap_or_default(),
            },
            Start::After(_) => Page::Cursor {
                next: result
                    .next
                    .map(|position| self.seal_cursor(client, endpoint, request, count, position))
                    .transpose()?,
                previous: None,
                total_results: result.total,
            },
        };
        Ok(List {
            response: ListResponse { resources, page },
            coercions,
        })
    }

    /// Where the page begins: by index unless the client asks for a cursor (RFC 9865 §2.4).
    fn start(
        &self,
        client: &Client,
        endpoint: &str,
        request: &ListRequest,
        count: u32,
    ) -> Result<Start, Error> {
        match (request.cursor.as_deref(), request.start_index) {
            (None, index) => Ok(Start::Index(
                u64::try_from(index.unwrap_or(1).max(1)).unwrap_or(1),
            )),
            (Some(_), Some(_)) => Err(scim::Error::bad_request(
                ScimType::InvalidValue,
                "startIndex and cursor exclude each other; send only one of them.",
            )
            .into()),
            (Some(""), None) => Ok(Start::After(None)),
            (Some(cursor), None) => {
                let position = self.open_cursor(client, endpoint, request, count, cursor)?;
                Ok(Start::After(Some(position)))
            }
        }
    }
}

/// Most results wanted, within the limits.
fn count(client: &Client, request: &ListRequest) -> u32 {
    let count = request
        .count
        .unwrap_or(i64::from(client.access.protocol.page_size()))
        .max(0);
    u32::try_from(count)
        .unwrap_or(u32::MAX)
        .min(limits::SCIM_PAGE_MAX)
}

fn load(resource_types: &[Arc<ResourceType>], projection: &Projection) -> Load {
    resource_types
        .iter()
        .map(|kind| read::load(kind, projection))
        .fold(Load::default(), |all, one| Load {
            members: all.members.max(one.members),
            groups: all.groups || one.groups,
        })
}

/// The resources as the client sees them.
fn shown(
    client: &Client,
    projection: &Projection,
    stored: Vec<StoredResource>,
) -> Result<Vec<Representation>, Error> {
    let mut resources = Vec::with_capacity(stored.len());
    for stored in stored {
        let kind = client
            .access
            .resource_types
            .named(&stored.resource_type)
            .ok_or_else(|| {
                Error::Internal(format!("unknown resource type {:?}", stored.resource_type))
            })?;
        resources.push(Representation::new(client, kind, stored, projection)?);
    }
    Ok(resources)
}

/// What is selected of each type, and in which direction it is sorted.
fn selections(
    client: &Client,
    resource_types: &[Arc<ResourceType>],
    unknown: Unknown,
    request: &ListRequest,
    coercions: &mut Coercions,
) -> Result<(Vec<Selection>, Option<SortOrder>), Error> {
    let profile = client.profile();
    let filter = request
        .filter
        .as_deref()
        .map(|text| Filter::parse(text, limits::FILTER))
        .transpose()?;
    let mut order = None;
    let mut selections = Vec::with_capacity(resource_types.len());
    for kind in resource_types {
        let filter = filter
            .as_ref()
            .map(|filter| scim::filter::resolve(filter, kind, unknown, profile, coercions))
            .transpose()?;
        let sort = scim::sort::resolve(
            request.sort_by.as_deref(),
            request.sort_order.as_deref(),
            kind,
            unknown,
            profile,
            coercions,
        )?;
        order = order.or(sort.as_ref().map(|sort| sort.order));
        selections.push(Selection {
            resource_type: kind.clone(),
            filter,
            sort,
        });
    }
    Ok((selections, order))
}

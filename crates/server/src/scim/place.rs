use std::borrow::Cow;
use std::sync::Arc;

use domain::resource_types::ResourceTypes;
use scim::ResourceType;

use super::query::percent_decode;

/// Endpoints below which no resources stand.
const NOT_RESOURCES: [&str; 5] = [
    "ServiceProviderConfig",
    "ResourceTypes",
    "Schemas",
    "Me",
    "Bulk",
];

/// What the path of a SCIM request names.
pub(super) struct Place<'a> {
    /// The SCIM configuration, as written.
    pub(super) configuration: &'a str,
    /// What stands below the base URL.
    segments: [Option<&'a str>; 3],
}

impl<'a> Place<'a> {
    /// Reads a path; `None` for one that names no SCIM configuration. Empty segments count for
    /// nothing: identity providers append `/Users` to a base URL with a slash at its end.
    pub(super) fn parse(path: &'a str) -> Option<Self> {
        let below = path.strip_prefix("/scim/v2/")?;
        let mut segments = below.split('/').filter(|segment| !segment.is_empty());
        let configuration = segments.next()?;
        Some(Self {
            configuration,
            segments: [segments.next(), segments.next(), segments.next()],
        })
    }

    /// The endpoint, which the organization's resource types decide.
    pub(super) fn target(&self, types: &ResourceTypes) -> Target<'a> {
        Target::parse(self.segments, types)
    }

    /// The identifier of the resource, if the path has the form of one.
    pub(super) fn resource(&self) -> Option<Cow<'a, str>> {
        match self.segments {
            [Some(endpoint), Some(id), None] if !NOT_RESOURCES.contains(&endpoint) => {
                percent_decode(id).filter(|id| id != ".search")
            }
            _ => None,
        }
    }

    /// The endpoint for the log, without what the client or the organization chose.
    pub(super) fn route(&self) -> &'static str {
        match self.segments {
            [None, ..] => "/scim/v2/{id}",
            [Some(".search"), None, _] => "/scim/v2/{id}/.search",
            [Some("Users"), None, _] => "/scim/v2/{id}/Users",
            [Some("Groups"), None, _] => "/scim/v2/{id}/Groups",
            [Some("Users"), Some(".search"), None] => "/scim/v2/{id}/Users/.search",
            [Some("Groups"), Some(".search"), None] => "/scim/v2/{id}/Groups/.search",
            [Some("Users"), Some(_), None] => "/scim/v2/{id}/Users/{id}",
            [Some("Groups"), Some(_), None] => "/scim/v2/{id}/Groups/{id}",
            [Some("ServiceProviderConfig"), None, _] => "/scim/v2/{id}/ServiceProviderConfig",
            [Some("ResourceTypes"), ..] => "/scim/v2/{id}/ResourceTypes",
            [Some("Schemas"), ..] => "/scim/v2/{id}/Schemas",
            [Some("Me"), ..] => "/scim/v2/{id}/Me",
            [Some("Bulk"), None, _] => "/scim/v2/{id}/Bulk",
            [Some(_), ..] => "/scim/v2/{id}/…",
        }
    }
}

/// An endpoint below the SCIM base URL (RFC 7644 §3.2).
pub(super) enum Target<'a> {
    /// The base URL itself: a query over all resource types.
    Root,
    /// `/.search`: the same by POST.
    RootSearch,
    /// `/Users`, `/Groups`.
    Collection(Arc<ResourceType>),
    /// `/Users/.search`, `/Groups/.search`.
    Search(Arc<ResourceType>),
    /// `/Users/{id}`, `/Groups/{id}`.
    Resource(Arc<ResourceType>, Cow<'a, str>),
    /// `/ServiceProviderConfig`.
    ServiceProviderConfig,
    /// `/ResourceTypes`, perhaps with a name.
    ResourceTypes(Option<Cow<'a, str>>),
    /// `/Schemas`, perhaps with a URN.
    Schemas(Option<Cow<'a, str>>),
    /// `/Me`, which a token of a configuration does not have.
    Me,
    /// `/Bulk`.
    Bulk,
    /// Anything else.
    Unknown,
}

impl<'a> Target<'a> {
    fn parse(segments: [Option<&'a str>; 3], types: &ResourceTypes) -> Self {
        let (first, second) = match segments {
            [None, ..] => return Self::Root,
            [Some(first), second, None] => (first, second),
            [Some(_), _, Some(_)] => return Self::Unknown,
        };
        let second = match second.map(percent_decode) {
            Some(None) => return Self::Unknown,
            Some(Some(second)) => Some(second),
            None => None,
        };
        match (first, second) {
            (".search", None) => Self::RootSearch,
            ("ServiceProviderConfig", None) => Self::ServiceProviderConfig,
            ("ResourceTypes", name) => Self::ResourceTypes(name),
            ("Schemas", urn) => Self::Schemas(urn),
            ("Me", _) => Self::Me,
            ("Bulk", None) => Self::Bulk,
            (endpoint, second) => match types.at_endpoint(endpoint) {
                Some(kind) => Self::of_type(kind.clone(), second),
                None => Self::Unknown,
            },
        }
    }

    fn of_type(kind: Arc<ResourceType>, second: Option<Cow<'a, str>>) -> Self {
        match second {
            None => Self::Collection(kind),
            Some(search) if search == ".search" => Self::Search(kind),
            Some(id) => Self::Resource(kind, id),
        }
    }

    /// Whether clients can write there; other endpoints than those of resources never mind.
    pub(super) fn is_writable(&self) -> bool {
        match self {
            Self::Collection(kind) | Self::Resource(kind, _) => !kind.read_only,
            _ => true,
        }
    }

    /// The methods of the endpoint, as the `Allow` header lists them (RFC 7644 table 2).
    pub(super) fn allow(&self) -> &'static str {
        match self {
            Self::Root
            | Self::ServiceProviderConfig
            | Self::ResourceTypes(_)
            | Self::Schemas(_) => "GET, HEAD, OPTIONS",
            Self::RootSearch | Self::Search(_) | Self::Bulk => "POST, OPTIONS",
            Self::Collection(kind) | Self::Resource(kind, _) if kind.read_only => {
                "GET, HEAD, OPTIONS"
            }
            Self::Collection(_) => "GET, HEAD, POST, OPTIONS",
            Self::Resource(..) | Self::Me | Self::Unknown => {
                "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"
            }
        }
    }
}

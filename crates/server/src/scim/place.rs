use std::borrow::Cow;

use scim::ResourceType;
use scim::resource_type::{GROUP, USER};

use super::query::percent_decode;

/// What the path of a SCIM request names.
pub(super) struct Place<'a> {
    /// The SCIM configuration, as written.
    pub(super) configuration: &'a str,
    /// The endpoint below the base URL.
    pub(super) target: Target<'a>,
}

/// An endpoint below the SCIM base URL (RFC 7644 §3.2).
pub(super) enum Target<'a> {
    /// The base URL itself: a query over all resource types.
    Root,
    /// `/.search`: the same by POST.
    RootSearch,
    /// `/Users`, `/Groups`.
    Collection(&'static ResourceType),
    /// `/Users/.search`, `/Groups/.search`.
    Search(&'static ResourceType),
    /// `/Users/{id}`, `/Groups/{id}`.
    Resource(&'static ResourceType, Cow<'a, str>),
    /// `/ServiceProviderConfig`.
    ServiceProviderConfig,
    /// `/ResourceTypes`, perhaps with a name.
    ResourceTypes(Option<Cow<'a, str>>),
    /// `/Schemas`, perhaps with a URN.
    Schemas(Option<Cow<'a, str>>),
    /// `/Me`, which a token of a configuration does not have.
    Me,
    /// `/Bulk`, which is not supported.
    Bulk,
    /// Anything else.
    Unknown,
}

impl<'a> Place<'a> {
    /// Reads a path; `None` for one that names no SCIM configuration. Empty segments count for
    /// nothing: identity providers append `/Users` to a base URL with a slash at its end.
    pub(super) fn parse(path: &'a str) -> Option<Self> {
        let below = path.strip_prefix("/scim/v2/")?;
        let mut segments = below.split('/').filter(|segment| !segment.is_empty());
        let configuration = segments.next()?;
        let rest = [segments.next(), segments.next(), segments.next()];
        Some(Self {
            configuration,
            target: Target::parse(rest),
        })
    }
}

impl<'a> Target<'a> {
    fn parse(segments: [Option<&'a str>; 3]) -> Self {
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
            ("Users", second) => Self::of_type(&USER, second),
            ("Groups", second) => Self::of_type(&GROUP, second),
            (".search", None) => Self::RootSearch,
            ("ServiceProviderConfig", None) => Self::ServiceProviderConfig,
            ("ResourceTypes", name) => Self::ResourceTypes(name),
            ("Schemas", urn) => Self::Schemas(urn),
            ("Me", _) => Self::Me,
            ("Bulk", None) => Self::Bulk,
            _ => Self::Unknown,
        }
    }

    fn of_type(kind: &'static ResourceType, second: Option<Cow<'a, str>>) -> Self {
        match second {
            None => Self::Collection(kind),
            Some(search) if search == ".search" => Self::Search(kind),
            Some(id) => Self::Resource(kind, id),
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
            Self::Collection(_) => "GET, HEAD, POST, OPTIONS",
            Self::Resource(..) | Self::Me | Self::Unknown => {
                "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"
            }
        }
    }

    /// The endpoint for the log, without what the client chose.
    pub(super) fn route(&self) -> &'static str {
        match self {
            Self::Root => "/scim/v2/{id}",
            Self::RootSearch => "/scim/v2/{id}/.search",
            Self::Collection(kind) if is_user(kind) => "/scim/v2/{id}/Users",
            Self::Collection(_) => "/scim/v2/{id}/Groups",
            Self::Search(kind) if is_user(kind) => "/scim/v2/{id}/Users/.search",
            Self::Search(_) => "/scim/v2/{id}/Groups/.search",
            Self::Resource(kind, _) if is_user(kind) => "/scim/v2/{id}/Users/{id}",
            Self::Resource(..) => "/scim/v2/{id}/Groups/{id}",
            Self::ServiceProviderConfig => "/scim/v2/{id}/ServiceProviderConfig",
            Self::ResourceTypes(_) => "/scim/v2/{id}/ResourceTypes",
            Self::Schemas(_) => "/scim/v2/{id}/Schemas",
            Self::Me => "/scim/v2/{id}/Me",
            Self::Bulk => "/scim/v2/{id}/Bulk",
            Self::Unknown => "/scim/v2/{id}/…",
        }
    }
}

fn is_user(kind: &ResourceType) -> bool {
    kind.name == USER.name
}

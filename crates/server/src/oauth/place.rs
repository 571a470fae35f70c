/// The metadata of an authorization server (RFC 8414 §3).
pub(super) const AUTHORIZATION_SERVER: &str = "/.well-known/oauth-authorization-server";
/// The metadata of a protected resource (RFC 9728 §3).
pub(super) const PROTECTED_RESOURCE: &str = "/.well-known/oauth-protected-resource";

/// What a path of this edge names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The token endpoint.
    Token,
    /// The metadata of the authorization server.
    AuthorizationServer,
    /// The metadata of the protected resource.
    ProtectedResource,
}

impl Place {
    /// Reads a path: the place, and the SCIM configuration as written. `public_path` is the path of
    /// the public URL, which a proxy may or may not take away.
    pub(super) fn parse<'a>(path: &'a str, public_path: &str) -> Option<(Self, &'a str)> {
        let well_known = [
            (AUTHORIZATION_SERVER, Self::AuthorizationServer),
            (PROTECTED_RESOURCE, Self::ProtectedResource),
        ];
        for (prefix, place) in well_known {
            if let Some(rest) = path.strip_prefix(prefix) {
                let rest = rest.strip_prefix(public_path).unwrap_or(rest);
                let [configuration, None, ..] = below_scim(rest)? else {
                    return None;
                };
                return Some((place, configuration?));
            }
        }
        match below_scim(path)? {
            [Some(configuration), Some("oauth2"), Some("token"), None] => {
                Some((Self::Token, configuration))
            }
            // Where RFC 8414 does not put it, and many clients look for it.
            [
                Some(configuration),
                Some(".well-known"),
                Some("oauth-authorization-server"),
                None,
            ] => Some((Self::AuthorizationServer, configuration)),
            _ => None,
        }
    }

    /// The route for the log.
    pub(super) fn route(self) -> &'static str {
        match self {
            Self::Token => "/scim/v2/{id}/oauth2/token",
            Self::AuthorizationServer => "/.well-known/oauth-authorization-server/scim/v2/{id}",
            Self::ProtectedResource => "/.well-known/oauth-protected-resource/scim/v2/{id}",
        }
    }

    /// The methods, as the `Allow` header lists them.
    pub(super) fn allow(self) -> &'static str {
        match self {
            Self::Token => "POST",
            Self::AuthorizationServer | Self::ProtectedResource => "GET, HEAD",
        }
    }
}

/// The first segments below the SCIM endpoint. Empty ones count for nothing, as there.
fn below_scim(path: &str) -> Option<[Option<&str>; 4]> {
    let below = path.strip_prefix("/scim/v2/")?;
    let mut segments = below.split('/').filter(|segment| !segment.is_empty());
    Some(std::array::from_fn(|_| segments.next()))
}

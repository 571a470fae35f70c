use domain::id::SsoConfigurationId;

/// Where people begin.
pub const LOGIN: &str = "/login";
/// Where identity providers send them back to; the same for every SSO configuration, for the answer
/// is bound to the login that began.
pub const CALLBACK: &str = "/auth/oidc/callback";

/// The path of the page that offers one SSO configuration.
pub fn sso_path(id: SsoConfigurationId) -> String {
    format!("{LOGIN}/sso/{id}")
}

/// What a path of this edge names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The page that asks for the e-mail address.
    Login,
    /// The page that offers one SSO configuration.
    Sso(Option<SsoConfigurationId>),
    /// Where a login begins.
    Start,
    /// Where the identity provider sends the browser back to.
    Callback,
    /// The page that says who is logged in.
    Done,
    /// Where a session ends.
    Logout,
}

impl Place {
    pub(super) fn parse(path: &str) -> Option<Self> {
        match path {
            LOGIN => Some(Self::Login),
            "/login/start" => Some(Self::Start),
            "/login/done" => Some(Self::Done),
            "/login/logout" => Some(Self::Logout),
            CALLBACK => Some(Self::Callback),
            _ => {
                let id = path.strip_prefix("/login/sso/")?;
                Some(Self::Sso(SsoConfigurationId::parse(id)))
            }
        }
    }

    /// The route for the log.
    pub(super) fn route(self) -> &'static str {
        match self {
            Self::Login => LOGIN,
            Self::Sso(_) => "/login/sso/{id}",
            Self::Start => "/login/start",
            Self::Callback => CALLBACK,
            Self::Done => "/login/done",
            Self::Logout => "/login/logout",
        }
    }

    /// The methods, as the `Allow` header lists them.
    pub(super) fn allow(self) -> &'static str {
        match self {
            Self::Login => "GET, HEAD, POST",
            Self::Sso(_) | Self::Callback | Self::Done => "GET, HEAD",
            Self::Start | Self::Logout => "POST",
        }
    }
}

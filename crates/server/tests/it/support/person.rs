//! A person with a browser that keeps cookies.

use std::collections::BTreeMap;

use super::{IdentityProvider, Reply, Request, Server};

/// The browser.
#[derive(Clone)]
pub(crate) struct Person {
    url: String,
    pub(crate) cookies: BTreeMap<String, String>,
}

impl Person {
    /// A browser without cookies.
    pub(crate) fn new(server: &Server) -> Self {
        Self::at(&server.url)
    }

    /// The same for the server at this URL.
    pub(crate) fn at(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            cookies: BTreeMap::new(),
        }
    }

    /// From now on another server of the same site answers.
    pub(crate) fn moves_to(&mut self, url: &str) {
        url.clone_into(&mut self.url);
    }

    pub(crate) fn get(&mut self, path: &str) -> Reply {
        let request = Request::new("GET", format!("{}{path}", self.url));
        self.send(request)
    }

    /// Sends a form with the proof of the page on which it is.
    pub(crate) fn post(&mut self, page: &Reply, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("proof", &proof(page))
            .extend_pairs(fields)
            .finish();
        let request = Request::new("POST", format!("{}{path}", self.url))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body);
        self.send(request)
    }

    fn send(&mut self, request: Request) -> Reply {
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let reply = if pairs.is_empty() {
            request.send()
        } else {
            request.header("Cookie", pairs.join("; ")).send()
        };
        for header in reply.headers.get_all("set-cookie") {
            let text = header.to_str().unwrap();
            assert!(text.starts_with("__Host-"), "{text}");
            for attribute in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
                assert!(text.contains(&format!("; {attribute}")), "{text}");
            }
            let (name, rest) = text.split_once('=').unwrap();
            let (value, attributes) = rest.split_once(';').unwrap();
            if attributes.contains("Max-Age=0;") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        reply
    }

    /// Goes from the login page to the identity provider; answers where that is.
    #[track_caller]
    pub(crate) fn set_out(&mut self, email: &str) -> String {
        let page = self.get("/login");
        assert_eq!(page.status, 200, "{}", page.body);
        let sent = self.post(&page, "/login", &[("email", email)]);
        assert_eq!(sent.status, 303, "{}", sent.body);
        sent.header("location").to_owned()
    }

    /// Comes back from the identity provider.
    pub(crate) fn come_back(&mut self, parameters: &[(String, String)]) -> Reply {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(parameters)
            .finish();
        self.get(&format!("/auth/oidc/callback?{query}"))
    }

    /// The whole way.
    #[track_caller]
    pub(crate) fn log_in(&mut self, provider: &IdentityProvider, email: &str) -> Reply {
        let location = self.set_out(email);
        let parameters = provider.authorize(&location);
        self.come_back(&parameters)
    }

    /// The page that says who is logged in.
    pub(crate) fn whoami(&mut self) -> String {
        self.get("/login/done").body
    }
}

/// The proof in the forms of a page.
fn proof(page: &Reply) -> String {
    let (_, rest) = page
        .body
        .split_once(r#"name="proof" value=""#)
        .unwrap_or((&page.body, "\""));
    rest.split('"').next().unwrap().to_owned()
}

//! The first requests: is there a SCIM service provider, and what does it say of itself?

use serde_json::Value;

use crate::client::{Client, NoAnswer};
use crate::exchange::Exchange;
use crate::request::Request;
use crate::server::Server;
use crate::settings::Settings;

/// Why a run could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Unable {
    /// Something on this machine is wrong.
    #[error("{0}")]
    Client(String),
    /// Nobody answers.
    #[error("{url} cannot be tested: {reason}")]
    Unreachable {
        /// The base URL.
        url: String,
        /// Why, in one sentence.
        reason: String,
    },
    /// The token is refused.
    #[error(
        "the token is refused: GET {target} is answered {status}; give the token of a client that \
         may read and write everything"
    )]
    Unauthorized {
        /// What was asked.
        target: String,
        /// 401 or 403.
        status: u16,
    },
    /// What answers is no SCIM service provider.
    #[error("there is no SCIM service provider at {url}: {reason}")]
    NotScim {
        /// The base URL.
        url: String,
        /// Why, in one sentence.
        reason: String,
    },
}

/// What the first requests found.
pub(super) struct Discovered {
    pub(super) server: Server,
    pub(super) exchanges: Vec<Exchange>,
}

/// Asks the three discovery endpoints, and whether the token may read at all.
pub(super) async fn discover(client: &Client, settings: &Settings) -> Result<Discovered, Unable> {
    let ask = async |target: &str| {
        let answer = client.send(&Request::get(target)).await;
        answer.map_err(|error| unreachable(settings, &error))
    };
    let config = ask("/ServiceProviderConfig").await?;
    if (300..400).contains(&config.status()) {
        let to = config.header("location").unwrap_or("another place");
        return Err(not_scim(
            settings,
            &format!("it redirects to {to}; give the URL that it redirects to"),
        ));
    }
    let types = ask("/ResourceTypes").await?;
    let schemas = ask("/Schemas").await?;
    let server = Server::new(&settings.url, body(&config), body(&types), body(&schemas));
    let first = server
        .types
        .first()
        .map_or("/Users", |kind| kind.endpoint.as_str());
    let list = ask(&format!("{first}?count=1")).await?;
    if matches!(list.status(), 401 | 403) {
        return Err(Unable::Unauthorized {
            status: list.status(),
            target: list.sent.target,
        });
    }
    if body(&config).is_none() && body(&types).is_none() && body(&list).is_none() {
        return Err(not_scim(
            settings,
            &format!(
                "GET {} is answered {}, GET {} is answered {}",
                config.sent.target,
                config.status(),
                list.sent.target,
                list.status()
            ),
        ));
    }
    Ok(Discovered {
        server,
        exchanges: vec![config, types, schemas, list],
    })
}

fn unreachable(settings: &Settings, error: &NoAnswer) -> Unable {
    Unable::Unreachable {
        url: settings.url.clone(),
        reason: error.sentence.clone(),
    }
}

fn not_scim(settings: &Settings, reason: &str) -> Unable {
    Unable::NotScim {
        url: settings.url.clone(),
        reason: reason.to_owned(),
    }
}

/// The body of a good answer, if it is what JSON calls an object or a list.
fn body(exchange: &Exchange) -> Option<&Value> {
    let usable = exchange.json().is_object() || exchange.json().is_array();
    (exchange.status() == 200 && usable).then_some(exchange.json())
}

//! Deleting what the run created.

use futures::future::join_all;

use crate::exchange::Exchange;
use crate::json;
use crate::report::Leftover;
use crate::request::{Request, encode};
use crate::server::{Feature, ResourceType};
use crate::session::Session;

/// Deletions under way at once.
const TOGETHER: usize = 8;
/// Pages that the last look for forgotten resources reads per type.
const PAGES: usize = 20;

/// Deletes what a check has left, but for the users that all checks share.
pub(super) async fn after_check(session: &Session) {
    let shared = session.people.get().and_then(|made| made.as_ref().ok());
    let paths: Vec<String> = session
        .created
        .left()
        .into_iter()
        .filter(|path| {
            let mut people = shared.into_iter().flatten();
            !people.any(|person| &person.path == path)
        })
        .collect();
    delete(session, &paths).await;
}

/// Deletes everything that is left, and says what could not be.
pub(super) async fn everything(session: &Session) -> Vec<Leftover> {
    // Twice: a service provider may refuse to delete what something else still points at.
    delete(session, &session.created.left()).await;
    let mut leftovers = delete(session, &session.created.left()).await;
    for kind in &session.server.types {
        leftovers.extend(sweep(session, kind).await);
    }
    leftovers.extend(session.created.unknown().into_iter().map(|path| Leftover {
        path,
        reason: format!(
            "a POST was answered 201 without an id; if it is still there, its name begins with {}",
            session.prefix
        ),
    }));
    leftovers
}

async fn delete(session: &Session, paths: &[String]) -> Vec<Leftover> {
    let mut leftovers = Vec::new();
    for paths in paths.chunks(TOGETHER) {
        let tries = join_all(paths.iter().map(|path| delete_one(session, path))).await;
        leftovers.extend(tries.into_iter().flatten());
    }
    leftovers
}

async fn delete_one(session: &Session, path: &str) -> Option<Leftover> {
    let left = |reason: String| {
        Some(Leftover {
            path: path.to_owned(),
            reason,
        })
    };
    match session.send(&Request::new("DELETE", path)).await {
        Ok(exchange) if exchange.is_success() || matches!(exchange.status(), 404 | 410) => {
            session.created.remove(path);
            None
        }
        Ok(exchange) => left(format!("DELETE is answered {}", exchange.status())),
        Err(error) => left(error.sentence),
    }
}

/// Looks for resources with the run's prefix that it does not know of: a POST may have been carried
/// out though its answer never came.
async fn sweep(session: &Session, kind: &ResourceType) -> Vec<Leftover> {
    let Some(name) = kind.naming_field().map(|field| field.attribute.name) else {
        return Vec::new();
    };
    if session.server.config.lacks(Feature::Filter).is_some() || session.is_gone() {
        return Vec::new();
    }
    let query =
        Request::get(&kind.endpoint).query("filter", &format!("{name} sw \"{}\"", session.prefix));
    let mut leftovers = Vec::new();
    for _ in 0..PAGES {
        let Ok(exchange) = session.send(&query).await else {
            break;
        };
        let paths = ours(session, kind, &name, &exchange);
        let before = leftovers.len();
        leftovers.extend(delete(session, &paths).await);
        if paths.is_empty() || leftovers.len() > before {
            break;
        }
    }
    leftovers
}

/// The listed resources that carry the prefix: a service provider that ignores the filter lists
/// everybody's.
fn ours(session: &Session, kind: &ResourceType, name: &str, exchange: &Exchange) -> Vec<String> {
    let listed = json::list(exchange.json(), &["Resources"]);
    let ours = listed.iter().filter(|resource| {
        json::text(resource, &[name]).is_some_and(|text| {
            let head = text.get(..session.prefix.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(&session.prefix))
        })
    });
    ours.filter_map(|resource| json::text(resource, &["id"]))
        .map(|id| format!("{}/{}", kind.endpoint, encode(id)))
        .collect()
}

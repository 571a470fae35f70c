//! HTTP as the server speaks it: the same libraries with the same settings.

use std::io::Error;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::limits;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::store::{Problem, Store};

/// Serves until it is killed.
pub(crate) async fn serve(store: Store) -> Result<(), Error> {
    let router = Router::new()
        .route("/scim/v2/{configuration}/Users", post(create))
        .route(
            "/scim/v2/{configuration}/Users/{user_name}",
            get(read).put(replace),
        )
        .with_state(Arc::new(store));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    let mut http = Builder::new(TokioExecutor::new());
    http.http1()
        .header_read_timeout(None)
        .max_headers(limits::HEADERS)
        .max_buf_size(limits::HEADER_BYTES);
    let http = Arc::new(http);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let service = TowerToHyperService::new(router.clone());
        let http = http.clone();
        tokio::spawn(async move {
            // What goes wrong here is the client's doing, and the client sees it.
            let _ = http.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn create(State(store): State<Arc<Store>>, body: Bytes) -> Result<Response, Problem> {
    let (mut user, user_name) = parse(&body)?;
    let id = uuid::Uuid::now_v7().to_string();
    if let Value::Object(members) = &mut user {
        members.insert("id".to_owned(), Value::String(id));
    }
    let document: Arc<str> = user.to_string().into();
    store.insert(user_name, document.clone()).await?;
    Ok(json(StatusCode::CREATED, document.to_string()))
}

async fn replace(
    State(store): State<Arc<Store>>,
    Path((_, user_name)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Problem> {
    let (user, _) = parse(&body)?;
    let document: Arc<str> = user.to_string().into();
    store.update(user_name, document.clone()).await?;
    Ok(json(StatusCode::OK, document.to_string()))
}

async fn read(
    State(store): State<Arc<Store>>,
    Path((_, user_name)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let document = store.read(&user_name).await?;
    Ok(json(StatusCode::OK, document))
}

fn parse(body: &[u8]) -> Result<(Value, String), Problem> {
    let user: Value = serde_json::from_slice(body).map_err(|_| Problem::Malformed)?;
    let user_name = user.get("userName").and_then(Value::as_str);
    let user_name = user_name.ok_or(Problem::Malformed)?.to_owned();
    Ok((user, user_name))
}

fn json(status: StatusCode, document: String) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/scim+json")];
    (status, headers, document).into_response()
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::Taken => StatusCode::CONFLICT,
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, self.to_string()).into_response()
    }
}

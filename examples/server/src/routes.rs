//! The service over HTTP.

use axum::{
    Json, Router,
    body::Body,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use bytes::Bytes;
use futures_util::stream;
use serde::Deserialize;
use telemetry_core::{InstrumentStream as _, callsite, instrumented};
use tokio::task::{JoinError, spawn_blocking};

use crate::{
    error::{ApiError, StoreError},
    hits::Hits,
    link::{self, Code, Link},
    store::Store,
};

/// What every request works with.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    pub(crate) store: Store,
    pub(crate) hits: Hits,
}

#[derive(Debug, Deserialize)]
struct Wish {
    url: String,
}

/// The routes of the service.
pub(crate) fn routes(service: Service) -> Router {
    Router::new()
        .route("/links", post(create).get(list))
        .route("/links/{code}", get(show).delete(remove))
        .route("/{code}", get(follow))
        .with_state(service)
}

/// Leads to where a short link points.
// Reading is a few microseconds in memory: no reason to leave the thread.
#[instrumented]
async fn follow(
    State(service): State<Service>,
    Path(code): Path<String>,
) -> Result<Redirect, ApiError> {
    let link = find(&service, &code)?;
    service.hits.count(link.code);
    Ok(Redirect::temporary(&link.url))
}

/// Shows where a short link points and how often it was followed.
#[instrumented]
async fn show(
    State(service): State<Service>,
    Path(code): Path<String>,
) -> Result<Json<Link>, ApiError> {
    find(&service, &code).map(Json)
}

/// Makes a short link.
#[instrumented]
async fn create(
    State(service): State<Service>,
    Json(wish): Json<Wish>,
) -> Result<(StatusCode, Json<Link>), ApiError> {
    let url = link::target(&wish.url).ok_or(ApiError::BadAddress)?;
    let link = blocking(move || service.store.create(&url)).await?;
    Ok((StatusCode::CREATED, Json(link)))
}

/// Removes a short link.
#[instrumented]
async fn remove(
    State(service): State<Service>,
    Path(code): Path<String>,
) -> Result<StatusCode, ApiError> {
    let code: Code = code.parse().map_err(|_| ApiError::NotFound)?;
    let was_there = blocking(move || service.store.remove(code)).await?;
    if was_there { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::NotFound) }
}

/// Lists every link, a page at a time, as it is taken: memory holds one page.
#[instrumented]
async fn list(State(service): State<Service>) -> Response {
    let pages = stream::try_unfold(Some(Code(0)), move |from| {
        let store = service.store.clone();
        async move {
            let Some(from) = from else { return Ok(None) };
            let page = blocking(move || store.page(from)).await?;
            let next = page.last().and_then(|last| last.code.0.checked_add(1)).map(Code);
            Ok::<_, StoreError>(next.is_some().then(|| (lines(&page), next)))
        }
    });
    let body = Body::from_stream(pages.instrumented(callsite!("links.pages")));
    let kind = HeaderValue::from_static("application/x-ndjson");
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

fn lines(page: &[Link]) -> Bytes {
    let mut lines = Vec::new();
    for link in page {
        serde_json::to_writer(&mut lines, link).expect("memory takes every byte");
        lines.push(b'\n');
    }
    lines.into()
}

fn find(service: &Service, code: &str) -> Result<Link, ApiError> {
    let code = code.parse().map_err(|_| ApiError::NotFound)?;
    service.store.find(code)?.ok_or(ApiError::NotFound)
}

/// What `work` gives, done where waiting for the disk holds up nobody.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let panicked = |error: JoinError| std::panic::resume_unwind(error.into_panic());
    spawn_blocking(work).await.unwrap_or_else(panicked)
}

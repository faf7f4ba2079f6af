//! The endpoints as routes of axum.

use ::http::{Request, Response};
use axum::{Router, body::Body, routing::any};
use tokio::task::spawn_blocking;

use crate::http::endpoints::{Endpoints, PATHS};

impl Endpoints {
    /// A route for each endpoint. A request is answered on a thread for blocking
    /// work, since the host's sections may take their time.
    pub(crate) fn router<S: Clone + Send + Sync + 'static>(self) -> Router<S> {
        PATHS.into_iter().fold(Router::new(), |router, path| {
            let endpoints = self.clone();
            router.route(path, any(move |request: Request<Body>| answer(endpoints, request)))
        })
    }
}

async fn answer(endpoints: Endpoints, request: Request<Body>) -> Response<Body> {
    let (head, _) = request.into_parts();
    let request = Request::from_parts(head, ());
    let answered = spawn_blocking(move || endpoints.respond(&request)).await;
    // A panic of the host's authorization goes on where the host expects it.
    answered.unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic())).map(Body::from)
}

//! The endpoints as routes of axum, beside the host's own and below a path.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
    routing::get,
};
use telemetry_core::{Telemetry, consent::Environment};
use tower::ServiceExt;

fn telemetry() -> Telemetry {
    let builder = Telemetry::builder("mydb", "1.2.3").environment(Environment::empty());
    builder.start().expect("telemetry starts")
}

/// Status and body of `GET path`.
async fn ask(app: &Router, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    let answer = app.clone().oneshot(request).await.expect("a router does not fail");
    let status = answer.status();
    let body = to_bytes(answer.into_body(), usize::MAX).await.expect("a body");
    (status, String::from_utf8(body.into()).expect("text"))
}

fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(test);
}

#[test]
fn the_routes_stand_beside_the_hosts_own() {
    run(async {
        let telemetry = telemetry();
        let app = Router::new().route("/", get(async || "host")).merge(telemetry.router());
        assert_eq!(ask(&app, "/").await, (StatusCode::OK, "host".to_owned()));
        let (status, body) = ask(&app, "/telemetry?details_level=2").await;
        assert_eq!(status, StatusCode::OK);
        assert!(body.contains("\"name\":\"mydb\""), "{body}");
        assert!(ask(&app, "/metrics").await.1.contains("telemetry_mode{mode=\"local\"} 1"));
        assert_eq!(ask(&app, "/telemetry?anonymize=x").await.0, StatusCode::BAD_REQUEST);
        assert_eq!(ask(&app, "/nothing").await.0, StatusCode::NOT_FOUND);
    });
}

#[test]
fn the_routes_can_be_nested() {
    run(async {
        let telemetry = telemetry();
        let app: Router = Router::new().nest("/admin", telemetry.router());
        assert_eq!(ask(&app, "/admin/telemetry/status").await.0, StatusCode::OK);
        assert_eq!(ask(&app, "/telemetry/status").await.0, StatusCode::NOT_FOUND);
    });
}

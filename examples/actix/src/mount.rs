//! `Telemetry::respond` as routes of actix-web, to be copied.
//!
//! actix-web has the types of an earlier version of the `http` crate, so method,
//! target, headers and status are carried over by their text.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, ServiceConfig},
};
use telemetry_core::Telemetry;

/// The routes of all endpoints.
pub(crate) fn telemetry(telemetry: &Arc<Telemetry>) -> impl FnOnce(&mut ServiceConfig) + use<> {
    let telemetry = Arc::clone(telemetry);
    move |app| {
        for path in ["/metrics", "/telemetry", "/telemetry/{endpoint}"] {
            let telemetry = Arc::clone(&telemetry);
            let answer = move |request: HttpRequest| answer(request, Arc::clone(&telemetry));
            app.route(path, web::route().to(answer));
        }
    }
}

async fn answer(request: HttpRequest, telemetry: Arc<Telemetry>) -> HttpResponse {
    let Ok(asked) = translated(&request) else { return HttpResponse::BadRequest().finish() };
    // The host's sections may take their time: not on a thread that serves others.
    let Ok(answer) = web::block(move || telemetry.respond(&asked)).await else {
        return HttpResponse::InternalServerError().finish();
    };
    let status = StatusCode::from_u16(answer.status().as_u16()).expect("a status is a status");
    let mut response = HttpResponse::build(status);
    for (name, value) in answer.headers() {
        response.append_header((name.as_str(), value.as_bytes()));
    }
    response.body(answer.into_body())
}

fn translated(request: &HttpRequest) -> Result<http::Request<()>, http::Error> {
    let mut asked =
        http::Request::builder().method(request.method().as_str()).uri(request.uri().to_string());
    for (name, value) in request.headers() {
        asked = asked.header(name.as_str(), value.as_bytes());
    }
    asked.body(())
}

#[cfg(test)]
mod tests {
    use actix_web::{
        App,
        body::to_bytes,
        dev::ServiceResponse,
        http::{Method, header},
        test::{TestRequest, call_service, init_service},
    };
    use telemetry_core::consent::Environment;

    use super::*;

    async fn ask(request: TestRequest) -> ServiceResponse {
        let started = Telemetry::builder("mydb", "1.2.3")
            .environment(Environment::empty())
            .authorize(|request| request.headers().get("api-key").is_some_and(|key| key == "k"))
            .start()
            .expect("telemetry starts");
        let app = init_service(App::new().configure(telemetry(&Arc::new(started)))).await;
        call_service(&app, request.to_request()).await
    }

    async fn get(path: &str) -> ServiceResponse {
        ask(TestRequest::get().uri(path).insert_header(("api-key", "k"))).await
    }

    fn headed(answer: &ServiceResponse, name: header::HeaderName) -> &str {
        let value = answer.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }

    async fn text(answer: ServiceResponse) -> String {
        let body = to_bytes(answer.into_body()).await.expect("a body");
        String::from_utf8(body.to_vec()).expect("UTF-8")
    }

    #[actix_web::test]
    async fn every_endpoint_answers_with_its_own_headers() {
        for path in ["/metrics", "/telemetry", "/telemetry/status", "/telemetry/ui"] {
            let answer = get(path).await;
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
            assert_eq!(headed(&answer, header::CACHE_CONTROL), "no-store", "{path}");
            assert!(answer.headers().contains_key(header::CONTENT_SECURITY_POLICY), "{path}");
        }
        let report = text(get("/telemetry?details_level=2&anonymize=true").await).await;
        assert!(report.contains(r#""name":"mydb""#), "{report}");
    }

    #[actix_web::test]
    async fn accept_headers_and_parameters_reach_the_endpoint() {
        let accept = (header::ACCEPT, "application/openmetrics-text;version=1.0.0");
        let request = TestRequest::get().uri("/metrics").insert_header(("api-key", "k"));
        let answer = ask(request.insert_header(accept)).await;
        assert_eq!(
            headed(&answer, header::CONTENT_TYPE),
            "application/openmetrics-text; version=1.0.0; charset=utf-8"
        );
        let answer = get("/telemetry?details_level=11").await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        assert!(text(answer).await.contains("details_level"));
    }

    #[actix_web::test]
    async fn refusals_are_those_of_the_endpoints() {
        assert_eq!(ask(TestRequest::get().uri("/metrics")).await.status(), StatusCode::FORBIDDEN);
        let post = TestRequest::with_uri("/metrics").method(Method::POST);
        let answer = ask(post.insert_header(("api-key", "k"))).await;
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(headed(&answer, header::ALLOW), "GET, HEAD");
        assert_eq!(get("/telemetry/nothing").await.status(), StatusCode::NOT_FOUND);
    }
}

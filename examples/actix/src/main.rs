//! The endpoints of telemetry mounted in actix-web.
//!
//! ```text
//! cargo run -p actix-example        # and then look at http://127.0.0.1:8081/telemetry/ui
//! ```

mod mount;

use std::{io, sync::Arc};

use actix_web::{App, HttpServer, Responder, get, web};
use telemetry_core::{Telemetry, instrumented};

const ADDRESS: &str = "127.0.0.1:8081";

/// Greets whoever comes.
#[get("/hello/{name}")]
async fn hello(name: web::Path<String>) -> impl Responder {
    greeting(&name).await
}

#[expect(clippy::unused_async, reason = "an application's own would wait for something")]
#[instrumented]
async fn greeting(name: &str) -> String {
    format!("Hello {name}!\n")
}

#[actix_web::main]
async fn main() -> io::Result<()> {
    let telemetry = Telemetry::builder("actix-example", env!("CARGO_PKG_VERSION")).start();
    let telemetry = Arc::new(telemetry.map_err(io::Error::other)?);
    let app = move || App::new().service(hello).configure(mount::telemetry(&telemetry));
    HttpServer::new(app).bind(ADDRESS)?.run().await
}

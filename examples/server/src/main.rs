//! A link shortener: a small web service with every part of telemetry mounted.
//!
//! ```text
//! cargo run --release -p link-server                          # serve on 127.0.0.1:8080
//! curl -d '{"url":"https://example.org/a"}' -H 'content-type: application/json' \
//!     127.0.0.1:8080/links                                    # {"code":"1", …}
//! curl -i 127.0.0.1:8080/1                                    # 307 to it
//! curl 127.0.0.1:8080/metrics                                 # what was recorded of that
//! cargo run --release -p link-server -- telemetry preview     # what would leave
//! ```
//!
//! - `link` and `store` are the service: links in an embedded database;
//! - `hits` counts followed links in memory and writes them down now and then;
//! - `routes` is HTTP, `reporting` and `access` are telemetry's part in it;
//! - `app` puts it together: start there.

mod access;
mod app;
mod cli;
mod error;
mod hits;
mod link;
mod logging;
mod reporting;
mod routes;
mod store;

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use clap::Parser as _;

fn main() -> ExitCode {
    match app::run(&cli::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // With standard error closed there is nobody left to tell.
            let _ = writeln!(io::stderr(), "link-server: {failure}");
            ExitCode::FAILURE
        }
    }
}

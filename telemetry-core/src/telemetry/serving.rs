//! The part of the handle and of its builder that is about the endpoints.

use std::{
    net::{SocketAddr, TcpListener, ToSocketAddrs},
    sync::Arc,
};

use ::http::{Request, Response};
use parking_lot::Mutex;

use crate::{
    error::{Error, ErrorKind},
    http::{Endpoints, Gate, Server},
    report::Instance,
    telemetry::{builder::TelemetryBuilder, handle::Telemetry, work::Work},
};

/// The endpoints and the servers that show them.
#[derive(Debug)]
pub(super) struct Serving {
    endpoints: Endpoints,
    servers: Mutex<Vec<Server>>,
}

impl Serving {
    pub(super) fn of(instance: &Arc<Instance>, work: &Work) -> Self {
        let endpoints = Endpoints::new(
            Arc::clone(instance),
            work.gate.clone(),
            #[cfg(feature = "upload")]
            work.sending.view(),
        );
        Self { endpoints, servers: Mutex::new(Vec::new()) }
    }
}

impl TelemetryBuilder {
    /// Asks `allows` for each request to an endpoint; what it refuses is answered
    /// with 403. Default: whoever reaches the endpoints may look.
    ///
    /// ```
    /// # use telemetry_core::{Telemetry, consent::Environment};
    /// # use http::{Request, StatusCode};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let telemetry = Telemetry::builder("mydb", "1.0")
    ///     .environment(Environment::empty())
    ///     .authorize(|request| request.headers().get("api-key").is_some_and(|key| key == "s3cr3t"))
    ///     .start()?;
    /// let stranger = Request::get("/metrics").body(())?;
    /// assert_eq!(telemetry.respond(&stranger).status(), StatusCode::FORBIDDEN);
    /// let operator = Request::get("/metrics").header("api-key", "s3cr3t").body(())?;
    /// assert_eq!(telemetry.respond(&operator).status(), StatusCode::OK);
    /// # Ok(())
    /// # }
    /// ```
    pub fn authorize<F>(mut self, allows: F) -> Self
    where
        F: Fn(&Request<()>) -> bool + Send + Sync + 'static,
    {
        self.plan.gate = Gate::guarded_by(allows);
        self
    }
}

impl Telemetry {
    /// Answers a request to one of the [endpoints](crate::http): for any
    /// server that has the types of the `http` crate. It may block for as long as
    /// the application's sections take.
    ///
    /// The workspace's `examples/actix` mounts it in actix-web, whose types are of
    /// another version of that crate, and `examples/server` in axum.
    pub fn respond(&self, request: &Request<()>) -> Response<Vec<u8>> {
        self.serving.endpoints.respond(request)
    }

    /// The [endpoints](crate::http) as routes of axum, to be merged into the
    /// application's own or nested below a path.
    ///
    /// ```
    /// # use telemetry_core::{Telemetry, consent::Environment};
    /// # fn main() -> Result<(), telemetry_core::Error> {
    /// # let telemetry =
    /// #     Telemetry::builder("mydb", "1.0").environment(Environment::empty()).start()?;
    /// let app: axum::Router = axum::Router::new().merge(telemetry.router());
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "axum")]
    pub fn router<S: Clone + Send + Sync + 'static>(&self) -> axum::Router<S> {
        self.serving.endpoints.clone().router()
    }

    /// Serves the [endpoints](crate::http) on a loopback address and on a thread
    /// of its own, as long as this handle lives. Gives the address that was bound.
    /// Nothing of the application's runtime is used, if it has one.
    ///
    /// ```
    /// # use telemetry_core::{Telemetry, consent::Environment};
    /// # fn main() -> Result<(), telemetry_core::Error> {
    /// # let telemetry =
    /// #     Telemetry::builder("mydb", "1.0").environment(Environment::empty()).start()?;
    /// let address = telemetry.serve("127.0.0.1:0")?;
    /// println!("http://{address}/telemetry/ui");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidSetting`] for an address that is not loopback;
    /// [`ErrorKind::Io`] if it cannot be bound.
    pub fn serve(&self, address: impl ToSocketAddrs) -> Result<SocketAddr, Error> {
        let addresses = resolve(address)?;
        match addresses.iter().find(|address| !address.ip().is_loopback()) {
            None => self.serve_on(&addresses),
            Some(address) => {
                let place = format!("{address} is not loopback; `serve_to_network` serves there");
                Err(Error::new(ErrorKind::InvalidSetting, place))
            }
        }
    }

    /// As [`Telemetry::serve`], on any address: whoever can reach it sees what
    /// [`TelemetryBuilder::authorize`] does not refuse, raw reports included.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] if the address cannot be bound.
    pub fn serve_to_network(&self, address: impl ToSocketAddrs) -> Result<SocketAddr, Error> {
        self.serve_on(&resolve(address)?)
    }

    fn serve_on(&self, addresses: &[SocketAddr]) -> Result<SocketAddr, Error> {
        let failed = |cause| Error::new(ErrorKind::Io, "serving telemetry").because(cause);
        let listener = TcpListener::bind(addresses).map_err(failed)?;
        let endpoints = self.serving.endpoints.clone();
        let respond = Arc::new(move |request: &Request<()>| endpoints.respond(request));
        let server = Server::start(listener, respond).map_err(failed)?;
        let address = server.address();
        self.serving.servers.lock().push(server);
        Ok(address)
    }
}

fn resolve(address: impl ToSocketAddrs) -> Result<Vec<SocketAddr>, Error> {
    let failed = |cause| Error::new(ErrorKind::Io, "address to serve on").because(cause);
    Ok(address.to_socket_addrs().map_err(failed)?.collect())
}

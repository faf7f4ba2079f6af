//! The other end of the wire, for tests: it stores what it is sent as
//! `docs/wire-format.md` says, each id once, and misbehaves on demand.
//!
//! It has a thread per connection, closes each after one request, and is gone
//! when dropped.

mod behaviour;
mod request;
mod serve;
mod store;
mod tls;

use std::{
    net::{SocketAddr, TcpListener},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

pub use behaviour::Behaviour;
pub use request::Request;
pub use store::{Document, Store};
pub use tls::Certificate;

use crate::serve::Server;

/// A running collector on a loopback port of its own.
#[derive(Debug)]
pub struct Collector {
    address: SocketAddr,
    scheme: &'static str,
    server: Arc<Server>,
    is_over: Arc<AtomicBool>,
}

impl Collector {
    /// Starts one that does as it should.
    pub fn start() -> Self {
        Self::behaving(Behaviour::Store)
    }

    /// Starts one with `behaviour`.
    pub fn behaving(behaviour: Behaviour) -> Self {
        Self::serve("http", Server::new(behaviour, None))
    }

    /// Starts one that speaks TLS with `certificate`.
    pub fn with_certificate(certificate: &Certificate) -> Self {
        Self::serve("https", Server::new(Behaviour::Store, Some(certificate.server())))
    }

    fn serve(scheme: &'static str, server: Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port is free");
        let address = listener.local_addr().expect("it is bound");
        let (server, is_over) = (Arc::new(server), Arc::new(AtomicBool::new(false)));
        let (accepting, over) = (Arc::clone(&server), Arc::clone(&is_over));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if over.load(Ordering::Acquire) {
                    break;
                }
                let server = Arc::clone(&accepting);
                thread::spawn(move || server.serve(stream));
            }
        });
        Self { address, scheme, server, is_over }
    }

    /// The endpoint to give to telemetry.
    pub fn url(&self) -> String {
        format!("{}://localhost:{}", self.scheme, self.address.port())
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Behaves like this from the next connection on.
    pub fn behave(&self, behaviour: Behaviour) {
        self.server.behave(behaviour);
    }

    /// What is stored: each id once.
    pub fn store(&self) -> Store {
        self.server.store()
    }

    /// Connections that were opened so far.
    pub fn connections(&self) -> usize {
        self.server.connections()
    }

    /// Every request that was read to its end, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.server.requests()
    }

    /// Lets go of every request, and of what the documents say: their ids and how
    /// often they came stay. For long runs that watch their memory.
    pub fn shed(&self) {
        self.server.shed();
    }

    /// Waits until `is_so`, and fails the test after two minutes.
    ///
    /// # Panics
    ///
    /// If it does not come.
    #[track_caller]
    #[expect(clippy::disallowed_methods, reason = "a test's patience")]
    pub fn until(&self, what: &str, is_so: impl Fn(&Store) -> bool) -> Store {
        let start = Instant::now();
        loop {
            let store = self.store();
            if is_so(&store) {
                return store;
            }
            assert!(start.elapsed() < Duration::from_mins(2), "not so: {what}: {store:#?}");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        // Wakes the accepting thread; if that fails it is gone already.
        _ = std::net::TcpStream::connect(self.address);
    }
}

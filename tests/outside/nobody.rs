//! An address that refuses connections.

use std::net::{SocketAddr, TcpListener, TcpStream};

/// A loopback address that nobody listens on as long as this lives: one end of a
/// connection has it, so the system gives it to no other listener meanwhile, as it may
/// give one that was only free a moment ago.
pub(crate) struct Nobody {
    address: SocketAddr,
    _ends: [TcpStream; 2],
}

impl Nobody {
    pub(crate) fn there() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
        let address = listener.local_addr().expect("a bound socket has an address");
        let near = TcpStream::connect(address).expect("it listens");
        let (far, _) = listener.accept().expect("somebody has connected");
        Self { address, _ends: [near, far] }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

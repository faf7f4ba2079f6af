//! The simplest request.

use std::{io, net::SocketAddr};

use crate::http::{Answer, send};

/// `GET path`.
pub(crate) fn get(address: SocketAddr, path: &str) -> io::Result<Answer> {
    send(address, format!("GET {path} HTTP/1.0\r\nhost: {address}\r\n\r\n").as_bytes())
}

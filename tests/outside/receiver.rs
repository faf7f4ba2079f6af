//! A receiver of OTLP requests: keeps their bodies, answers as told.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// Bodies that arrived, oldest first.
#[derive(Clone, Default)]
pub(crate) struct Bodies(Arc<Mutex<Vec<Vec<u8>>>>);

impl Bodies {
    pub(crate) fn all(&self) -> Vec<Vec<u8>> {
        self.0.lock().expect("nobody panics with it").clone()
    }
}

/// Listens on `address` until the process ends. Each request is answered with
/// the next of `statuses`, then with 200.
pub(crate) fn listen(address: SocketAddr, statuses: &'static [u16]) -> (SocketAddr, Bodies) {
    let listener = TcpListener::bind(address).expect("the address is free");
    let address = listener.local_addr().expect("a bound socket has an address");
    let (bodies, mut statuses) = (Bodies::default(), statuses.iter());
    let kept = bodies.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let status = statuses.next().copied().unwrap_or(200);
            // A sender that went away is not this receiver's fault.
            let Ok(body) = answer(stream, status) else { continue };
            if status == 200 {
                kept.0.lock().expect("nobody panics with it").push(body);
            }
        }
    });
    (address, bodies)
}

fn answer(mut stream: TcpStream, status: u16) -> io::Result<Vec<u8>> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let head = format!("HTTP/1.1 {status} Whatever\r\ncontent-length: 0\r\nconnection: close\r\n");
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    Ok(body)
}

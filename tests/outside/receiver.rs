//! A receiver of OTLP requests: keeps them, answers as told.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// A request line with its headers, and the body.
type Arrived = (String, Vec<u8>);

/// What arrived, oldest first.
#[derive(Clone, Default)]
pub(crate) struct Bodies(Arc<Mutex<Vec<Arrived>>>);

impl Bodies {
    pub(crate) fn all(&self) -> Vec<Vec<u8>> {
        let arrived = self.0.lock().expect("nobody panics with it");
        arrived.iter().map(|(_, body)| body.clone()).collect()
    }

    /// What stood before each body.
    pub(crate) fn heads(&self) -> Vec<String> {
        let arrived = self.0.lock().expect("nobody panics with it");
        arrived.iter().map(|(head, _)| head.clone()).collect()
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
            let _: io::Result<()> = receive(stream, status, &kept);
        }
    });
    (address, bodies)
}

fn receive(mut stream: TcpStream, status: u16, kept: &Bodies) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    // Before the answer: who has one may look for what was kept.
    if status == 200 {
        kept.0.lock().expect("nobody panics with it").push((head, body));
    }
    let said = format!("HTTP/1.1 {status} Whatever\r\ncontent-length: 0\r\nconnection: close\r\n");
    stream.write_all(format!("{said}\r\n").as_bytes())
}

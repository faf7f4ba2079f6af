//! One connection.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpStream},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use flate2::{Compression, write::GzEncoder};
use parking_lot::Mutex;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::{behaviour::Behaviour, request::Request, store::Store};

/// No connection of a test lives longer.
const LIFETIME: Duration = Duration::from_mins(1);

const SECOND: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(crate) struct Server {
    behaviour: Mutex<Behaviour>,
    store: Mutex<Store>,
    requests: Mutex<Vec<Request>>,
    connections: AtomicUsize,
    tls: Option<Arc<ServerConfig>>,
}

impl Server {
    pub(crate) fn new(behaviour: Behaviour, tls: Option<Arc<ServerConfig>>) -> Self {
        Self {
            behaviour: Mutex::new(behaviour),
            store: Mutex::default(),
            requests: Mutex::default(),
            connections: AtomicUsize::new(0),
            tls,
        }
    }

    pub(crate) fn behave(&self, behaviour: Behaviour) {
        *self.behaviour.lock() = behaviour;
    }

    pub(crate) fn store(&self) -> Store {
        self.store.lock().clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::Acquire)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().clone()
    }

    pub(crate) fn shed(&self) {
        self.store.lock().shed();
        self.requests.lock().clear();
    }

    pub(crate) fn serve(&self, stream: TcpStream) {
        // Before it is counted: who has seen a connection may change what the next one gets.
        let behaviour = self.behaviour.lock().clone();
        self.connections.fetch_add(1, Ordering::AcqRel);
        // A client that goes away is what many tests are about.
        _ = stream.set_read_timeout(Some(LIFETIME));
        _ = stream.set_write_timeout(Some(LIFETIME));
        let reset = stream.try_clone();
        let ended = match &self.tls {
            None => self.act(&behaviour, stream),
            Some(config) => ServerConnection::new(Arc::clone(config))
                .map_err(io::Error::other)
                .and_then(|tls| self.act(&behaviour, StreamOwned::new(tls, stream))),
        };
        if let (Err(_), Ok(stream)) = (ended, reset) {
            _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn act(&self, behaviour: &Behaviour, mut stream: impl Read + Write) -> io::Result<()> {
        match behaviour {
            Behaviour::BlackHole => {
                thread::sleep(LIFETIME);
                Ok(())
            }
            Behaviour::Garbage => stream.write_all(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
            Behaviour::ReadSlowly => {
                let slowly = |_| {
                    thread::sleep(SECOND);
                    Ok(())
                };
                Request::read(&mut stream, 1, slowly).map(|_| ())
            }
            Behaviour::ResetAfter(limit) => {
                let until = |read: usize| {
                    if read < *limit { Ok(()) } else { Err(io::ErrorKind::ConnectionReset.into()) }
                };
                Request::read(&mut stream, 64, until).map(|_| ())
            }
            _ => {
                let request = Request::read(&mut stream, 64 * 1024, |_| Ok(()))?;
                self.requests.lock().push(request.clone());
                self.answer(behaviour, &request, stream)
            }
        }
    }

    fn answer(
        &self,
        behaviour: &Behaviour,
        request: &Request,
        mut stream: impl Write,
    ) -> io::Result<()> {
        if let Behaviour::Answer(status, headers) = behaviour {
            write!(stream, "HTTP/1.1 {status} x\r\ncontent-length: 0\r\n")?;
            for (name, value) in headers {
                write!(stream, "{name}: {value}\r\n")?;
            }
            return stream.write_all(b"\r\n");
        }
        if *behaviour == Behaviour::StoreLate {
            thread::sleep(SECOND);
        }
        let (status, body) = self.store.lock().take(request);
        let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {}\r\n\r\n", body.len());
        match behaviour {
            Behaviour::StoreAndReset => Err(io::ErrorKind::ConnectionReset.into()),
            Behaviour::AnswerSlowly => head.bytes().try_for_each(|byte| {
                thread::sleep(SECOND);
                stream.write_all(&[byte])
            }),
            Behaviour::EndlessHeader => endless(&mut stream, b"HTTP/1.1 200 x\r\nx: ", b"xxxxxxxx"),
            Behaviour::EndlessBody => {
                let head = b"HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n";
                endless(&mut stream, head, b"8\r\nxxxxxxxx\r\n")
            }
            Behaviour::GzipBomb => {
                let bomb = BOMB.get_or_init(bomb);
                let head = format!(
                    "HTTP/1.1 200 x\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
                    bomb.len()
                );
                stream.write_all(head.as_bytes())?;
                stream.write_all(bomb)
            }
            _ => {
                stream.write_all(head.as_bytes())?;
                stream.write_all(&body)
            }
        }
    }
}

/// Up to 1 GiB.
fn endless(stream: &mut impl Write, head: &[u8], part: &[u8]) -> io::Result<()> {
    stream.write_all(head)?;
    let block = part.repeat(8192);
    for _ in 0..(1 << 30) / block.len() {
        stream.write_all(&block)?;
    }
    Ok(())
}

/// Packed once: that takes longer than a client waits.
static BOMB: OnceLock<Vec<u8>> = OnceLock::new();

/// 64 MiB of zeros, packed.
fn bomb() -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&vec![0; 64 << 20]).expect("memory takes every byte");
    packed.finish().expect("memory takes every byte")
}

//! A server of its own: hyper on one thread, answers on threads for blocking
//! work, and bounds on everything that a client decides.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};

use tokio::{
    net::TcpListener as AsyncListener,
    runtime::{Builder, Runtime},
    sync::{Semaphore, oneshot},
    time::{sleep, timeout},
};

use crate::http::connection::{Connection, Respond};

/// What clients are held to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Connections at one time; one beyond that is closed at once.
    pub(super) connections: u16,
    /// The time for a client to send the head of its request, and again to take
    /// its answer.
    pub(super) patience: Duration,
}

impl Limits {
    pub(super) const DEFAULT: Self = Self { connections: 32, patience: Duration::from_secs(10) };
}

/// How long answers under way hold up the end of the server.
const GRACE: Duration = Duration::from_millis(200);

/// The rest after an accept that failed: out of descriptors, most likely, so that
/// trying again at once is no use.
const REST: Duration = Duration::from_millis(50);

const THREAD: &str = "telemetry-http";

/// A running server; dropping it closes the socket.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Answers on `listener` with `respond`, which may block.
    ///
    /// # Errors
    ///
    /// If the operating system gives no thread or no events.
    pub(crate) fn start(listener: TcpListener, respond: Respond) -> io::Result<Self> {
        Self::limited(listener, respond, Limits::DEFAULT)
    }

    pub(super) fn limited(
        listener: TcpListener,
        respond: Respond,
        limits: Limits,
    ) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let loopback = address.ip().is_loopback();
        let connection = Connection { respond, loopback, patience: limits.patience };
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = mpsc::channel();
        // The runtime lives on that thread alone: the caller's may belong to another.
        let serve = move || match prepare(listener, limits) {
            Err(error) => drop(tell.send(Err(error))),
            Ok((runtime, listener)) => {
                drop(tell.send(Ok(())));
                runtime.block_on(serve(listener, connection, limits, stopped));
                // A section of the host's that hangs is left to itself.
                runtime.shutdown_background();
            }
        };
        let thread = thread::Builder::new().name(THREAD.into()).spawn(serve)?;
        told.recv().map_err(io::Error::other)??;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Either is gone already only if the thread panicked, as stderr has told.
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// A runtime, and the listener as one of its.
fn prepare(listener: TcpListener, limits: Limits) -> io::Result<(Runtime, AsyncListener)> {
    let runtime = Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .thread_name(THREAD)
        .max_blocking_threads(limits.connections.into())
        .build()?;
    listener.set_nonblocking(true)?;
    let inside = runtime.enter();
    let listener = AsyncListener::from_std(listener)?;
    drop(inside);
    Ok((runtime, listener))
}

/// Serves until `stopped`, and then for what is under way, within [`GRACE`].
async fn serve(
    listener: AsyncListener,
    connection: Connection,
    limits: Limits,
    stopped: oneshot::Receiver<()>,
) {
    let places = Arc::new(Semaphore::new(limits.connections.into()));
    let accepting = tokio::spawn(accept(listener, connection, Arc::clone(&places)));
    // The sender says nothing: it is dropped.
    _ = stopped.await;
    accepting.abort();
    _ = timeout(GRACE, places.acquire_many(limits.connections.into())).await;
}

async fn accept(listener: AsyncListener, connection: Connection, places: Arc<Semaphore>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            sleep(REST).await;
            continue;
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
        let connection = connection.clone();
        tokio::spawn(async move {
            connection.serve(stream).await;
            drop(place);
        });
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpStream,
    };

    use ::http::Response;

    use super::*;

    /// More than the buffers of both ends of a connection hold.
    const LARGE_BYTES: usize = 64 << 20;

    fn impatient() -> Server {
        waiting(Duration::from_millis(200))
    }

    /// A server of one connection that waits for `patience` at each step.
    fn waiting(patience: Duration) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let respond: Respond = Arc::new(|_| Response::new(vec![0; LARGE_BYTES]));
        let limits = Limits { connections: 1, patience };
        Server::limited(listener, respond, limits).expect("a thread")
    }

    fn ask(server: &Server, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(server.address()).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a socket has a timeout");
        stream.write_all(bytes).expect("it reads");
        stream
    }

    /// How much comes before the connection ends, whichever way.
    fn read(mut stream: &TcpStream) -> usize {
        let (mut count, mut chunk) = (0, vec![0; 1 << 20]);
        loop {
            match stream.read(&mut chunk) {
                Ok(read) if read > 0 => count += read,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    panic!("the connection does not end")
                }
                _ => return count,
            }
        }
    }

    #[test]
    fn a_head_that_does_not_end_is_not_waited_for() {
        let server = impatient();
        for start in [&b""[..], b"GET / HTTP/1.1\r\nhost: "] {
            let stream = ask(&server, start);
            assert!(read(&stream) < 1000);
        }
    }

    /// Whether the place of the only connection is free: one beyond it gets no answer.
    fn is_free(server: &Server) -> bool {
        ask(server, b"GET / HTTP/1.1\r\n\r\n").read(&mut [0]).is_ok_and(|read| read > 0)
    }

    #[test]
    fn an_answer_that_is_not_taken_is_dropped() {
        let server = impatient();
        let stream = ask(&server, b"GET / HTTP/1.1\r\n\r\n");
        let freed = (0..2000).any(|_| {
            thread::sleep(Duration::from_millis(10));
            is_free(&server)
        });
        assert!(freed, "it is still held ready");
        assert!(read(&stream) < LARGE_BYTES);
    }

    #[test]
    fn an_answer_that_is_taken_comes_whole() {
        let server = waiting(Duration::from_mins(1));
        assert!(read(&ask(&server, b"GET / HTTP/1.1\r\n\r\n")) > LARGE_BYTES);
    }
}

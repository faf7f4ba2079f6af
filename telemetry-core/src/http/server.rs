//! A small server of its own: one thread that accepts, one for each request
//! under way, and bounds on everything that a client decides.

use std::{
    io::{self, Read},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::http::{connection, endpoints::Endpoints};

/// Requests under way at one time; a connection beyond that is closed at once.
const CONNECTIONS: usize = 32;

/// How long a client may go on sending what nobody reads, so that its answer is
/// not lost to a reset.
const LINGER: Duration = Duration::from_millis(200);

/// Of that so much is read.
const LINGER_BYTES: u64 = 64 * 1024;

/// A running server; dropping it closes the socket.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Answers on `listener`.
    ///
    /// # Errors
    ///
    /// If the operating system starts no thread.
    pub(crate) fn start(listener: TcpListener, endpoints: Endpoints) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let stopping = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopping);
        let accept = move || accept(&listener, &Arc::new(endpoints), address.ip(), &stop);
        let thread = thread::Builder::new().name("telemetry-http".into()).spawn(accept)?;
        Ok(Self { address, stopping, thread: Some(thread) })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Release);
        let mut own = self.address;
        match own.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => own.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(ip) if ip.is_unspecified() => own.set_ip(Ipv6Addr::LOCALHOST.into()),
            _ => {}
        }
        // The thread waits for a connection, so it gets one.
        let woken = TcpStream::connect_timeout(&own, Duration::from_secs(1)).is_ok();
        if let Some(thread) = self.thread.take().filter(|_| woken) {
            // A panic of the thread has been told on stderr.
            drop(thread.join());
        }
    }
}

fn accept(listener: &TcpListener, endpoints: &Arc<Endpoints>, address: IpAddr, stop: &AtomicBool) {
    let under_way = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        if stop.load(Ordering::Acquire) {
            return;
        }
        let Ok(stream) = stream else {
            // Out of descriptors, most likely: trying again at once is no use.
            thread::sleep(Duration::from_millis(50));
            continue;
        };
        let Some(place) = Place::take(&under_way) else { continue };
        let endpoints = Arc::clone(endpoints);
        let serve = move || {
            let _place = place;
            // A client that went away is told nothing.
            drop(connection::serve(&stream, &endpoints, address.is_loopback()));
            drop(close(&stream));
        };
        // Without a thread the connection is closed.
        drop(thread::Builder::new().name("telemetry-http".into()).spawn(serve));
    }
}

/// A place among the requests under way.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(under_way: &Arc<AtomicUsize>) -> Option<Self> {
        let free = |taken: usize| (taken < CONNECTIONS).then_some(taken + 1);
        under_way.try_update(Ordering::Relaxed, Ordering::Relaxed, free).ok()?;
        Some(Self(Arc::clone(under_way)))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn close(stream: &TcpStream) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    stream.set_read_timeout(Some(LINGER))?;
    io::copy(&mut stream.take(LINGER_BYTES), &mut io::sink())?;
    Ok(())
}

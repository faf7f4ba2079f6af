//! One connection: one request, one answer.

use std::{future::poll_fn, net::IpAddr, pin::pin, sync::Arc, task::Poll, time::Duration};

use ::http::{Request, StatusCode, header::HOST};
use bytes::Bytes;
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::TcpStream,
    sync::Notify,
    task::{JoinError, spawn_blocking},
    time::sleep,
};

use crate::http::answer::{Answer, Refusal};

/// What answers; it may block.
pub(crate) type Respond = Arc<dyn Fn(&Request<()>) -> Answer + Send + Sync>;

/// The largest head of a request, in bytes.
const HEAD_BYTES: usize = 16 * 1024;

/// The most headers of a request.
const HEADERS: usize = 64;

/// How connections are served. Clones share it.
#[derive(Clone)]
pub(super) struct Connection {
    pub(super) respond: Respond,
    /// Whether only requests to a loopback name are answered, so that a web page
    /// elsewhere cannot reach this server by letting its own name point here.
    pub(super) loopback: bool,
    /// The time for a client to send its head, and again to take its answer.
    pub(super) patience: Duration,
}

impl Connection {
    /// Answers the request that comes over `stream`.
    pub(super) async fn serve(&self, stream: TcpStream) {
        let answered = Notify::new();
        let service = service_fn(async |request| {
            let answer = self.answer(request).await;
            answered.notify_one();
            answer
        });
        let served = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.patience)
            .keep_alive(false)
            .max_buf_size(HEAD_BYTES)
            .max_headers(HEADERS)
            .serve_connection(TokioIo::new(stream), service);
        let too_late = async {
            answered.notified().await;
            sleep(self.patience).await;
        };
        let (mut served, mut too_late) = (pin!(served), pin!(too_late));
        // A client that went away is told nothing.
        poll_fn(|context| {
            let is_over = served.as_mut().poll(context).is_ready()
                || too_late.as_mut().poll(context).is_ready();
            if is_over { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    /// The answer; a panic of the host's authorization ends the connection.
    async fn answer(
        &self,
        request: Request<Incoming>,
    ) -> Result<hyper::Response<Full<Bytes>>, JoinError> {
        let request = Request::from_parts(request.into_parts().0, ());
        if self.loopback && !is_for_loopback(&request) {
            let status = StatusCode::MISDIRECTED_REQUEST;
            let refusal = Refusal::new(status, "only loopback names are served");
            return Ok(Answer::from(refusal).map(Full::from));
        }
        let respond = Arc::clone(&self.respond);
        let answer = spawn_blocking(move || respond(&request)).await?;
        Ok(answer.map(Full::from))
    }
}

/// Whether the request names loopback as its host, or no host at all.
fn is_for_loopback(request: &Request<()>) -> bool {
    let Some(host) = request.headers().get(HOST) else { return true };
    let Ok(host) = host.to_str() else { return false };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(host: &str) -> bool {
        let request = Request::get("/").header(HOST, host).body(()).expect("a request");
        is_for_loopback(&request)
    }

    #[test]
    fn only_loopback_names_are_loopback() {
        for host in ["localhost", "LocalHost:80", "127.0.0.1:9", "127.3.2.1", "[::1]:80", "[::1]"] {
            assert!(to(host), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example:80", "10.0.0.1", "[fe80::1]", ""] {
            assert!(!to(host), "{host}");
        }
    }
}

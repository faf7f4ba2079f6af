//! One connection: one request, one answer.

use std::{
    io::{self, Read, Write},
    net::{IpAddr, TcpStream},
    time::Duration,
};

use ::http::{
    HeaderValue, Method, Request, StatusCode, Uri,
    header::{CONTENT_LENGTH, HOST, HeaderName},
};

use crate::{
    http::{
        answer::{Answer, Refusal},
        endpoints::Endpoints,
    },
    recorder::clock,
};

/// The largest head of a request, in bytes.
const HEAD_BYTES: usize = 16 * 1024;

/// The most headers of a request.
const HEADERS: usize = 64;

/// The time for a client to send its head, and again to take its answer.
const TIME: Duration = Duration::from_secs(10);

/// Answers the request that comes over `stream`. With `loopback` only requests
/// to a loopback name are answered, so that a web page elsewhere cannot reach
/// this server by letting its own name point here.
pub(super) fn serve(stream: &TcpStream, endpoints: &Endpoints, loopback: bool) -> io::Result<()> {
    stream.set_write_timeout(Some(TIME))?;
    let (answer, is_head) = match read(stream)? {
        Err(refusal) => (refusal.into(), false),
        Ok(request) if loopback && !is_for_loopback(&request) => {
            let status = StatusCode::MISDIRECTED_REQUEST;
            (Refusal::new(status, "only loopback names are served").into(), false)
        }
        Ok(request) => (endpoints.respond(&request), request.method() == Method::HEAD),
    };
    write(stream, answer, is_head)
}

/// The request, or what to answer in place of one.
fn read(mut stream: &TcpStream) -> io::Result<Result<Request<()>, Refusal>> {
    let deadline = clock::uptime() + TIME;
    let mut head = Vec::new();
    let mut chunk = [0; 2048];
    loop {
        let left = deadline.checked_sub(clock::uptime()).filter(|left| !left.is_zero());
        stream.set_read_timeout(Some(left.ok_or(io::ErrorKind::TimedOut)?))?;
        let read = stream.read(&mut chunk)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        head.extend_from_slice(&chunk[..read]);
        if head.len() > HEAD_BYTES {
            let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
            return Ok(Err(Refusal::new(status, "the head of the request is too large")));
        }
        match parse(&head) {
            Ok(None) => {}
            Ok(Some(request)) => return Ok(Ok(request)),
            Err(fault) => return Ok(Err(Refusal::new(StatusCode::BAD_REQUEST, fault))),
        }
    }
}

/// The request, if its head is there to the end.
fn parse(head: &[u8]) -> Result<Option<Request<()>>, &'static str> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    match parsed.parse(head) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(_) => return Err("this is no request of HTTP/1"),
    }
    let method = parsed.method.unwrap_or_default().parse::<Method>();
    let uri = parsed.path.unwrap_or_default().parse::<Uri>();
    let mut request = Request::new(());
    *request.method_mut() = method.map_err(|_| "the method cannot be read")?;
    *request.uri_mut() = uri.map_err(|_| "the target cannot be read")?;
    for header in parsed.headers {
        let name = HeaderName::try_from(header.name).map_err(|_| "a header cannot be read")?;
        let value = HeaderValue::from_bytes(header.value).map_err(|_| "a header cannot be read")?;
        request.headers_mut().append(name, value);
    }
    Ok(Some(request))
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

fn write(mut stream: &TcpStream, answer: Answer, is_head: bool) -> io::Result<()> {
    let (head, body) = answer.into_parts();
    let reason = head.status.canonical_reason().unwrap_or_default();
    let mut bytes = format!("HTTP/1.1 {} {reason}\r\n", head.status.as_str()).into_bytes();
    let length = HeaderValue::from(body.len());
    let length = (!is_head).then_some((&CONTENT_LENGTH, &length));
    for (name, value) in head.headers.iter().chain(length) {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"connection: close\r\n\r\n");
    bytes.extend_from_slice(&body);
    stream.write_all(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(host: &str) -> bool {
        let head = format!("GET / HTTP/1.1\r\nhost: {host}\r\n\r\n");
        let request = parse(head.as_bytes()).expect("a good head").expect("a whole head");
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

    #[test]
    fn a_head_is_read_when_it_is_whole() {
        assert!(parse(b"GET / HTTP/1.1\r\nhost: x\r\n").is_ok_and(|request| request.is_none()));
        for broken in ["\0\r\n\r\n", "GET\r\n\r\n", "GET http:// HTTP/1.1\r\n\r\n"] {
            assert!(parse(broken.as_bytes()).is_err(), "{broken:?}");
        }
    }
}

//! Who may look at telemetry: it is not anonymized there.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::ConnectInfo,
    http::{
        Request,
        header::{AUTHORIZATION, HOST},
    },
};

/// Whether `request` has the token of the operator. Without a token to have,
/// whether it comes from this machine and names it: a page of somebody else's can
/// make a browser come from here, but by another name.
pub(crate) fn may_look(token: Option<&str>, request: &Request<()>) -> bool {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let Some(token) = token else {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let is_near = peer.is_some_and(|ConnectInfo(peer)| peer.ip().is_loopback());
        return is_near && header(HOST).is_some_and(is_loopback);
    };
    header(AUTHORIZATION)
        .and_then(|value| value.strip_prefix("Bearer "))
        // Comparing hashes takes as long whatever is guessed.
        .is_some_and(|given| blake3::hash(given.as_bytes()) == blake3::hash(token.as_bytes()))
}

fn is_loopback(host: &str) -> bool {
    let is_near = |ip: IpAddr| ip.is_loopback();
    host.parse::<SocketAddr>().is_ok_and(|host| is_near(host.ip()))
        || host.parse::<IpAddr>().is_ok_and(is_near)
        || host.split(':').next() == Some("localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(peer: &str, host: &str) -> Request<()> {
        let peer: SocketAddr = peer.parse().expect("an address");
        let request = Request::get("/metrics").header(HOST, host).extension(ConnectInfo(peer));
        request.body(()).expect("a request")
    }

    #[test]
    fn without_a_token_only_this_machine_by_its_own_name_may_look() {
        for host in ["127.0.0.1:8080", "[::1]:8080", "localhost:8080", "localhost"] {
            assert!(may_look(None, &from("127.0.0.1:4000", host)), "{host}");
        }
        assert!(!may_look(None, &from("127.0.0.1:4000", "evil.example:8080")));
        assert!(!may_look(None, &from("192.0.2.1:4000", "127.0.0.1:8080")));
        assert!(!may_look(None, &Request::get("/").body(()).expect("a request")));
    }

    #[test]
    fn with_a_token_only_who_has_it_may_look() {
        let bearing = |value: &str| {
            Request::get("/metrics").header(AUTHORIZATION, value).body(()).expect("a request")
        };
        assert!(may_look(Some("s3cr3t"), &bearing("Bearer s3cr3t")));
        for value in ["s3cr3t", "Bearer s3cr3", "Bearer ", "Basic s3cr3t"] {
            assert!(!may_look(Some("s3cr3t"), &bearing(value)), "{value}");
        }
        assert!(!may_look(Some("s3cr3t"), &from("127.0.0.1:4000", "127.0.0.1")));
    }
}

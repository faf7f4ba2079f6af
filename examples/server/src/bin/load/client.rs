//! One connection to a server.

use std::{error::Error, net::SocketAddr};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Method, Request, StatusCode,
    client::conn::http1::{SendRequest, handshake},
    header::{ACCEPT, CONTENT_TYPE, HOST},
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// A connection that asks one request after the other.
pub(crate) struct Client {
    sender: SendRequest<Full<Bytes>>,
    host: String,
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> Result<Self, Box<dyn Error>> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // What goes wrong there, the sender tells.
        tokio::spawn(async { drop(connection.await) });
        Ok(Self { sender, host: address.to_string() })
    }

    /// `GET path`, which must give `status`.
    pub(crate) async fn get(
        &mut self,
        path: &str,
        accept: &str,
        status: StatusCode,
    ) -> Result<Bytes, Box<dyn Error>> {
        let request = Request::get(path).header(ACCEPT, accept).header(HOST, &self.host);
        self.send(request.body(Full::default())?, status).await
    }

    /// Makes a link to `url`; the answer.
    pub(crate) async fn create(&mut self, url: &str) -> Result<Bytes, Box<dyn Error>> {
        let body = serde_json::json!({ "url": url }).to_string();
        let request = Request::builder()
            .method(Method::POST)
            .uri("/links")
            .header(CONTENT_TYPE, "application/json")
            .header(HOST, &self.host);
        self.send(request.body(Full::from(body))?, StatusCode::CREATED).await
    }

    async fn send(
        &mut self,
        request: Request<Full<Bytes>>,
        status: StatusCode,
    ) -> Result<Bytes, Box<dyn Error>> {
        let target = request.uri().clone();
        self.sender.ready().await?;
        let answer = self.sender.send_request(request).await?;
        if answer.status() != status {
            return Err(format!("{target}: status {} is not {status}", answer.status()).into());
        }
        Ok(answer.into_body().collect().await?.to_bytes())
    }
}

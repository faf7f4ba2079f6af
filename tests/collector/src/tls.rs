//! A certificate of nobody's.

use std::sync::Arc;

use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};

/// A self-signed certificate for `localhost`, drawn for one test.
#[derive(Debug)]
pub struct Certificate {
    pem: String,
    config: Arc<ServerConfig>,
}

impl Certificate {
    /// Draws one for `host`.
    ///
    /// # Panics
    ///
    /// If `host` is no host name.
    pub fn of(host: &str) -> Self {
        let signed = rcgen::generate_simple_self_signed([host.to_owned()]).expect("a host name");
        let key =
            PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signed.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring speaks TLS 1.3")
            .with_no_client_auth()
            .with_single_cert(vec![signed.cert.der().clone()], key)
            .expect("key and certificate belong together");
        Self { pem: signed.cert.pem(), config: Arc::new(config) }
    }

    /// To be trusted with.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    pub(crate) fn server(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
    }
}

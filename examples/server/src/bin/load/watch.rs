//! Somebody who scrapes and previews meanwhile, and the check that what is shown
//! is true.

use std::{error::Error, future::Future, net::SocketAddr, pin::pin, time::Duration};

use hyper::StatusCode;
use tokio::time::interval;

use crate::client::Client;

/// As Prometheus asks.
const PROTOBUF: &str = "application/vnd.google.protobuf;\
    proto=io.prometheus.client.MetricFamily;encoding=delimited";

/// What is looked at in turn: metrics, the report raw and as it leaves, and the
/// one that would be sent.
const LOOKS: [(&str, &str); 4] = [
    ("/metrics", PROTOBUF),
    ("/telemetry?details_level=10", "*/*"),
    ("/telemetry?details_level=2&anonymize=true", "*/*"),
    ("/telemetry/report?state=next", "*/*"),
];

/// Does `work` while somebody looks at telemetry every `pause`, and counts the
/// `looks`, which go on in their turn where an earlier round left off.
pub(crate) async fn watched<T>(
    address: SocketAddr,
    pause: Duration,
    looks: &mut u64,
    work: impl Future<Output = Result<T, Box<dyn Error>>>,
) -> Result<T, Box<dyn Error>> {
    let mut client = Client::connect(address).await?;
    let (mut work, mut ticks) = (pin!(work), interval(pause));
    loop {
        let (path, accept) = LOOKS[usize::try_from(*looks)? % LOOKS.len()];
        let look = async {
            ticks.tick().await;
            client.get(path, accept, StatusCode::OK).await
        };
        tokio::select! {
            done = &mut work => return done,
            seen = look => *looks += u64::from(!seen?.is_empty()),
        }
    }
}

/// Fails unless the server says that it followed exactly `calls` links.
pub(crate) async fn expect_calls(address: SocketAddr, calls: u64) -> Result<(), Box<dyn Error>> {
    let mut client = Client::connect(address).await?;
    let report = client.get("/telemetry?details_level=10", "*/*", StatusCode::OK).await?;
    let report: serde_json::Value = serde_json::from_slice(&report)?;
    let sites = report["performance"]["callsites"].as_array().ok_or("no callsites")?;
    let site = sites.iter().find(|site| site["name"] == "link_server::routes::follow");
    let recorded = site.and_then(|site| site["calls"].as_u64()).unwrap_or_default();
    if recorded == calls {
        return Ok(());
    }
    Err(format!("{calls} links were followed, {recorded} are recorded").into())
}

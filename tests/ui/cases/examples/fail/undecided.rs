#[derive(telemetry_core::Anonymize)]
struct PeerReport {
    address: std::net::IpAddr,
}

fn main() {}

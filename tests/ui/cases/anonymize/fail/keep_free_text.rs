use telemetry_anonymize::Anonymize;

#[derive(Anonymize)]
struct Report {
    #[anonymize(keep, reason = "it is nice to have")]
    name: Option<String>,
    #[anonymize(keep, reason = "it is nice to have")]
    address: std::net::IpAddr,
}

fn main() {}

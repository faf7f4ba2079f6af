use serde::Serialize;
use telemetry_anonymize::{Anonymize, Anonymized};

#[derive(Serialize, Anonymize)]
struct Report {
    name: String,
}

fn send<T: Serialize>(_: &Anonymized<T>) {}

fn main() {
    send(&Report { name: "users".to_owned() });
}

use serde::Serialize;
use telemetry_anonymize::{Anonymize, Anonymized, Anonymizer};

#[derive(Serialize, Anonymize)]
struct Report {
    name: String,
}

fn send<T: Serialize>(_: &Anonymized<T>) {}

fn main() {
    let report = Report { name: "users".to_owned() };
    send(&report);
    let forged = Anonymized(report);
    let mut sealed = Anonymizer::new().seal(&report);
    sealed.name = "users".to_owned();
    let default: Anonymized<String> = Default::default();
}

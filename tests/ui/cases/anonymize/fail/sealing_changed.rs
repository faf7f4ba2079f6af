use telemetry_anonymize::{Anonymize, Anonymizer};

#[derive(Anonymize)]
struct Report {
    name: String,
}

fn main() {
    let report = Report { name: "users".to_owned() };
    let mut sealed = Anonymizer::new().seal(&report);
    sealed.name = "users".to_owned();
}

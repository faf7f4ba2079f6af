use telemetry_anonymize::{Anonymize, Anonymized, Anonymizer};

#[derive(Anonymize)]
struct Report {
    name: String,
}

fn main() {
    let report = Report { name: "users".to_owned() };
    let mut sealed: Anonymized<Report> = Anonymizer::new().seal(&report);
    sealed.0.name = "users".to_owned();
}

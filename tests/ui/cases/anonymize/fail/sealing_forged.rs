use telemetry_anonymize::Anonymized;

fn main() {
    let _ = Anonymized("users".to_owned());
}

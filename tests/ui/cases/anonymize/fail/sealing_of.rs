use telemetry_anonymize::Anonymized;

fn main() {
    let _ = Anonymized::of("users".to_owned());
}

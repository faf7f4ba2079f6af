use telemetry_anonymize::Anonymized;

fn main() {
    let _: Anonymized<String> = Default::default();
}

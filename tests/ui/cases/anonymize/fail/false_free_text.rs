use telemetry_anonymize::Anonymize;

#[derive(Anonymize)]
struct Report {
    #[anonymize(false)]
    count: u64,
    #[anonymize(false)]
    name: String,
    #[anonymize(false, reason = "our own name", free_text = "a constant")]
    program: String,
}

#[derive(Anonymize)]
#[anonymize(false)]
struct Whole {
    names: Vec<String>,
}

fn main() {}

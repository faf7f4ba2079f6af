use telemetry_anonymize::Anonymize;

#[derive(Anonymize)]
struct Report {
    #[anonymize(class)]
    name: String,
    #[anonymize(hash)]
    count: u64,
    #[anonymize(time(day))]
    size: Option<u64>,
    #[anonymize(merge = sum)]
    list: Vec<u64>,
}

fn main() {}

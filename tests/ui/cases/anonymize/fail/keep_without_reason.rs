use telemetry_anonymize::Anonymize;

#[derive(Anonymize)]
struct Report {
    #[anonymize(keep)]
    count: u64,
    #[anonymize(keep, reason = " ")]
    other: u64,
    #[anonymize(url(keep_port))]
    peer: String,
}

#[derive(Anonymize)]
#[anonymize(keep)]
struct Whole(u64);

fn main() {}

use telemetry_anonymize::Anonymize;

#[derive(Anonymize)]
struct Report {
    #[anonymize(noise(epsilon = 0.5))]
    searches: u64,
    #[anonymize(randomize(epsilon = 0.5))]
    threads: u32,
}

fn main() {}

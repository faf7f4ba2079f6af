use telemetry_anonymize::Anonymize;

#[derive(Anonymize)]
#[anonymize(map_key)]
struct Key {
    name: String,
    port: u64,
}

#[derive(Anonymize)]
#[anonymize(map_key)]
struct Skipping {
    #[anonymize(skip)]
    name: String,
}

fn main() {}

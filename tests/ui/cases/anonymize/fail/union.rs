use telemetry_anonymize::Anonymize;

#[derive(Anonymize)]
union Either {
    number: u64,
    letter: u32,
}

fn main() {}

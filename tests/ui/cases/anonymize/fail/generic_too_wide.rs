use telemetry_anonymize::Anonymize;

struct Undecided;

#[derive(Anonymize)]
struct Report<T> {
    value: Option<T>,
}

fn main() {
    Report { value: Some(Undecided) }.anonymize();
}

use telemetry_anonymize::Anonymize;

type Name = Box<str>;

#[derive(Anonymize)]
struct Report {
    #[anonymize(false)]
    name: Vec<Name>,
}

fn main() {}

use telemetry_anonymize::Anonymize;

type Name = Box<str>;

#[derive(Anonymize)]
struct Report {
    #[anonymize(keep, reason = "behind an alias")]
    name: Vec<Name>,
}

fn main() {}

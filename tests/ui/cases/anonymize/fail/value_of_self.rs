use telemetry_anonymize::Anonymize;

#[derive(Anonymize)]
struct Report {
    #[anonymize(value = self.owner.clone())]
    id: String,
    #[anonymize(skip)]
    owner: String,
}

fn main() {}

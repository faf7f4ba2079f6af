use telemetry_anonymize::Anonymize;

#[derive(Debug, Anonymize)]
struct Formatted {
    #[anonymize(value = format!("{self:?}"))]
    id: String,
    owner: String,
}

#[derive(Anonymize)]
enum Choice {
    One {
        #[anonymize(value = format!("{__telemetry_1}"))]
        id: String,
        owner: String,
    },
    Two {
        #[anonymize(value = __telemetry_1.to_owned())]
        id: String,
        owner: String,
    },
}

fn main() {}

use std::collections::BTreeMap;
use telemetry_anonymize::Anonymize;

type Name = String;

#[derive(Anonymize)]
struct Report {
    #[anonymize(keys(keep, reason = "behind an alias"))]
    by_name: BTreeMap<Name, u64>,
    #[anonymize(keys(keep, reason = "behind an alias", free_text = "a constant"))]
    argued: BTreeMap<Name, u64>,
    #[anonymize(keys(keep, reason = "numbers"))]
    by_number: BTreeMap<u16, u64>,
}

fn main() {}

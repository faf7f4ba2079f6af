use std::collections::{BTreeMap, HashSet};
use telemetry_anonymize::Anonymize;

#[derive(Anonymize)]
struct Report {
    by_port: BTreeMap<u16, u64>,
    ports: HashSet<u16>,
    #[anonymize(merge = sum)]
    names: BTreeMap<u64, String>,
}

fn main() {}

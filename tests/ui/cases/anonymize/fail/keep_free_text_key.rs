use std::collections::{BTreeMap, BTreeSet};
use telemetry_anonymize::Anonymize;

#[derive(Anonymize)]
struct Report {
    #[anonymize(keys(keep, reason = "it is nice to have"))]
    by_name: BTreeMap<String, u64>,
    #[anonymize(keys(keep, reason = "it is nice to have"))]
    names: BTreeSet<&'static str>,
    #[anonymize(keys(keep, reason = "numbers", free_text = "not needed, and no harm"))]
    by_number: BTreeMap<u64, String>,
    #[anonymize(keys(hash, free_text = "nothing is kept"))]
    hashed: BTreeMap<String, u64>,
}

fn main() {}

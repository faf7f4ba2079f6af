use telemetry_anonymize::Anonymize;

#[derive(Anonymize)]
struct Report {
    #[anonymize(hahs)]
    typo: String,
    #[anonymize(round, class)]
    two: u64,
    #[anonymize(level = 3, level = 4)]
    twice: u64,
    #[anonymize(level = 300)]
    high: u64,
    #[anonymize(round(digits = 0))]
    none: u64,
    #[anonymize(time(week))]
    week: u64,
    #[anonymize(merge = average)]
    merge: std::collections::BTreeMap<u64, u64>,
    #[anonymize(keys(round))]
    keys: std::collections::BTreeMap<u64, u64>,
    #[anonymize(hash, reason = "nothing to argue")]
    reason: String,
    #[anonymize]
    bare: String,
    #[anonymize(bound = "T: Clone")]
    misplaced: u64,
    #[anonymize(class(base = 10))]
    base: u64,
    #[anonymize(class(base = 16, least = 32))]
    end: u64,
    #[anonymize(class(least = 256, most = 16))]
    ends: u64,
    #[anonymize(class(lest = 256))]
    word: u64,
    #[anonymize(noise)]
    budget: i64,
    #[anonymize(randomize(epsilon = 0.0))]
    certain: bool,
}

fn main() {}

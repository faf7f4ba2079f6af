use std::{
    cell::RefCell,
    collections::{BTreeMap, HashSet, VecDeque},
};
use telemetry_anonymize::Anonymize;

type Name = Box<str>;
type Data = Vec<u8>;

#[derive(Anonymize)]
struct Report {
    #[anonymize(keep, reason = "behind an alias")]
    name: Vec<Name>,
    #[anonymize(keep, reason = "behind an alias")]
    names: HashSet<Name>,
    #[anonymize(keep, reason = "behind an alias")]
    pair: (Name, u64),
    #[anonymize(keep, reason = "behind an alias")]
    cell: RefCell<VecDeque<Name>>,
    #[anonymize(keep, reason = "behind an alias")]
    data: Data,
    #[anonymize(keep, reason = "numbers")]
    numbers: BTreeMap<u64, (u64, bool)>,
}

fn main() {}

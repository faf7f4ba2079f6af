//! How much of a storm of panics is looked at: fixed tables of counts, without
//! a lock and without an allocation.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Distinct keys that one table tells apart in a day.
const SLOTS: usize = 256;

/// Stacks that are looked at for one panicking line, in a day.
const STACKS_PER_SITE: u64 = 16;

/// Records that are written in a day.
pub(super) const RECORDS_PER_DAY: u32 = 16;

/// Counts per key. A key that finds no slot is counted nowhere.
#[derive(Debug)]
struct Counts {
    slots: [(AtomicU64, AtomicU64); SLOTS],
}

impl Counts {
    const fn new() -> Self {
        Self { slots: [const { (AtomicU64::new(0), AtomicU64::new(0)) }; SLOTS] }
    }

    /// Counts `key` and gives the count, including this one.
    fn count(&self, key: u64) -> Option<u64> {
        self.slot(key).map(|count| count.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn get(&self, key: u64) -> u64 {
        self.slot(key).map_or(0, |count| count.load(Ordering::Relaxed))
    }

    /// The slot of `key`, taken by it if it had none: linear probing, and a
    /// taken slot is never given back before the table is cleared. Only the
    /// key's own value is passed on, so relaxed is enough.
    fn slot(&self, key: u64) -> Option<&AtomicU64> {
        let key = key.max(1);
        let first = usize::try_from(key % SLOTS as u64).expect("less than the number of slots");
        (0..SLOTS).map(|step| &self.slots[(first + step) % SLOTS]).find_map(|(owner, count)| {
            match owner.compare_exchange(0, key, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => Some(count),
                Err(taken) => (taken == key).then_some(count),
            }
        })
    }

    fn clear(&self) {
        for (owner, count) in &self.slots {
            count.store(0, Ordering::Relaxed);
            owner.store(0, Ordering::Relaxed);
        }
    }
}

/// What was seen today.
#[derive(Debug)]
pub(super) struct Limits {
    day: AtomicU64,
    sites: Counts,
    stacks: Counts,
    records: AtomicU32,
    total: AtomicU64,
}

impl Limits {
    pub(super) const fn new() -> Self {
        Self {
            day: AtomicU64::new(0),
            sites: Counts::new(),
            stacks: Counts::new(),
            records: AtomicU32::new(0),
            total: AtomicU64::new(0),
        }
    }

    /// Starts afresh when `day` is another one than before. Two threads that
    /// notice at once clear twice, which loses a count and nothing else.
    pub(super) fn turn_to(&self, day: u64) {
        if self.day.swap(day, Ordering::Relaxed) != day {
            self.sites.clear();
            self.stacks.clear();
            self.records.store(0, Ordering::Relaxed);
        }
    }

    /// Counts a panic at `site`; whether its stack is worth a look.
    pub(super) fn looks_at(&self, site: u64) -> bool {
        self.total.fetch_add(1, Ordering::Relaxed);
        self.sites.count(site).is_some_and(|count| count <= STACKS_PER_SITE)
    }

    /// Counts a panic with `stack`; whether it is the first, within the day's
    /// number of records.
    pub(super) fn records(&self, stack: u64) -> bool {
        self.stacks.count(stack) == Some(1)
            && self.records.fetch_add(1, Ordering::Relaxed) < RECORDS_PER_DAY
    }

    /// Panics with `stack` today, as far as they were told apart; at least one.
    pub(super) fn seen(&self, site: u64, stack: u64) -> u64 {
        // Beyond the first few, a site's stacks are not told apart; if they were
        // all one stack, the rest belongs to it.
        let (at_site, with_stack) = (self.sites.get(site), self.stacks.get(stack));
        if with_stack == STACKS_PER_SITE { at_site } else { with_stack.max(1) }
    }

    /// Panics since the start, all of them.
    pub(super) fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_is_recorded_once_a_day() {
        let limits = Limits::new();
        limits.turn_to(1);
        assert!(limits.records(7));
        assert!(!limits.records(7));
        limits.turn_to(2);
        assert!(limits.records(7));
    }

    #[test]
    fn ten_thousand_different_stacks_give_sixteen_records() {
        let limits = Limits::new();
        let recorded = (1..=10_000).filter(|&stack| limits.records(stack)).count();
        assert_eq!(recorded, RECORDS_PER_DAY as usize);
    }

    #[test]
    fn a_site_is_looked_at_a_few_times_and_counted_always() {
        let limits = Limits::new();
        let looks = (0..1000).filter(|_| limits.looks_at(7) && !limits.records(9)).count();
        assert_eq!(looks, 15);
        assert_eq!((limits.total(), limits.seen(7, 9)), (1000, 1000));
    }

    #[test]
    fn two_stacks_of_one_site_are_counted_apart() {
        let limits = Limits::new();
        for stack in [8, 9, 9] {
            assert!(limits.looks_at(7));
            limits.records(stack);
        }
        assert_eq!((limits.seen(7, 8), limits.seen(7, 9)), (1, 2));
    }
}

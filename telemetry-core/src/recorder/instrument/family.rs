//! The callsites of a function with chosen labels: one for each combination, in
//! an array that is made at the first call.

use std::sync::OnceLock;

use crate::recorder::{callsite::Callsite, description::Description, instrument::label::Choice};

/// Callsites that differ in their labels. Always a `static`.
#[derive(Debug)]
pub struct Family {
    keys: &'static [&'static str],
    describe: fn() -> Description,
    slots: OnceLock<Box<[Callsite]>>,
}

impl Family {
    /// A family whose members are described by `describe`, each with one more label for each
    /// of `keys`.
    pub const fn new(keys: &'static [&'static str], describe: fn() -> Description) -> Self {
        Self { keys, describe, slots: OnceLock::new() }
    }

    /// The number of the member that `choices` select, one for each key.
    #[inline]
    pub fn slot(&'static self, choices: &[Choice]) -> usize {
        if self.slots.get().is_none() {
            self.fill(choices);
        }
        choices.iter().fold(0, |slot, choice| slot * choice.names.len() + choice.index)
    }

    /// The member with this number.
    ///
    /// # Panics
    ///
    /// If [`Family::slot`] did not give the number, which a wrong `Label::index`
    /// can bring about.
    #[inline]
    pub fn at(&'static self, slot: usize) -> &'static Callsite {
        &self.slots()[slot]
    }

    fn slots(&'static self) -> &'static [Callsite] {
        self.slots.get().expect("`slot` made them before it gave a number")
    }

    #[cold]
    fn fill(&'static self, choices: &[Choice]) {
        self.slots.get_or_init(|| {
            let count = choices.iter().map(|choice| choice.names.len()).product();
            (0..count).map(|slot| self.member(slot, choices)).collect()
        });
    }

    fn member(&'static self, mut slot: usize, choices: &[Choice]) -> Callsite {
        let description = (self.describe)();
        let mut labels = description.labels.to_vec();
        let fixed = labels.len();
        for (key, choice) in self.keys.iter().zip(choices).rev() {
            labels.insert(fixed, (*key, choice.names[slot % choice.names.len()]));
            slot /= choice.names.len();
        }
        // The family is a static: its members' labels live as long.
        Callsite::described(description.with_labels(labels.leak()))
    }
}

/// Histograms of values, one under each member of a family.
#[derive(Debug)]
pub struct FamilyValues {
    parents: &'static Family,
    describe: fn() -> Description,
    slots: OnceLock<Box<[Callsite]>>,
}

impl FamilyValues {
    /// Values recorded by the calls that `parents` count.
    pub const fn new(parents: &'static Family, describe: fn() -> Description) -> Self {
        Self { parents, describe, slots: OnceLock::new() }
    }

    /// The values under the member with this number.
    ///
    /// # Panics
    ///
    /// As [`Family::at`].
    #[inline]
    pub fn at(&'static self, slot: usize) -> &'static Callsite {
        &self.slots.get_or_init(|| self.fill())[slot]
    }

    #[cold]
    fn fill(&self) -> Box<[Callsite]> {
        let parents = self.parents.slots().iter();
        parents.map(|parent| Callsite::described((self.describe)().of(parent))).collect()
    }
}

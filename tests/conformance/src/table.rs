//! What is printed of a crate: one line, and below it whatever is not as it should be.

use std::fmt::{self, Display, Formatter};

use crate::conform::Outcome;

impl Outcome {
    /// What was refused, and what differs.
    pub(crate) fn remarks(&self) -> impl Iterator<Item = String> {
        let refused =
            self.refused.iter().map(|(place, reason)| format!("refused: {place}: {reason}"));
        let tests = self.before.differences(&self.after).into_iter();
        let new = self.new_warnings.iter().map(|warning| format!("new warning: {warning}"));
        let lost = self.lost_warnings.iter().map(|warning| format!("lost warning: {warning}"));
        refused.chain(tests.map(|difference| format!("test: {difference}"))).chain(new).chain(lost)
    }
}

impl Display for Outcome {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { name, accepted, constant, absent, warnings, before, after, took, .. } = self;
        writeln!(
            f,
            "{name}: accepted {accepted} of {}, {constant} const fn left alone, {absent} behind \
             a cfg; tests passed {} before, {} after; {warnings} warnings, {} new, {} lost; {} s",
            self.total(),
            before.count("ok"),
            after.count("ok"),
            self.new_warnings.len(),
            self.lost_warnings.len(),
            took.as_secs()
        )?;
        self.remarks().try_for_each(|remark| writeln!(f, "  {remark}"))
    }
}

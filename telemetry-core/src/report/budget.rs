//! What the noise in a report spends of a privacy budget.

use serde::Serialize;

use crate::report::{details::DetailsLevel, diff::Difference, policies::Policies};

/// What one value that leaves with noise spends.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Spent {
    /// Where the value stands, as a JSON pointer.
    pub(crate) path: String,
    /// Its epsilon.
    pub(crate) epsilon: f64,
}

/// The values of a report of `level` that leave with noise. What a higher level shows
/// is a constant in this one, and spends nothing.
pub(crate) fn spent(values: &[Difference], policies: &Policies, level: DetailsLevel) -> Vec<Spent> {
    let noisy = |value: &Difference| {
        let entry = policies.find(&value.path)?;
        let epsilon = entry.policy.epsilon();
        let leaves = value.leaves.is_some() && entry.level <= level.get() && epsilon > 0.0;
        leaves.then(|| Spent { path: value.path.clone(), epsilon })
    };
    values.iter().filter_map(noisy).collect()
}

/// The sum, without the dust that binary fractions leave.
pub(crate) fn total(spent: &[Spent]) -> f64 {
    let sum: f64 = spent.iter().map(|value| value.epsilon).sum();
    (sum * 1e6).round() / 1e6
}

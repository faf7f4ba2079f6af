//! A histogram as snapshots hold it.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::snapshot::{
    grid,
    wire::{HistogramIn, HistogramOut},
};

/// A distribution: durations in nanoseconds, or values in their own unit.
///
/// Any quantile is within 1.6 % of the exact one (1 ns for durations below
/// 62 ns): the recorder's buckets give 1.5625 % at most, the grid of snapshots
/// 0.0123 %. Minimum, maximum and, but for rounding to whole nanoseconds, the
/// sum are exact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "HistogramOut", try_from = "HistogramIn")]
pub struct Histogram {
    pub(super) sum: u64,
    pub(super) min: u64,
    pub(super) max: u64,
    /// `(grid cell, count)`, by cell, without zeros.
    pub(super) cells: Vec<(u32, u64)>,
}

impl Histogram {
    /// How many values it holds. A timed call of a sampling callsite counts for
    /// all that it stands for.
    pub fn count(&self) -> u64 {
        self.cells.iter().map(|(_, count)| count).sum()
    }

    /// The sum of all values.
    pub fn sum(&self) -> u64 {
        self.sum
    }

    /// The smallest value; zero if there is none.
    pub fn min(&self) -> u64 {
        self.min
    }

    /// The largest value; zero if there is none.
    pub fn max(&self) -> u64 {
        self.max
    }

    /// The mean; zero if there is no value.
    #[expect(clippy::cast_precision_loss, reason = "a mean is a float")]
    pub fn mean(&self) -> f64 {
        match self.count() {
            0 => 0.0,
            count => self.sum as f64 / count as f64,
        }
    }

    /// Whether it holds no value.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The value below or at which a share `q` of all values lie: the smallest
    /// with at least ⌈q × count⌉ values up to it. Zero if there is no value;
    /// `q` is clamped to 0 to 1.
    pub fn quantile(&self, q: f64) -> u64 {
        let count = self.count();
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a count"
        )]
        let rank = ((q.clamp(0.0, 1.0) * count as f64).ceil() as u64).clamp(1, count.max(1));
        if rank == count {
            return self.max;
        }
        let mut seen = 0;
        for &(cell, count) in &self.cells {
            seen += count;
            if seen >= rank {
                return grid::value_of(cell).clamp(self.min, self.max);
            }
        }
        self.max
    }

    /// `(value, count)` for each distinct recorded bucket, ascending; the value
    /// is the bucket's middle.
    pub fn buckets(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.cells.iter().map(|&(cell, count)| (grid::value_of(cell), count))
    }

    /// The same distribution as an `HdrHistogram` with three significant
    /// digits, for its tools and its formats.
    ///
    /// # Panics
    ///
    /// Never: the histogram is made to fit the largest value.
    pub fn to_hdr(&self) -> hdrhistogram::Histogram<u64> {
        let highest = self.buckets().map(|(value, _)| value).max().unwrap_or(0).max(2);
        let mut hdr = hdrhistogram::Histogram::new_with_bounds(1, highest.max(self.max), 3)
            .expect("three digits and a bound of at least two are valid");
        for (value, count) in self.buckets() {
            let value = value.clamp(self.min, self.max);
            hdr.record_n(value, count).expect("the bounds were made to fit");
        }
        hdr
    }

    /// Adds `other`.
    pub fn merge(&mut self, other: &Self) {
        if other.is_empty() {
            return;
        }
        if self.is_empty() {
            self.clone_from(other);
            return;
        }
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.sum = self.sum.saturating_add(other.sum);
        // Most often every cell of the other is here already.
        let mut ours = 0;
        for (theirs, &(cell, count)) in other.cells.iter().enumerate() {
            while self.cells.get(ours).is_some_and(|&(own, _)| own < cell) {
                ours += 1;
            }
            match self.cells.get_mut(ours) {
                Some((own, total)) if *own == cell => *total = total.saturating_add(count),
                _ => {
                    let rest = (&self.cells[ours..], &other.cells[theirs..]);
                    let joined = combine(rest.0, rest.1, u64::saturating_add);
                    self.cells.truncate(ours);
                    self.cells.extend(joined);
                    return;
                }
            }
        }
    }

    /// What was added since `earlier`. Its minimum and maximum are those of the
    /// remaining buckets, since extremes cannot be taken back exactly.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        if earlier.is_empty() {
            return self.clone();
        }
        let cells = combine(&self.cells, &earlier.cells, u64::saturating_sub);
        let bound = |cell: Option<&(u32, u64)>| {
            cell.map_or(0, |&(cell, _)| grid::value_of(cell).clamp(self.min, self.max))
        };
        Self {
            sum: self.sum.saturating_sub(earlier.sum),
            min: bound(cells.first()),
            max: bound(cells.last()),
            cells,
        }
    }

    /// From recorded values and their counts, in ascending order.
    pub(super) fn from_buckets(
        sum: u64,
        min: u64,
        max: u64,
        buckets: impl Iterator<Item = (u64, u64)>,
    ) -> Self {
        let mut cells: Vec<(u32, u64)> = Vec::new();
        for (value, count) in buckets.filter(|&(_, count)| count > 0) {
            let index = grid::index_of(value);
            match cells.last_mut() {
                Some((last, total)) if *last == index => *total += count,
                _ => cells.push((index, count)),
            }
        }
        if cells.is_empty() { Self::default() } else { Self { sum, min, max, cells } }
    }
}

/// Joins two sorted lists, with `join(a, 0)` and `join(0, b)` where a cell is in
/// one of them only, and leaves zeros out.
fn combine(a: &[(u32, u64)], b: &[(u32, u64)], join: fn(u64, u64) -> u64) -> Vec<(u32, u64)> {
    let mut joined = Vec::with_capacity(a.len().max(b.len()));
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    loop {
        let order = match (a.peek(), b.peek()) {
            (None, None) => return joined,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((x, _)), Some((y, _))) => x.cmp(y),
        };
        let left = if order.is_le() { a.next() } else { None };
        let right = if order.is_ge() { b.next() } else { None };
        let Some(&(cell, _)) = left.or(right) else { return joined };
        let count = join(left.map_or(0, |l| l.1), right.map_or(0, |r| r.1));
        if count > 0 {
            joined.push((cell, count));
        }
    }
}

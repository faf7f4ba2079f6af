//! BM25: how well a document fits a term, from counts alone.

use telemetry_core::instrumented;

use super::{postings::Posting, tables::Statistics};

/// How soon more occurrences stop to matter. The customary value.
const K1: f64 = 1.2;
/// How much a long document is held against it, 0 to 1. The customary value.
const B: f64 = 0.75;

/// Scores the documents of one term.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scorer {
    rarity: f64,
    mean_length: f64,
}

impl Scorer {
    /// For a term that is in `documents` of the index's documents.
    pub(crate) fn new(statistics: &Statistics, documents: usize) -> Self {
        let all = float(statistics.documents).max(1.0);
        let with = float(documents as u64).min(all);
        Self {
            rarity: (1.0 + (all - with + 0.5) / (with + 0.5)).ln(),
            mean_length: (float(statistics.terms) / all).max(1.0),
        }
    }

    /// What a term is worth: the rarer, the more; never negative.
    pub(crate) fn rarity(&self) -> f64 {
        self.rarity
    }

    /// The score of one document for the term.
    #[instrumented(sample = auto)]
    pub(crate) fn score(&self, posting: &Posting) -> f64 {
        let frequency = f64::from(posting.frequency);
        let length = f64::from(posting.length) / self.mean_length;
        self.rarity * frequency * (K1 + 1.0) / (frequency + K1 * (1.0 - B + B * length))
    }
}

/// Counts here stay far below 2^53, up to which a float is exact.
#[expect(clippy::cast_precision_loss, reason = "exact below 2^53")]
fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATISTICS: Statistics = Statistics { documents: 100, terms: 10_000, bytes: 0, next: 0 };

    fn score(with: usize, frequency: u32, length: u32) -> f64 {
        let posting = Posting { document: 0, frequency, length };
        Scorer::new(&STATISTICS, with).score(&posting)
    }

    #[test]
    fn the_score_is_the_formula_of_the_literature() {
        // ln(1 + 90.5/10.5) * 3 * 2.2 / (3 + 1.2 * (0.25 + 0.75 * 2)), by hand.
        assert!((score(10, 3, 200) - 2.929_552_7).abs() < 1e-6, "{}", score(10, 3, 200));
    }

    #[test]
    fn rarer_more_frequent_and_shorter_is_better() {
        assert!(score(1, 1, 100) > score(2, 1, 100));
        assert!(score(1, 2, 100) > score(1, 1, 100));
        assert!(score(1, 1, 99) > score(1, 1, 100));
    }

    #[test]
    fn a_term_that_is_everywhere_never_counts_against_a_document() {
        assert!(score(100, 1, 100) > 0.0);
        assert!(score(1000, 1, 100) > 0.0, "more documents than the index knows of");
    }
}

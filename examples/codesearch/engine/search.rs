//! Answers a query: score every document that holds a term, keep the best.

use std::collections::HashMap;

use telemetry_core::instrumented;

use super::{
    db::{Db, View},
    error::DbError,
    postings::{self, Posting},
    query::Query,
    rank::Scorer,
    snippet::{Snippet, snippet},
    tables::{BAD_BLOCK, NO_DOCUMENT, NO_TEXT, Statistics},
};

/// A document that answers a query.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    /// The path as the system encodes it.
    pub(crate) path: Vec<u8>,
    /// The sum of the terms' scores.
    pub(crate) score: f64,
    /// The line that answers best; none if only the path does.
    pub(crate) snippet: Option<Snippet>,
}

/// The best documents and how many there are.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// Documents that hold at least one term.
    pub(crate) matches: usize,
    /// The best of them, best first.
    pub(crate) hits: Vec<Hit>,
}

impl Db {
    /// The `top` best documents for `query`, of those that hold any of its terms.
    ///
    /// # Errors
    ///
    /// If the store fails or is damaged.
    #[instrumented]
    pub(crate) fn search(&self, query: &Query, top: usize) -> Result<Answer, DbError> {
        let view = self.view()?;
        let statistics = Statistics::read(&view.statistics)?;
        let mut found: HashMap<u32, Found> = HashMap::new();
        let mut weights: Vec<(&str, f64)> = Vec::new();
        for term in query.terms() {
            let postings = view.postings(term)?;
            let rank = Scorer::new(&statistics, postings.len());
            weights.push((term, rank.rarity()));
            for posting in &postings {
                let found = found.entry(posting.document).or_default();
                found.score += rank.score(posting);
                found.rarity += rank.rarity();
            }
        }
        let matches = found.len();
        let best = best(found, top);
        let hits = best.into_iter().map(|(number, found)| view.hit(number, found, &weights));
        Ok(Answer { matches, hits: hits.collect::<Result<_, _>>()? })
    }
}

#[instrumented]
impl View {
    /// Every document that holds `term`, of all segments.
    fn postings(&self, term: &str) -> Result<Vec<Posting>, DbError> {
        let mut found = Vec::new();
        let term = term.as_bytes();
        for entry in self.postings.range((term, 0)..=(term, u32::MAX))? {
            let (key, block) = entry?;
            postings::decode(block.value(), key.value().1, &mut found).ok_or(BAD_BLOCK)?;
        }
        Ok(found)
    }

    fn hit(&self, number: u32, found: Found, weights: &[(&str, f64)]) -> Result<Hit, DbError> {
        let row = self.documents.get(number)?.ok_or(NO_DOCUMENT)?;
        let text = self.texts.get(number)?.ok_or(NO_TEXT)?;
        let text = str::from_utf8(text.value()).map_err(|_| NO_TEXT)?;
        let snippet = snippet(text, weights, found.rarity);
        Ok(Hit { path: row.value().0.to_vec(), score: found.score, snippet })
    }
}

/// What is known of a document while a query is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Found {
    score: f64,
    /// The sum over the query's terms that it holds: no line can have more.
    rarity: f64,
}

/// The `top` highest scores, highest first; equal ones in order of arrival.
fn best(found: HashMap<u32, Found>, top: usize) -> Vec<(u32, Found)> {
    let mut found: Vec<(u32, Found)> = found.into_iter().collect();
    let order =
        |a: &(u32, Found), b: &(u32, Found)| b.1.score.total_cmp(&a.1.score).then(a.0.cmp(&b.0));
    if top < found.len() {
        found.select_nth_unstable_by(top, order);
        found.truncate(top);
    }
    found.sort_unstable_by(order);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_come_first_and_ties_keep_their_order() {
        let scores = [(1, 0.5), (2, 2.0), (3, 0.5), (4, 1.0)];
        let found = || scores.map(|(number, score)| (number, Found { score, rarity: 1.0 })).into();
        let numbers = |top| best(found(), top).iter().map(|(number, _)| *number).collect();
        let (three, all, none): (Vec<u32>, Vec<u32>, Vec<u32>) =
            (numbers(3), numbers(9), numbers(0));
        assert_eq!((three, all, none), (vec![2, 4, 1], vec![2, 4, 1, 3], vec![]));
    }
}

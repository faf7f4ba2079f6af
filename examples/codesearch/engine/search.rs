//! Answers a query: score every document that holds a term, keep the best.

use std::collections::HashMap;

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
    pub(crate) fn search(&self, query: &Query, top: usize) -> Result<Answer, DbError> {
        let view = self.view()?;
        let statistics = Statistics::read(&view.statistics)?;
        let mut scores: HashMap<u32, f64> = HashMap::new();
        let mut weights: Vec<(&str, f64)> = Vec::new();
        for term in query.terms() {
            let postings = view.postings(term)?;
            let rank = Scorer::new(&statistics, postings.len());
            weights.push((term, rank.rarity()));
            for posting in &postings {
                *scores.entry(posting.document).or_default() += rank.score(posting);
            }
        }
        let matches = scores.len();
        let best = best(scores, top);
        let hits = best.into_iter().map(|(number, score)| view.hit(number, score, &weights));
        Ok(Answer { matches, hits: hits.collect::<Result<_, _>>()? })
    }
}

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

    fn hit(&self, number: u32, score: f64, weights: &[(&str, f64)]) -> Result<Hit, DbError> {
        let row = self.documents.get(number)?.ok_or(NO_DOCUMENT)?;
        let text = self.texts.get(number)?.ok_or(NO_TEXT)?;
        let text = str::from_utf8(text.value()).map_err(|_| NO_TEXT)?;
        Ok(Hit { path: row.value().0.to_vec(), score, snippet: snippet(text, weights) })
    }
}

/// The `top` highest scores, highest first; equal ones in order of arrival.
fn best(scores: HashMap<u32, f64>, top: usize) -> Vec<(u32, f64)> {
    let mut scores: Vec<(u32, f64)> = scores.into_iter().collect();
    let order = |a: &(u32, f64), b: &(u32, f64)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if top < scores.len() {
        scores.select_nth_unstable_by(top, order);
        scores.truncate(top);
    }
    scores.sort_unstable_by(order);
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_come_first_and_ties_keep_their_order() {
        let scores: HashMap<u32, f64> = [(1, 0.5), (2, 2.0), (3, 0.5), (4, 1.0)].into();
        assert_eq!(best(scores.clone(), 3), [(2, 2.0), (4, 1.0), (1, 0.5)]);
        assert_eq!(best(scores.clone(), 9).len(), 4);
        assert_eq!(best(scores, 0), []);
    }
}

//! The search engine: a tokenizer, an inverted index in `redb`, BM25, snippets.
//!
//! Text goes in as documents of a [`segment::Segment`], which a thread builds
//! on its own and [`db::Db::commit`] stores in one transaction. Questions are
//! a [`query::Query`]; [`db::Db::search`] answers from a consistent view of
//! the last commit, while others write.

pub(crate) mod db;
pub(crate) mod error;
pub(crate) mod postings;
pub(crate) mod query;
pub(crate) mod rank;
pub(crate) mod search;
pub(crate) mod segment;
pub(crate) mod snippet;
pub(crate) mod tables;
pub(crate) mod tokenize;

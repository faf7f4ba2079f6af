//! The size of expansions in tokens.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::expand;

/// Leaves, and two for each pair of delimiters.
fn count(tokens: TokenStream) -> usize {
    let size = |token| match token {
        TokenTree::Group(group) => 2 + count(group.stream()),
        _ => 1,
    };
    tokens.into_iter().map(size).sum()
}

#[test]
fn plain_functions_take_at_most_150_tokens_and_async_ones_220() {
    let plain = quote! {
        pub fn search(&self, query: &Query, limit: usize) -> Vec<Hit> {
            let terms = self.tokenize(query);
            let hits = self.index.lookup(&terms, limit);
            hits.into_iter().take(limit).collect()
        }
    };
    let fallible = quote! {
        pub fn search(&self, query: &Query, limit: usize) -> Result<Hits> {
            let terms = self.tokenize(query)?;
            let hits = self.index.lookup(&terms, limit)?;
            Ok(hits)
        }
    };
    let asynchronous = quote! {
        pub async fn search(&self, query: &Query, limit: usize) -> Result<Vec<Hit>, Error> {
            let terms = self.tokenize(query)?;
            let hits = self.index.lookup(&terms, limit).await?;
            Ok(hits.into_iter().take(limit).collect())
        }
    };
    for (what, item, most) in
        [("plain", plain, 150), ("fallible", fallible, 150), ("async", asynchronous, 220)]
    {
        within(what, &item, most);
    }
}

#[test]
fn other_shapes_of_plain_functions_take_no_more() {
    let guarded = quote! {
        fn search(&self, query: &Query) -> usize {
            self.index.lookup(query).len()
        }
    };
    let noted = quote! {
        fn search(&self, query: &Query, limit: usize) -> Result<Hits> {
            let terms = self.tokenize(query)?;
            let hits = self.index.lookup(&terms, limit)?;
            hits.check()?;
            Ok(hits)
        }
    };
    let owned = quote! {
        fn insert(&mut self, key: String, value: Vec<u8>) -> Result<()> {
            self.log.append(&key, &value)?;
            self.map.insert(key, value);
            Ok(())
        }
    };
    let documented = quote! {
        /// Finds the nearest.
        ///
        /// In all segments.
        fn search(&self, query: &Query) -> Result<Hits> {
            self.index.lookup(query)
        }
    };
    for (what, item, most) in [
        ("guarded", guarded, 150),
        ("noted", noted, 150),
        ("owned", owned, 150),
        ("documented", documented, 150),
    ] {
        within(what, &item, most);
    }
}

#[test]
fn other_shapes_of_futures_take_no_more() {
    let by_hand = quote! {
        fn search(&self, query: Query) -> impl Future<Output = Result<Hits>> {
            async move { lookup(query).await }
        }
    };
    let kept = quote! {
        #[must_use]
        pub async fn search(&self, query: &Query, limit: usize) -> Result<Vec<Hit>, Error> {
            let terms = self.tokenize(query)?;
            let hits = self.index.lookup(&terms, limit).await?;
            Ok(hits.into_iter().take(limit).collect())
        }
    };
    let at_once = quote! {
        pub async fn search(&self, query: &Query, limit: usize) -> Result<Vec<Hit>, Error> {
            let terms = self.tokenize(query)?;
            Ok(self.index.lookup(&terms, limit)?)
        }
    };
    for (what, item) in [("by hand", by_hand), ("kept async", kept), ("at once", at_once)] {
        within(what, &item, 220);
    }
}

#[track_caller]
fn within(what: &str, item: &TokenStream, most: usize) {
    let (bare, expanded) = (count(item.clone()), count(expand(quote!(), item)));
    println!("{what}: {bare} tokens bare, {expanded} expanded");
    assert!(expanded <= most, "{what}: {expanded} tokens, {bare} of them the user's");
}

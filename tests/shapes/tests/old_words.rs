//! The derive beside names that are keywords in one edition or another, fields that are
//! there or not, and parameters of every kind.
#![deny(warnings)]
#![allow(
    non_camel_case_types,
    non_upper_case_globals,
    clippy::non_minimal_cfg,
    reason = "that is what is tested"
)]

use std::{borrow::Cow, collections::BTreeMap, fmt::Debug, marker::PhantomData};

use telemetry_anonymize::{Anonymize, Anonymizer, manifest::Manifest};

#[derive(Debug, PartialEq, Anonymize)]
struct r#async<'a, r#dyn, const r#gen: usize>
where
    r#dyn: Debug,
{
    r#try: r#dyn,
    r#await: Cow<'a, str>,
    #[cfg(any())]
    r#yield: ThisTypeDoesNotExist,
    #[cfg(all())]
    r#yield: [u64; r#gen],
    #[cfg_attr(all(), anonymize(skip))]
    #[cfg_attr(any(), anonymize(keep))]
    r#gen: String,
}

#[derive(Clone, Debug, PartialEq, Anonymize)]
enum r#become<'r, T> {
    r#async,
    r#dyn(T),
    r#gen {
        r#try: Cow<'r, str>,
        r#await: Option<T>,
    },
    #[cfg(any())]
    r#macro(ThisTypeDoesNotExist),
    #[cfg(all())]
    #[anonymize(keep, reason = "releases")]
    r#macro(u64, #[anonymize(skip)] Vec<T>),
}

#[derive(Debug, PartialEq, Anonymize)]
struct r#final<'a, K: Ord, V: 'a, M>(
    #[cfg(any())] ThisTypeDoesNotExist,
    BTreeMap<K, Vec<V>>,
    #[cfg(all())] Box<[Option<V>]>,
    PhantomData<&'a M>,
);

/// Has no policy: a bound that asks for one is too wide.
struct Undecided;

#[test]
fn names_that_are_keywords_somewhere_are_names() {
    let anonymizer = Anonymizer::new();
    let name = "users".to_owned().anonymize_with(&anonymizer);
    let sent = r#async {
        r#try: 1234_u64,
        r#await: Cow::Borrowed("users"),
        r#yield: [4711, 5],
        r#gen: "cannot open".to_owned(),
    };
    let sent = sent.anonymize_with(&anonymizer);
    let expected = r#async {
        r#try: 1000,
        r#await: Cow::Owned(name),
        r#yield: [4000, 5],
        r#gen: String::new(),
    };
    assert_eq!(sent, expected);
    let manifest = Manifest::of::<r#async<'static, u64, 2>>();
    let entries = manifest.entries();
    let paths: Vec<_> = entries.iter().map(|entry| &entry.path[..]).collect();
    assert_eq!(paths, ["try", "await", "yield[]", "gen"]);
}

#[test]
fn variants_keep_their_form_and_lose_what_may_not_leave() {
    type Words = r#become<'static, u64>;
    let sent = |variant: Words| variant.anonymize();
    assert_eq!(sent(Words::r#async), Words::r#async);
    assert_eq!(sent(Words::r#dyn(1234)), Words::r#dyn(1000));
    assert_eq!(sent(Words::r#macro(1234, vec![1])), Words::r#macro(1234, vec![]));
    let named = Words::r#gen { r#try: "users".into(), r#await: Some(1234) };
    let sent = sent(named);
    assert!(matches!(sent, Words::r#gen { r#try, r#await: Some(1000) } if r#try != "users"));
    let tuple = r#final::<_, _, Undecided>(
        [(true, vec![1234_u64])].iter().cloned().collect(),
        vec![Some(4711), None].into(),
        PhantomData,
    );
    let tuple = tuple.anonymize();
    assert_eq!((&tuple.0[&true][..], &tuple.1[..]), (&[1000][..], &[Some(4000), None][..]));
}

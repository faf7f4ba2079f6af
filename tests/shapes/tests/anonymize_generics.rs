//! Type, lifetime and const parameters, and the bounds inferred for them.
#![deny(warnings)]

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    fmt::Debug,
    marker::PhantomData,
    rc::Rc,
};

use telemetry_anonymize::{Anonymize, Anonymizer};

/// Has no policy: a bound that asks for one is too wide.
#[derive(Clone, Default)]
struct Undecided;

#[derive(Anonymize)]
struct Plain<T> {
    value: T,
}

#[derive(Anonymize)]
struct Bounded<'a, T: Debug + 'a, const N: usize = 2>
where
    T: Copy,
{
    values: [T; N],
    name: Cow<'a, str>,
}

#[derive(Anonymize)]
struct Defaulted<T = u64>(Option<T>);

#[derive(Anonymize)]
struct Marked<T> {
    count: u64,
    marker: PhantomData<T>,
}

#[derive(Anonymize)]
struct Skipped<T> {
    #[anonymize(skip)]
    value: Option<T>,
    #[anonymize(keep, reason = "shared")]
    shared: Rc<T>,
    #[anonymize(value = None)]
    replaced: Option<T>,
}

#[derive(Anonymize)]
struct Kept<T> {
    #[anonymize(keep, reason = "decided by the caller")]
    value: T,
}

#[derive(Anonymize)]
struct Leveled<T> {
    #[anonymize(level = 1)]
    value: T,
    #[anonymize(level = 1)]
    values: Vec<T>,
}

#[derive(Anonymize)]
struct Projected<I: Iterator> {
    item: I::Item,
    other: <I as Iterator>::Item,
}

#[derive(Anonymize)]
struct Maps<K, V> {
    map: HashMap<K, V>,
    sorted: BTreeMap<K, Vec<V>>,
}

#[derive(Anonymize)]
struct Ruled<T> {
    #[anonymize(round(digits = 2))]
    values: Vec<Option<T>>,
    #[anonymize(class)]
    value: T,
}

#[derive(Anonymize)]
struct Merged<K: Ord, V> {
    #[anonymize(merge = sum)]
    map: BTreeMap<K, V>,
}

#[derive(Anonymize)]
enum List<T> {
    End,
    Item(T, Box<List<T>>),
}

#[derive(Anonymize)]
struct Left<T> {
    value: T,
    rights: Vec<Right<T>>,
}

#[derive(Anonymize)]
struct Right<T> {
    left: Option<Box<Left<T>>>,
    by_name: HashMap<String, Left<T>>,
}

#[derive(Anonymize)]
struct Callbacks<'a> {
    #[anonymize(keep, reason = "code")]
    hook: for<'b> fn(&'b str) -> &'b str,
    #[anonymize(keep, reason = "code")]
    shared: Rc<dyn Fn(&u64) -> u64 + 'a>,
    #[anonymize(skip)]
    boxed: Option<Box<dyn Debug + Send>>,
}

#[derive(Anonymize)]
#[anonymize(bound = "T: Source, T::Out: Anonymize")]
struct Overridden<T: Source> {
    value: Wrapper<T>,
}

trait Source {
    type Out;
}

struct Wrapper<T: Source>(T::Out);

impl<T: Source> Anonymize for Wrapper<T>
where
    T::Out: Anonymize,
{
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        Self(self.0.anonymize_with(anonymizer))
    }
}

impl Source for Undecided {
    type Out = u64;
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Anonymize)]
#[anonymize(map_key)]
struct Key<T> {
    name: String,
    inner: T,
}

fn main() {
    assert_eq!(Plain { value: 1234_u64 }.anonymize().value, 1000);
    let bounded = Bounded { values: [1234_u64, 5], name: "users".into() }.anonymize();
    assert!(bounded.values == [1000, 5] && bounded.name != "users");
    assert_eq!(Defaulted(Some(1234_u64)).anonymize().0, Some(1000));
    let marked = Marked::<Undecided> { count: 1234, marker: PhantomData }.anonymize();
    assert_eq!((marked.count, marked.marker), (1000, PhantomData));
    let skipped =
        Skipped { value: Some(Undecided), shared: Rc::new(Undecided), replaced: Some(Undecided) };
    let copy = skipped.anonymize();
    assert!(
        copy.value.is_none()
            && copy.replaced.is_none()
            && Rc::ptr_eq(&copy.shared, &skipped.shared)
    );
    let Undecided = Kept { value: Undecided }.anonymize().value;
    let leveled = Leveled { value: 1234_u64, values: vec![1234] };
    let leveled = leveled.anonymize_with(&Anonymizer::new().at_level(0));
    assert!(leveled.value == 0 && leveled.values.is_empty());
    let projected = Projected::<std::ops::Range<u64>> { item: 1234, other: 5678 }.anonymize();
    assert_eq!((projected.item, projected.other), (1000, 5000));
    let maps = Maps { map: HashMap::from([(true, 1234_u64)]), sorted: BTreeMap::new() }.anonymize();
    assert!(maps.map[&true] == 1000 && maps.sorted.is_empty());
    let ruled = Ruled { values: vec![Some(123_456_u64)], value: 6 }.anonymize();
    assert_eq!((ruled.values, ruled.value), (vec![Some(120_000)], 8));
    let merged = Merged { map: BTreeMap::from([(6001_u64, 1_u64), (6002, 2)]) }.anonymize();
    assert_eq!(merged.map, BTreeMap::from([(6000, 3)]));
    assert!(matches!(List::Item(1234_u64, Box::new(List::End)).anonymize(), List::Item(1000, _)));
    let left =
        Left { value: 1234_u64, rights: vec![Right { left: None, by_name: HashMap::new() }] };
    let left = left.anonymize();
    assert!(
        left.value == 1000 && left.rights[0].left.is_none() && left.rights[0].by_name.is_empty()
    );
    let text = String::new();
    let callbacks =
        Callbacks { hook: |text| text, shared: Rc::new(|n| n + text.len() as u64), boxed: None };
    let copy = callbacks.anonymize();
    assert!((copy.hook)("a") == "a" && (copy.shared)(&7) == 7 && copy.boxed.is_none());
    assert_eq!(Overridden::<Undecided> { value: Wrapper(1234) }.anonymize().value.0, 1000);
    let key = Key { name: "a".to_owned(), inner: Some(true) };
    assert_eq!(BTreeMap::from([(key, 1234_u64)]).anonymize().into_values().next(), Some(1000));
}

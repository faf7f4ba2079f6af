//! Every type of std's that a report holds is anonymized inside.

use std::{
    borrow::Cow,
    cell::{Cell, OnceCell, RefCell},
    cmp::{Ordering, Reverse},
    collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque},
    convert::Infallible,
    marker::PhantomData,
    num::{Saturating, Wrapping},
    ops::{Bound, ControlFlow},
    rc::Rc,
    sync::{Arc, Mutex, OnceLock, RwLock, atomic::AtomicBool},
    time::{Duration, SystemTime},
};

use telemetry_anonymize::{Anonymize, Anonymizer, testing::anonymizer_without_entropy};

const RAW: u64 = 123_456_789;
const ROUNDED: u64 = 123_456_000;

#[test]
fn text_of_every_kind_becomes_the_same_tag() {
    let anonymizer = Anonymizer::new();
    let tag = "users".to_owned().anonymize_with(&anonymizer);
    assert_eq!(tag.len(), 16);
    assert_eq!(&*Box::<str>::from("users").anonymize_with(&anonymizer), tag);
    assert_eq!(&*Rc::<str>::from("users").anonymize_with(&anonymizer), tag);
    assert_eq!(&*Arc::<str>::from("users").anonymize_with(&anonymizer), tag);
    assert_eq!(Cow::Borrowed("users").anonymize_with(&anonymizer), tag);
    assert_eq!("users".to_owned().anonymize_with(&anonymizer_without_entropy()), "redacted");
}

#[test]
fn lists_are_anonymized_one_by_one() {
    let list = [RAW, 5];
    assert_eq!(list.anonymize(), [ROUNDED, 5]);
    assert_eq!(list.to_vec().anonymize(), [ROUNDED, 5]);
    assert_eq!(VecDeque::from(list).anonymize(), [ROUNDED, 5]);
    assert_eq!(LinkedList::from(list).anonymize(), LinkedList::from([ROUNDED, 5]));
    assert_eq!(BinaryHeap::from(list).anonymize().into_sorted_vec(), [5, ROUNDED]);
    assert_eq!(*Box::<[u64]>::from(list).anonymize(), [ROUNDED, 5]);
    assert_eq!(*Rc::<[u64]>::from(list).anonymize(), [ROUNDED, 5]);
    assert_eq!(*Arc::<[u64]>::from(list).anonymize(), [ROUNDED, 5]);
    assert_eq!(*Cow::Borrowed(&list[..]).anonymize(), [ROUNDED, 5]);
}

#[test]
fn maps_and_sets_keep_their_entries_apart() {
    let names = ["a".to_owned(), "b".to_owned()];
    let map = HashMap::from([(names[0].clone(), RAW), (names[1].clone(), RAW)]).anonymize();
    assert!(map.len() == 2 && map.values().all(|value| *value == ROUNDED));
    let map = BTreeMap::from([(names[0].clone(), RAW), (names[1].clone(), RAW)]).anonymize();
    assert!(map.len() == 2 && map.keys().all(|key| key.len() == 16));
    let map = BTreeMap::from([(Box::<[String]>::from(names.clone()), RAW)]).anonymize();
    assert!(map.into_iter().all(|(key, value)| key[0].len() == 16 && value == ROUNDED));
    assert_eq!(HashSet::from(names.clone()).anonymize().len(), 2);
    assert_eq!(BTreeSet::from(names).anonymize().len(), 2);
}

#[test]
fn wrappers_are_looked_into() {
    assert_eq!(*Box::new(RAW).anonymize(), ROUNDED);
    assert_eq!(*Rc::new(RAW).anonymize(), ROUNDED);
    assert_eq!(*Arc::new(RAW).anonymize(), ROUNDED);
    assert_eq!(Some(RAW).anonymize(), Some(ROUNDED));
    assert_eq!(Cell::new(RAW).anonymize().get(), ROUNDED);
    assert_eq!(*RefCell::new(RAW).anonymize().borrow(), ROUNDED);
    assert_eq!(OnceCell::from(RAW).anonymize().get(), Some(&ROUNDED));
    assert_eq!(OnceLock::from(RAW).anonymize().get(), Some(&ROUNDED));
    assert_eq!(OnceLock::<u64>::new().anonymize().get(), None);
    assert_eq!(*Mutex::new(RAW).anonymize().lock().unwrap(), ROUNDED);
    assert_eq!(*RwLock::new(RAW).anonymize().read().unwrap(), ROUNDED);
    assert_eq!(Reverse(RAW).anonymize(), Reverse(ROUNDED));
    assert_eq!(Wrapping(RAW).anonymize(), Wrapping(ROUNDED));
    assert_eq!(Saturating(RAW).anonymize(), Saturating(ROUNDED));
    assert_eq!(Cow::<u64>::Owned(RAW).anonymize(), Cow::<u64>::Owned(ROUNDED));
    assert_eq!((RAW..RAW).anonymize(), ROUNDED..ROUNDED);
    assert_eq!((RAW..=RAW).anonymize(), ROUNDED..=ROUNDED);
    assert_eq!((RAW..).anonymize(), ROUNDED..);
    assert_eq!((..RAW).anonymize(), ..ROUNDED);
    assert_eq!((..=RAW).anonymize(), ..=ROUNDED);
    assert_eq!(Bound::Included(RAW).anonymize(), Bound::Included(ROUNDED));
    assert_eq!(Ok::<u64, u64>(RAW).anonymize(), Ok(ROUNDED));
    assert_eq!(Err::<u64, u64>(RAW).anonymize(), Err(ROUNDED));
    assert_eq!(ControlFlow::<u64>::Break(RAW).anonymize(), ControlFlow::Break(ROUNDED));
    assert_eq!(ControlFlow::<(), u64>::Continue(RAW).anonymize(), ControlFlow::Continue(ROUNDED));
    assert_eq!(*Box::pin(RAW).anonymize(), ROUNDED);
    assert_eq!(None::<Infallible>.anonymize(), None);
}

#[test]
fn a_poisoned_lock_is_still_read() {
    let lock = Arc::new(Mutex::new(RAW));
    let poisoner = Arc::clone(&lock);
    let thread = std::thread::spawn(move || {
        let _guard = poisoner.lock();
        panic!("poison");
    });
    assert!(thread.join().is_err());
    assert_eq!(*lock.anonymize().lock().unwrap(), ROUNDED);
}

#[test]
fn tuples_to_twelve_are_anonymized() {
    assert_eq!((RAW,).anonymize(), (ROUNDED,));
    let twelve = (RAW, RAW, RAW, RAW, RAW, RAW, RAW, RAW, RAW, RAW, RAW, RAW).anonymize();
    let r = ROUNDED;
    assert_eq!(twelve, (r, r, r, r, r, r, r, r, r, r, r, r));
}

#[test]
fn what_holds_nothing_of_anybodys_stays() {
    assert!(true.anonymize());
    assert!(AtomicBool::new(true).anonymize().into_inner());
    assert_eq!(PhantomData::<String>.anonymize(), PhantomData);
    assert_eq!(Ordering::Less.anonymize(), Ordering::Less);
    let () = ().anonymize();
    let _: std::ops::RangeFull = (..).anonymize();
}

#[test]
fn times_are_cut_and_spans_rounded() {
    let time = SystemTime::UNIX_EPOCH + Duration::from_mins(10 * 60 + 59);
    assert_eq!(time.anonymize(), SystemTime::UNIX_EPOCH + Duration::from_hours(10));
    assert_eq!(Duration::from_nanos(RAW).anonymize(), Duration::from_nanos(ROUNDED));
}

#[test]
fn bytes_are_data_and_hashed() {
    let anonymizer = Anonymizer::new();
    let bytes = b"a name in bytes, longer than one digest".to_vec();
    let hashed = bytes.anonymize_with(&anonymizer);
    assert_eq!(hashed.len(), bytes.len());
    let same = hashed.iter().zip(&bytes).filter(|(left, right)| left == right).count();
    assert!(same < 8, "{same} of {} bytes are as they were", bytes.len());
    assert_eq!(hashed, bytes.anonymize_with(&anonymizer));
    assert_ne!(hashed[..7], hashed[32..39], "what is longer than a digest has no period");
    assert_ne!((*b"secret").anonymize_with(&anonymizer), *b"secret");
    assert_eq!(bytes.anonymize_with(&anonymizer_without_entropy()), vec![0; bytes.len()]);
    assert_eq!(vec![7_i8; 3].anonymize_with(&anonymizer_without_entropy()), [0, 0, 0]);
    assert_eq!(7_u8.anonymize_with(&anonymizer), 7);
}

#[test]
fn characters_are_hashed_and_in_a_row_together() {
    let anonymizer = Anonymizer::new();
    let one = 'ü'.anonymize_with(&anonymizer);
    assert!(one.is_ascii_hexdigit());
    assert_eq!(one, 'ü'.anonymize_with(&anonymizer));
    assert_eq!('ü'.anonymize_with(&anonymizer_without_entropy()), '0');
    let others: HashSet<_> = ('a'..='z').map(|letter| letter.anonymize_with(&anonymizer)).collect();
    assert!(others.len() > 1);
    // The same letters elsewhere are others: no frequency is left to count.
    let name: Vec<char> = "a name in lower case letters, ünlike".chars().collect();
    let hashed = name.anonymize_with(&anonymizer);
    assert_eq!(hashed.len(), name.len());
    assert_eq!(hashed, name.anonymize_with(&anonymizer));
    let singly: Vec<_> = name.iter().map(|letter| letter.anonymize_with(&anonymizer)).collect();
    assert_ne!(hashed, singly);
    assert_eq!(['a'; 3].anonymize_with(&anonymizer_without_entropy()), ['0'; 3]);
}

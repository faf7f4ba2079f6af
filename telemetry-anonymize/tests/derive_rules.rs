//! What single rules of the derive promise.

use std::collections::BTreeMap;

use telemetry_anonymize::{Anonymize, Anonymizer, manifest::Manifest};

#[derive(Debug, Anonymize)]
struct Peers {
    #[anonymize(url(keep_port), reason = "one of two ports of the protocol")]
    peer: String,
    #[anonymize(url)]
    other: String,
    #[anonymize(
        merge = keep_first,
        keys(url(keep_port), reason = "the same two ports")
    )]
    loads: BTreeMap<String, u64>,
}

#[test]
fn a_kept_port_says_why_in_the_lock_and_on_the_page() {
    let peer = "tcp://db.acme.example:6334".to_owned();
    let loads = BTreeMap::from([(peer.clone(), 5)]);
    let peers = Peers { peer: peer.clone(), other: peer, loads }.anonymize();
    let host = peers.other.strip_prefix("tcp://").expect("a public scheme");
    assert_eq!(host.len(), 16);
    assert_eq!(peers.peer, format!("tcp://{host}:6334"));
    assert_eq!(peers.loads, BTreeMap::from([(peers.peer, 5)]));
    let manifest = Manifest::of::<Peers>();
    let lock = manifest.lock();
    assert!(lock.contains("peer: String, url(keep_port) (one of two ports of the protocol)\n"));
    assert!(lock.contains("url(keep_port) (the same two ports)"), "{lock}");
    assert!(lock.contains("other: String, url\n"), "{lock}");
    let page = manifest.page("Page");
    assert!(page.contains("the rest is hashed: one of two ports of the protocol"), "{page}");
}

#[derive(Debug, PartialEq, Anonymize)]
#[anonymize(url(keep_port), reason = "ports of the protocol")]
struct AllPeers {
    one: String,
    #[anonymize(reason = "the port of the test")]
    other: String,
}

#[test]
fn the_reason_of_a_type_holds_for_fields_without_their_own() {
    let peers = AllPeers { one: "tcp://a:1".to_owned(), other: "tcp://a:1".to_owned() };
    assert!(peers.anonymize().one.ends_with(":1"));
    let lock = Manifest::of::<AllPeers>().lock();
    assert!(lock.contains("one: String, url(keep_port) (ports of the protocol)"), "{lock}");
    assert!(lock.contains("other: String, url(keep_port) (the port of the test)"), "{lock}");
}

#[derive(Debug, Anonymize)]
struct Domains {
    name: String,
    #[anonymize(hash(domain = "a"))]
    first: String,
    #[anonymize(hash(domain = "a"))]
    second: Option<Box<str>>,
    #[anonymize(hash(domain = "b"))]
    third: String,
}

#[test]
fn a_name_is_joinable_within_its_domain_and_nowhere_else() {
    let name = || "users".to_owned();
    let raw = Domains { name: name(), first: name(), second: Some(name().into()), third: name() };
    let anonymizer = Anonymizer::new();
    // Alone, and in a list, whose names are hashed together.
    let raw: Vec<_> = std::iter::repeat_n((), 20)
        .map(|()| Domains {
            name: raw.name.clone(),
            first: raw.first.clone(),
            second: raw.second.clone(),
            third: raw.third.clone(),
        })
        .collect();
    let sealed = anonymizer.seal(&raw);
    for Domains { name, first, second, third } in
        std::iter::once(&raw[0].anonymize_with(&anonymizer)).chain(sealed.iter())
    {
        assert_eq!(second.as_deref(), Some(first.as_str()), "one domain");
        assert!(name != first && name != third && first != third, "three domains");
        assert_eq!(*name, anonymizer.name("users"));
        assert_eq!(*first, anonymizer.name_in("a", "users"));
        assert_eq!(*third, anonymizer.name_in("b", "users"));
    }
}

/// Shows the anonymizer that it was given.
#[derive(Debug)]
struct Shown(String);
impl Anonymize for Shown {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        Self(format!("{anonymizer:?}"))
    }
}

#[test]
fn debug_output_of_an_anonymizer_has_its_level_and_neither_key_nor_names() {
    let anonymizer = Anonymizer::new().at_level(3);
    assert_eq!(format!("{anonymizer:?}"), "Anonymizer { level: 3, .. }");
    // While the names of a list are held ready too.
    let list: Vec<_> = (0..20).map(|n| (n.to_string(), Shown(n.to_string()))).collect();
    let sealed = anonymizer.seal(&list);
    assert!(sealed.iter().all(|(_, shown)| shown.0 == "Anonymizer { level: 3, .. }"));
}

#[test]
fn a_field_is_there_from_its_level_on() {
    #[derive(Anonymize)]
    struct Leveled {
        #[anonymize(level = 3)]
        size: u64,
    }
    let at = |level: u8| Anonymizer::new().at_level(level).seal(&Leveled { size: 7 }).size;
    assert_eq!([0, 2, 3, 4, u8::MAX].map(at), [0, 0, 7, 7, 7]);
}

//! The attacker with a dictionary and every hash he knows, and the one who
//! averages.

use std::{
    collections::HashSet,
    time::{Duration, SystemTime},
};

use serde::Serialize;
use telemetry_anonymize::{
    Anonymize, Anonymizer,
    testing::{Oracle, plain_hashes},
};

#[derive(Clone, Serialize, Anonymize)]
struct Report {
    collection: String,
    fields: Vec<String>,
    #[anonymize(url)]
    peer: String,
    points_total: u64,
}

/// 10,000 names as people give them.
fn names() -> Vec<String> {
    const FIRST: [&str; 25] = [
        "users",
        "products",
        "orders",
        "docs",
        "images",
        "vectors",
        "events",
        "logs",
        "items",
        "chunks",
        "pages",
        "articles",
        "customers",
        "messages",
        "files",
        "embeddings",
        "movies",
        "songs",
        "tickets",
        "invoices",
        "reviews",
        "posts",
        "faces",
        "recipes",
        "jobs",
    ];
    const SECOND: [&str; 20] = [
        "", "_v1", "_v2", "_test", "_prod", "-dev", "-staging", "_new", "_old", "_tmp", "_2024",
        "_2025", "_eu", "_us", "-main", "_backup", "_index", "_all", "_en", "_de",
    ];
    const THIRD: [&str; 20] = [
        "",
        "my_",
        "test_",
        "acme_",
        "shop-",
        "prod-",
        "dev_",
        "the",
        "app_",
        "old_",
        "new_",
        "a_",
        "b_",
        "customer_",
        "search_",
        "rag_",
        "kb_",
        "crm-",
        "erp-",
        "web_",
    ];
    let name = |(third, first, second)| format!("{third}{first}{second}");
    let all = THIRD.iter().flat_map(|third| {
        FIRST.iter().flat_map(move |first| SECOND.iter().map(move |s| (third, first, s)))
    });
    all.map(name).collect()
}

/// What a word of a report would be if it were a plain hash: hex both ways,
/// decimal, and base64's letters.
fn spellings(digest: &[u8]) -> [String; 3] {
    let hex = |bytes: &mut dyn Iterator<Item = &u8>| {
        bytes.map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
    };
    let number = digest.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    [hex(&mut digest.iter()), hex(&mut digest.iter().rev()), number.to_string()]
}

fn words(json: &str) -> impl Iterator<Item = &str> {
    json.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_' && letter != '-')
}

#[test]
fn no_plain_hash_of_ten_thousand_names_occurs_in_a_thousand_reports() {
    let names = names();
    assert_eq!(names.len(), 10_000);
    let mut known: HashSet<String> = names.iter().cloned().collect();
    for name in &names {
        let hashes = plain_hashes(name.as_bytes());
        known.extend(hashes.iter().flat_map(|(_, digest)| spellings(digest)));
    }
    let report = |number: usize| Report {
        collection: names[number * 10].clone(),
        fields: names[number * 10..number * 10 + 10].to_vec(),
        peer: format!("https://{}/{}", names[number], names[number * 7]),
        points_total: 123_456_789,
    };
    let raw = serde_json::to_string(&report(1)).unwrap();
    assert!(words(&raw).filter(|word| known.contains(*word)).count() >= 10, "the control is seen");
    for number in 0..1000 {
        let sealed = Anonymizer::new().seal(&report(number));
        let json = serde_json::to_string(&sealed).unwrap();
        let found = words(&json).find(|word| known.contains(*word));
        assert_eq!(found, None, "in {json}");
    }
}

/// Anonymizes as the seed's vendor does: a fixed key, jitter anew per report.
fn vendor(report: &Report) -> Report {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let hashed = |name: &String| {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        hasher.finish().to_string()
    };
    Report {
        collection: hashed(&report.collection),
        fields: report.fields.iter().map(hashed).collect(),
        peer: hashed(&report.peer),
        points_total: report.points_total / 10_000 * 10_000,
    }
}

#[test]
fn the_oracle_catches_the_seed_vendors_way_and_passes_ours() {
    let mut oracle = Oracle::new();
    let report = Report {
        collection: oracle.canary("collection"),
        fields: vec![oracle.canary("field"), oracle.canary("payload key")],
        peer: format!("https://{}:6334/{}", oracle.canary("host"), oracle.canary("path")),
        points_total: 7,
    };
    let vendors = serde_json::to_vec(&vendor(&report)).unwrap();
    let leaks = oracle.leaks(&vendors);
    assert!(leaks.iter().any(|leak| leak.label == "collection" && leak.form.contains("SipHash")));
    assert!(leaks.iter().any(|leak| leak.label == "payload key"));
    oracle.plant_process();
    oracle.assert_clean(&serde_json::to_vec(&Anonymizer::new().seal(&report)).unwrap());
}

#[test]
fn the_oracle_sees_through_encodings_and_compression() {
    use std::io::Write as _;
    let mut oracle = Oracle::new();
    let canary = oracle.canary("c");
    let hex = canary.bytes().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().concat();
    let reversed: String = canary.chars().rev().collect();
    for leaking in [canary.to_uppercase(), hex, reversed] {
        assert!(!oracle.leaks(leaking.as_bytes()).is_empty(), "{leaking}");
    }
    assert_eq!(oracle.leaks(b"Kanari, and nothing that was planted"), []);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(canary.as_bytes()).unwrap();
    assert!(!oracle.leaks(&packed.finish().unwrap()).is_empty());
}

#[test]
#[should_panic(expected = "collection left as it is")]
fn a_leak_fails_the_test_and_says_what_left() {
    let mut oracle = Oracle::new();
    let canary = oracle.canary("collection");
    oracle.assert_clean(canary.as_bytes());
}

#[test]
fn averaging_ten_thousand_reports_sharpens_nothing() {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_772_600_767);
    let (uptime, count) = (Duration::from_nanos(123_456_789), 123_456_789_u64);
    let facts = (start, uptime, count, 0.123_456_f64, -123_456_i64);
    let same = Anonymizer::new();
    let first = format!("{:?}", facts.anonymize_with(&same));
    for report in 0..10_000 {
        // Every other one from another start.
        let fresh = (report % 2 == 0).then(Anonymizer::new);
        let sent = facts.anonymize_with(fresh.as_ref().unwrap_or(&same));
        assert_eq!(format!("{sent:?}"), first);
    }
    // The control: jitter that is drawn anew is averaged away.
    let mut random = fastrand::Rng::with_seed(7);
    let jittered = (0..10_000).map(|_| f64::from(random.i32(-10..=10)));
    assert!((jittered.sum::<f64>() / 10_000.0).abs() < 0.5);
}

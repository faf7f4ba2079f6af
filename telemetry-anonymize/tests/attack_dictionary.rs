//! The attacker with a dictionary and every hash he knows, and the oracle that
//! looks for what he would find.

#[path = "attack/readings.rs"]
mod readings;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use serde::Serialize;
use telemetry_anonymize::{
    Anonymize, Anonymizer,
    testing::{Oracle, plain_hashes},
};

use self::readings::Dictionary;

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

fn report(names: &[String], number: usize) -> Report {
    Report {
        collection: names[number * 10].clone(),
        fields: names[number * 10..number * 10 + 10].to_vec(),
        peer: format!("https://{}/{}", names[number], names[number * 7]),
        points_total: 123_456_789,
    }
}

/// The ways to write `bytes` that an attacker reads: hex, base64, a number.
fn spellings(bytes: &[u8]) -> Vec<String> {
    let hex = |text: String, byte: &u8| text + &format!("{byte:02x}");
    let mut spellings =
        vec![bytes.iter().fold(String::new(), hex), STANDARD.encode(bytes), URL_SAFE.encode(bytes)];
    spellings.extend(bytes.try_into().map(|bytes| u32::from_be_bytes(bytes).to_string()));
    spellings.extend(bytes.try_into().map(|bytes| u64::from_be_bytes(bytes).to_string()));
    spellings.extend(bytes.try_into().map(|bytes| i64::from_be_bytes(bytes).to_string()));
    spellings.extend(bytes.try_into().map(|bytes| u128::from_be_bytes(bytes).to_string()));
    spellings
}

#[test]
fn no_plain_hash_of_ten_thousand_names_occurs_in_a_thousand_reports() {
    let names = names();
    assert_eq!(names.len(), 10_000);
    let dictionary = Dictionary::of(&names);
    let raw = serde_json::to_string(&report(&names, 1)).unwrap();
    assert!(dictionary.find(&raw).len() >= 10, "the control is seen");
    for number in 0..1000 {
        let sealed = Anonymizer::new().seal(&report(&names, number));
        let json = serde_json::to_string(&sealed).unwrap();
        assert_eq!(dictionary.find(&json), [], "in {json}");
    }
}

#[test]
fn every_hash_and_encoding_of_a_name_would_be_found_in_a_report() {
    let names = names();
    let dictionary = Dictionary::of(&names[..500]);
    let found = |text: &str, hash: &str| {
        let leaking = Report { collection: text.to_owned(), ..report(&names, 600) };
        let json = serde_json::to_string(&leaking).unwrap();
        // The kinds of Fx agree about some lengths.
        let kind = hash.split(" of").next().unwrap();
        let known = dictionary.find(&json);
        assert!(known.iter().any(|(_, known)| known.starts_with(kind)), "{hash}: {json}");
    };
    for name in &names[..20] {
        for text in &spellings(name.as_bytes())[..3] {
            found(text, "a name");
        }
        for (hash, mut digest) in plain_hashes(name.as_bytes()) {
            // Whole and cut short, in both orders of the bytes.
            for _ in 0..2 {
                for shown in [&digest[..], &digest[..digest.len().min(8)]] {
                    for text in spellings(shown) {
                        found(&text, hash);
                    }
                }
                digest.reverse();
            }
        }
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
fn what_is_too_short_to_be_looked_for_is_said() {
    let mut oracle = Oracle::new();
    let is_refused = std::panic::catch_unwind(|| drop(Oracle::new().plant("user", "root").clone()));
    assert!(is_refused.is_err());
    oracle.plant_process();
    let is_short = |name: &str| std::env::var(name).is_ok_and(|v| (1..6).contains(&v.len()));
    for (name, _) in std::env::vars().filter(|(name, _)| is_short(name)) {
        let label = format!("environment variable {name}");
        assert!(oracle.passed_over().contains(&label), "{label}");
    }
}

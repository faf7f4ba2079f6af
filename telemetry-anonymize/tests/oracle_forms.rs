//! Every form in which the leak oracle looks for a secret, each written by
//! another hand than the oracle's: if it forgets one, a line here fails.

use std::fmt::Write as _;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use telemetry_anonymize::testing::{Oracle, plain_hashes};

/// Has letters beyond ASCII, and whatever a format must escape.
const SECRET: &str = "Kanarie \"Jäger\" & Söhne/Straße?\n>>>~~~ÿÿÿ";

fn oracle() -> Oracle {
    let mut oracle = Oracle::new();
    oracle.plant("secret", SECRET);
    oracle
}

#[track_caller]
fn is_found(oracle: &Oracle, form: &str, document: &[u8]) {
    let leaks = oracle.leaks(document);
    let found = leaks.iter().any(|leak| leak.label == "secret" && leak.form == form);
    assert!(found, "{form} is not found in {:?}: {leaks:?}", String::from_utf8_lossy(document));
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02X}").expect("a string takes all text");
        text
    })
}

/// The ways to write `bytes` as text, with neighbours on both sides where a format
/// has no borders between them.
fn written(bytes: &[u8]) -> Vec<(&'static str, String)> {
    let between = |before: &str| [before.as_bytes(), bytes, b"\xffzz"].concat();
    let mut ways = vec![
        ("in hex", hex(&between("x"))),
        ("as a list", serde_json::to_string(&between("x")).expect("bytes serialize")),
        ("as a list with spaces", format!("{:?}", between("x"))),
    ];
    for before in ["", "x", "xy", "xyz", "xyzx"] {
        ways.push(("in base64", STANDARD.encode(between(before))));
    }
    ways
}

#[test]
fn a_secret_is_found_however_a_format_writes_it() {
    let oracle = oracle();
    for (form, text) in [
        ("as it is", format!("-{SECRET}-")),
        ("reversed", SECRET.chars().rev().collect()),
        (
            "percent-encoded",
            "x=Kanarie%20%22J%C3%A4ger%22%20%26%20S%C3%B6hne%2FStra%C3%9Fe%3F%0A%3E%3E%3E~~~\
             %C3%BF%C3%BF%C3%BF"
                .to_owned(),
        ),
        ("JSON-escaped", r#"{"a":"Kanarie \"Jäger\" & Söhne/Straße?\n>>>~~~ÿÿÿ"}"#.to_owned()),
        (
            "JSON-escaped to ASCII",
            r#"{"a":"Kanarie \"J\u00e4ger\" & S\u00f6hne/Stra\u00dfe?\n>>>~~~\u00ff\u00ff\u00ff"}"#
                .to_owned(),
        ),
        (
            "JSON-escaped twice",
            r#"{"a":"{\"b\":\"Kanarie \\\"Jäger\\\" & Söhne/Straße?\\n>>>~~~ÿÿÿ\"}"}"#.to_owned(),
        ),
        (
            "as a form",
            "x=Kanarie+%22J%C3%A4ger%22+%26+S%C3%B6hne%2FStra%C3%9Fe%3F%0A%3E%3E%3E~~~\
             %C3%BF%C3%BF%C3%BF"
                .to_owned(),
        ),
        (
            "percent-encoded twice",
            "Kanarie%2520%2522J%25C3%25A4ger%2522%2520%2526%2520S%25C3%25B6hne%252FStra%25C3%259F\
             e%253F%250A%253E%253E%253E~~~%25C3%25BF%25C3%25BF%25C3%25BF"
                .to_owned(),
        ),
        (
            "escaped for HTML",
            "<p>Kanarie &quot;Jäger&quot; &amp; Söhne/Straße?\n&gt;&gt;&gt;~~~ÿÿÿ</p>".to_owned(),
        ),
    ] {
        is_found(&oracle, form, text.as_bytes());
    }
    for (form, text) in written(SECRET.as_bytes()) {
        is_found(&oracle, form, text.as_bytes());
    }
    for before in ["", "x", "xy"] {
        let encoded = URL_SAFE.encode(format!("{before}{SECRET}zz"));
        is_found(&oracle, "in base64url", encoded.as_bytes());
    }
    let wide = |to: fn(u16) -> [u8; 2]| SECRET.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    is_found(&oracle, "in UTF-16, little-endian", &wide(u16::to_le_bytes));
    is_found(&oracle, "in UTF-16, big-endian", &wide(u16::to_be_bytes));
    let encoded = STANDARD.encode(wide(u16::to_le_bytes));
    is_found(&oracle, "in UTF-16, little-endian, in base64", encoded.as_bytes());
}

#[test]
fn what_rust_escapes_in_its_own_way_is_found() {
    let mut oracle = Oracle::new();
    oracle.plant("secret", "bell\u{7}, or it's one");
    is_found(&oracle, "escaped as Rust does", format!("{:?}", "bell\u{7}, or it's one").as_bytes());
}

#[test]
fn a_host_s_name_is_found_as_a_domain() {
    let mut oracle = Oracle::new();
    oracle.plant("secret", "Jäger.example");
    is_found(&oracle, "as a domain", b"https://xn--jger-loa.example:80/");
}

#[test]
fn half_of_a_canary_is_found() {
    let mut oracle = Oracle::new();
    let canary = oracle.canary("collection");
    let (half, rest) = canary.split_at(9);
    let split = format!(r#"{{"a":"{half}","b":"{rest}"}}"#);
    let leaks = oracle.leaks(split.as_bytes());
    assert!(leaks.iter().any(|leak| leak.label == "collection, its first half"), "{leaks:?}");
}

#[test]
fn a_plain_hash_cut_to_32_bits_is_found_where_it_stands_alone() {
    let oracle = oracle();
    for (name, digest) in plain_hashes(SECRET.as_bytes()).iter().filter(|(_, d)| d.len() > 4) {
        for cut in [&digest[..4], &digest[digest.len() - 4..]] {
            let number = u32::from_be_bytes(cut.try_into().expect("four bytes"));
            for (how, text) in [("hex", hex(cut)), ("decimal", number.to_string())] {
                // Numbers of five digits are too short to be looked for.
                if text.len() >= 6 {
                    let form = format!("{name}, cut to 32 bits, in {how}");
                    is_found(&oracle, &form, format!("\"{text}\"").as_bytes());
                    let within = format!("0{text}");
                    let leaks = oracle.leaks(within.as_bytes());
                    assert!(!leaks.iter().any(|leak| leak.form == form), "{within}: {leaks:?}");
                }
            }
        }
    }
}

#[test]
fn what_is_packed_is_found_wherever_it_stands() {
    use std::io::Write as _;

    use flate2::{
        Compression, GzBuilder,
        write::{GzEncoder, ZlibEncoder},
    };
    let gzip = |bytes: &[u8]| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(bytes).expect("memory takes all");
        packed.finish().expect("memory takes all")
    };
    let zlib = |bytes: &[u8]| {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
        packed.write_all(bytes).expect("memory takes all");
        packed.finish().expect("memory takes all")
    };
    // Packed, the text is not readable.
    let text = format!("{}{SECRET}{}", "Kanari Jäger ".repeat(9), "Söhne Straße ".repeat(9));
    let text = text.as_bytes();
    let oracle = oracle();
    let mut named_for =
        GzBuilder::new().filename(SECRET.replace('\n', " ")).write(Vec::new(), Compression::best());
    named_for.write_all(b"{}").expect("memory takes all");
    for document in [
        gzip(text),
        zlib(text),
        // So often that it is packed once more, and not just stored.
        zlib(&gzip(text).repeat(50)),
        [&b"POST / HTTP/1.1\r\ncontent-encoding: gzip\r\n\r\n"[..], &gzip(text)].concat(),
        [gzip(b"{}"), gzip(text)].concat(),
        [gzip(b"{}"), SECRET.as_bytes().to_vec()].concat(),
        gzip(text)[..gzip(text).len() - 6].to_vec(),
    ] {
        is_found(&oracle, "as it is", &document);
    }
    let mut host = Oracle::new();
    host.plant("secret", &SECRET.replace('\n', " "));
    is_found(&host, "as it is", &named_for.finish().expect("memory takes all"));
    assert_eq!(oracle.leaks(&gzip(b"nothing of it, x^ x\x9c")), []);
}

#[test]
fn every_plain_hash_is_found_however_it_is_written() {
    let oracle = oracle();
    for (name, mut digest) in plain_hashes(SECRET.as_bytes()) {
        for order in ["", "little-endian, "] {
            let form = |form: &str| format!("{name}, {order}{form}");
            // Whole, and cut to 64 bits.
            for shown in [&digest[..], &digest[..digest.len().min(8)]] {
                for (way, text) in written(shown) {
                    // 32 bits are too few letters.
                    if digest.len() > 4 || way != "in base64" {
                        is_found(&oracle, &form(way), text.as_bytes());
                    }
                }
                if digest.len() > 4 {
                    is_found(&oracle, &form("as bytes"), &[b"\n\x10", shown, b"\x12"].concat());
                }
            }
            digest.reverse();
        }
    }
}

#[test]
fn every_plain_hash_is_found_in_base64_for_urls() {
    // Of one secret few digests have the two digits in which it differs.
    for number in 0..64 {
        let secret = format!("Kanarienvogel {number}");
        let mut oracle = Oracle::new();
        oracle.plant("secret", &secret);
        for (name, digest) in plain_hashes(secret.as_bytes()) {
            for before in ["", "x", "xy"].iter().filter(|_| digest.len() > 4) {
                let encoded = URL_SAFE.encode([before.as_bytes(), &digest[..]].concat());
                let leaks = oracle.leaks(encoded.as_bytes());
                assert!(leaks.iter().any(|leak| leak.form.starts_with(name)), "{name}: {encoded}");
            }
        }
    }
}

#[test]
fn every_plain_hash_is_found_as_a_number() {
    let oracle = oracle();
    for (name, digest) in plain_hashes(SECRET.as_bytes()) {
        let form = |form: &str| format!("{name}, {form}");
        let number = |from: &[u8]| from.iter().fold(0_u128, |sum, b| sum << 8 | u128::from(*b));
        let (bits, head) = if digest.len() == 4 { (32, &digest[..]) } else { (64, &digest[..8]) };
        let head = number(head);
        is_found(&oracle, &form("in decimal"), format!("[{head}]").as_bytes());
        let signed = head.cast_signed();
        let signed = if head >> (bits - 1) == 1 { signed - (1 << bits) } else { signed };
        is_found(&oracle, &form("in decimal, signed"), format!("[{signed}]").as_bytes());
        if digest.len() >= 16 {
            let whole = number(&digest[..16]);
            is_found(&oracle, &form("in decimal of 128 bits"), whole.to_string().as_bytes());
            let signed = whole.cast_signed().to_string();
            is_found(&oracle, &form("in decimal of 128 bits, signed"), signed.as_bytes());
        }
    }
}

//! The ways in which bytes hide in a document.

use std::fmt::{Display, Write as _};

use base64::{
    Engine as _,
    engine::general_purpose::{GeneralPurpose, STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};

use super::hashes::plain_hashes;

/// Shorter needles turn up in any document by chance.
pub(super) const SHORTEST: usize = 6;

/// So much of a digest recognises it, also where it was cut.
const HEAD: usize = 8;

/// So much of a digest is what people call its short form.
const SHORT: usize = 4;

/// What is searched for.
pub(super) struct Needle {
    /// What it is to the secret.
    pub(super) form: String,
    pub(super) bytes: Vec<u8>,
    /// It is so short that it must stand alone, between other characters than letters
    /// and digits, not to be chance.
    pub(super) stands_alone: bool,
}

type Needles = Vec<Needle>;

fn needle(form: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Needle {
    Needle { form: form.into(), bytes: bytes.into(), stands_alone: false }
}

/// Everything to search for if `secret` must not leave: itself, encoded, and
/// its plain hashes encoded. What is too short is left out: a hash of 32 bits as
/// raw bytes or in base64.
pub(super) fn needles(secret: &str) -> Needles {
    let bytes = secret.as_bytes();
    let mut needles = vec![needle("as it is", bytes)];
    escaped(&mut needles, secret);
    encoded(&mut needles, "", bytes);
    for (order, to) in [
        ("little-endian", u16::to_le_bytes as fn(u16) -> [u8; 2]),
        ("big-endian", u16::to_be_bytes),
    ] {
        let wide: Vec<u8> = secret.encode_utf16().flat_map(to).collect();
        encoded(&mut needles, &format!("in UTF-16, {order}, "), &wide);
        needles.push(needle(format!("in UTF-16, {order}"), wide));
    }
    for (name, digest) in plain_hashes(bytes) {
        shortened(&mut needles, name, &digest);
        digested(&mut needles, name, digest);
    }
    needles.retain(|needle| needle.bytes.len() >= SHORTEST);
    needles
}

/// As text that stands in other text.
fn escaped(needles: &mut Needles, secret: &str) {
    let json = json(secret);
    let percent = percent(secret);
    let forms = [
        ("reversed", secret.chars().rev().collect()),
        ("as a form", percent.replace("%20", "+")),
        ("percent-encoded twice", self::percent(&percent)),
        ("percent-encoded", percent),
        ("JSON-escaped to ASCII", ascii(&json)),
        ("JSON-escaped twice", self::json(&json)),
        ("JSON-escaped", json),
        ("escaped for HTML", html(secret)),
        ("escaped as Rust does", format!("{secret:?}").trim_matches('"').to_owned()),
        ("as a domain", idna::domain_to_ascii(secret).unwrap_or_default()),
    ];
    let known = |text: &String, needles: &Needles| {
        needles.iter().any(|needle| needle.bytes == text.as_bytes())
    };
    for (form, text) in forms {
        if form.starts_with("JSON") || !known(&text, needles) {
            needles.push(needle(form, text));
        }
    }
}

/// The first 32 bits of a digest, and the last ones of a number.
fn shortened(needles: &mut Needles, name: &str, digest: &[u8]) {
    if digest.len() <= SHORT {
        return;
    }
    for cut in [digest.first_chunk::<SHORT>(), digest.last_chunk()].into_iter().flatten() {
        let number = u32::from_be_bytes(*cut);
        for (how, text) in [
            ("hex", format!("{number:08x}")),
            ("decimal", number.to_string()),
            ("decimal, signed", number.cast_signed().to_string()),
        ] {
            let form = format!("{name}, cut to 32 bits, in {how}");
            needles.push(Needle { stands_alone: true, ..needle(form, text) });
        }
    }
}

/// A digest in both orders of its bytes, and as a number.
fn digested(needles: &mut Needles, name: &str, mut digest: Vec<u8>) {
    numbers(needles, name, &digest);
    for order in ["", "little-endian, "] {
        let head = &digest[..digest.len().min(HEAD)];
        needles.push(needle(format!("{name}, {order}as bytes"), head));
        encoded(needles, &format!("{name}, {order}"), head);
        digest.reverse();
    }
}

/// As the numbers that a program has of it: of 32, 64 or 128 bits.
fn numbers(needles: &mut Needles, name: &str, digest: &[u8]) {
    let mut add = |how: &str, number: &dyn Display| {
        needles.push(needle(format!("{name}, {how}"), number.to_string()));
    };
    if let Ok(bytes) = digest.try_into() {
        let number = u32::from_be_bytes(bytes);
        add("in decimal", &number);
        add("in decimal, signed", &number.cast_signed());
    }
    if let Some(bytes) = digest.first_chunk() {
        let number = u64::from_be_bytes(*bytes);
        add("in decimal", &number);
        add("in decimal, signed", &number.cast_signed());
    }
    if let Some(bytes) = digest.first_chunk() {
        let number = u128::from_be_bytes(*bytes);
        add("in decimal of 128 bits", &number);
        add("in decimal of 128 bits, signed", &number.cast_signed());
    }
}

/// Bytes as text.
fn encoded(needles: &mut Needles, of: &str, bytes: &[u8]) {
    let mut add = |how: &str, text: String| needles.push(needle(format!("{of}{how}"), text));
    let hex = |mut text: String, byte: &u8| {
        write!(text, "{byte:02x}").expect("a string takes all text");
        text
    };
    add("in hex", bytes.iter().fold(String::new(), hex));
    let numbers: Vec<_> = bytes.iter().map(u8::to_string).collect();
    add("as a list", numbers.join(","));
    add("as a list with spaces", numbers.join(", "));
    for shift in 0..3 {
        let standard = base64(&STANDARD_NO_PAD, bytes, shift);
        let url = base64(&URL_SAFE_NO_PAD, bytes, shift);
        if url != standard {
            add("in base64url", url);
        }
        add("in base64", standard);
    }
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => write!(encoded, "%{byte:02x}").expect("a string takes all text"),
        }
        encoded
    })
}

/// A text as it stands between the quotes of JSON.
fn json(text: &str) -> String {
    let json = serde_json::to_string(text).unwrap_or_default();
    json.get(1..json.len().saturating_sub(1)).unwrap_or_default().to_owned()
}

fn html(text: &str) -> String {
    let entities = [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;")];
    entities.iter().fold(text.to_owned(), |text, (c, entity)| text.replace(c, entity))
}

/// As those escape who write JSON in ASCII.
fn ascii(json: &str) -> String {
    json.encode_utf16().fold(String::new(), |mut escaped, unit| {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => escaped.push(char::from(byte)),
            _ => write!(escaped, "\\u{unit:04x}").expect("a string takes all text"),
        }
        escaped
    })
}

/// The part of base64 that does not depend on what stands around `bytes`, when
/// `shift` bytes stand before them in their group of three.
fn base64(alphabet: &GeneralPurpose, bytes: &[u8], shift: usize) -> String {
    let padded: Vec<u8> = std::iter::repeat_n(0, shift).chain(bytes.iter().copied()).collect();
    let mut text = alphabet.encode(&padded);
    // The last digit may hold bits of what stands behind, the first of what stands
    // before.
    text.truncate(padded.len() * 8 / 6);
    text.split_off((shift * 8).div_ceil(6).min(text.len()))
}

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

type Needles = Vec<(String, Vec<u8>)>;

/// Everything to search for if `secret` must not leave: itself, encoded, and
/// its plain hashes encoded. What is too short is left out: a hash of 32 bits as
/// raw bytes or in base64.
pub(super) fn needles(secret: &str) -> Needles {
    let bytes = secret.as_bytes();
    let mut needles = vec![("as it is".to_owned(), bytes.to_vec())];
    let mut add = |how: &str, text: String| needles.push((how.to_owned(), text.into_bytes()));
    let json = serde_json::to_string(secret).unwrap_or_default();
    let json = json.get(1..json.len().saturating_sub(1)).unwrap_or_default();
    add("reversed", secret.chars().rev().collect());
    add("percent-encoded", percent(secret));
    add("JSON-escaped", json.to_owned());
    add("JSON-escaped to ASCII", ascii(json));
    let wide = |to: fn(u16) -> [u8; 2]| secret.encode_utf16().flat_map(to).collect();
    needles.push(("in UTF-16, little-endian".to_owned(), wide(u16::to_le_bytes)));
    needles.push(("in UTF-16, big-endian".to_owned(), wide(u16::to_be_bytes)));
    encoded(&mut needles, "", bytes);
    for (name, digest) in plain_hashes(bytes) {
        digested(&mut needles, name, digest);
    }
    needles.retain(|(_, needle)| needle.len() >= SHORTEST);
    needles
}

/// A digest in both orders of its bytes, and as a number.
fn digested(needles: &mut Needles, name: &str, mut digest: Vec<u8>) {
    numbers(needles, name, &digest);
    for order in ["", "little-endian, "] {
        let head = &digest[..digest.len().min(HEAD)];
        needles.push((format!("{name}, {order}as bytes"), head.to_vec()));
        encoded(needles, &format!("{name}, {order}"), head);
        digest.reverse();
    }
}

/// As the numbers that a program has of it: of 32, 64 or 128 bits.
fn numbers(needles: &mut Needles, name: &str, digest: &[u8]) {
    let mut add = |how: &str, number: &dyn Display| {
        needles.push((format!("{name}, {how}"), number.to_string().into_bytes()));
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
    let mut add = |how: &str, text: String| needles.push((format!("{of}{how}"), text.into_bytes()));
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

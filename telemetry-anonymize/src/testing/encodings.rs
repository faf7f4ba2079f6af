//! The ways in which bytes hide in a document.

use std::fmt::Write as _;

use super::hashes::plain_hashes;

/// Everything to search for if `secret` must not leave: itself, encoded, and
/// its plain hashes encoded.
pub(super) fn needles(secret: &str) -> Vec<(String, Vec<u8>)> {
    let mut needles = vec![("as it is".to_owned(), secret.as_bytes().to_vec())];
    let mut add = |how: &str, text: String| needles.push((how.to_owned(), text.into_bytes()));
    add("reversed", secret.chars().rev().collect());
    add("in hex", hex(secret.as_bytes()));
    add("percent-encoded", percent(secret));
    add("JSON-escaped", serde_json::to_string(secret).unwrap_or_default().replace('"', ""));
    for shift in 0..3 {
        add("in base64", base64(secret.as_bytes(), shift));
    }
    for (name, digest) in plain_hashes(secret.as_bytes()) {
        let swapped: Vec<u8> = digest.iter().rev().copied().collect();
        add(&format!("{name}, in hex"), hex(&digest));
        add(&format!("{name}, in hex, little-endian"), hex(&swapped));
        add(&format!("{name}, in decimal"), decimal(&digest));
        add(&format!("{name}, in base64"), base64(&digest, 0));
        needles_of_bytes(&mut add, name, &digest);
    }
    let wide = |to: fn(u16) -> [u8; 2]| secret.encode_utf16().flat_map(to).collect();
    needles.push(("in UTF-16, little-endian".to_owned(), wide(u16::to_le_bytes)));
    needles.push(("in UTF-16, big-endian".to_owned(), wide(u16::to_be_bytes)));
    needles.retain(|(_, needle)| needle.len() >= SHORTEST);
    needles
}

/// Shorter needles turn up in any document by chance.
pub(super) const SHORTEST: usize = 6;

/// A digest as JSON writes an array of numbers.
fn needles_of_bytes(add: &mut impl FnMut(&str, String), name: &str, digest: &[u8]) {
    let numbers: Vec<_> = digest.iter().map(u8::to_string).collect();
    add(&format!("{name}, as a list"), numbers.join(","));
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes all text");
        text
    })
}

/// As an unsigned number of up to 64 bits.
fn decimal(bytes: &[u8]) -> String {
    bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)).to_string()
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

/// The part of base64 that does not depend on what stands around `bytes`, when
/// `shift` bytes stand before them in their group of three.
fn base64(bytes: &[u8], shift: usize) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let padded: Vec<u8> = std::iter::repeat_n(0, shift).chain(bytes.iter().copied()).collect();
    let mut text = String::new();
    for group in padded.chunks_exact(3) {
        let bits = group.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        for digit in (0..4).rev() {
            text.push(char::from(DIGITS[bits >> (6 * digit) & 63]));
        }
    }
    // The first digits also hold bits of what stands before.
    text.split_off((shift * 8).div_ceil(6).min(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_found_at_every_alignment() {
        assert_eq!(base64(b"abcdef", 0), "YWJjZGVm");
        // "xabcdef" is eGFiY2RlZg==, "xyabcdef" is eHlhYmNkZWY=.
        assert!("eGFiY2RlZg==".contains(&base64(b"abcdef", 1)));
        assert!("eHlhYmNkZWY=".contains(&base64(b"abcdef", 2)));
    }
}

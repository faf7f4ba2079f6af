//! Hashes that anybody can compute: a dictionary undoes every one of them.

#[expect(deprecated, reason = "the one SipHash 2-4 that every program has at hand")]
use std::hash::SipHasher;
use std::hash::{DefaultHasher, Hash, Hasher};

use md5::{Digest as _, Md5};
use rustc_hash::FxHasher;
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use xxhash_rust::{xxh3, xxh32, xxh64};

/// Every common unkeyed hash of `bytes`, with its name; numbers big-endian.
#[expect(deprecated, reason = "see above")]
pub fn plain_hashes(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let fx = |sizes| number(fx(0, sizes, bytes));
    let fx_of_str = |sizes| number(fx_word(self::fx(0, sizes, bytes), STR_END));
    vec![
        ("xxh32", xxh32::xxh32(bytes, 0).to_be_bytes().to_vec()),
        ("xxh64", number(xxh64::xxh64(bytes, 0))),
        ("xxh3-64", number(xxh3::xxh3_64(bytes))),
        ("xxh3-128", xxh3::xxh3_128(bytes).to_be_bytes().to_vec()),
        ("SipHash 1-3 of bytes, key 0", of_bytes::<DefaultHasher>(bytes)),
        ("SipHash 1-3 of a str, key 0", of_str::<DefaultHasher>(bytes)),
        ("SipHash 2-4 of bytes, key 0", of_bytes::<SipHasher>(bytes)),
        ("SipHash 2-4 of a str, key 0", of_str::<SipHasher>(bytes)),
        ("FNV-1 32", fnv1_32(bytes).to_be_bytes().to_vec()),
        ("FNV-1 64", number(fnv1_64(bytes))),
        ("FNV-1a 32", fnv1a_32(bytes).to_be_bytes().to_vec()),
        ("FNV-1a 64", number(bytes.iter().copied().fold(FNV_64, fnv1a_step))),
        (
            "FNV-1a 64 of a str",
            number(bytes.iter().copied().chain([0xff]).fold(FNV_64, fnv1a_step)),
        ),
        ("Fx of bytes, as fxhash", fx(&FXHASH)),
        ("Fx of a str, as fxhash", fx_of_str(&FXHASH)),
        ("Fx of bytes, as rustc-hash 1", fx(&RUSTC_HASH_1)),
        ("Fx of a str, as rustc-hash 1", fx_of_str(&RUSTC_HASH_1)),
        ("Fx of bytes, as rustc-hash 2", of_bytes::<FxHasher>(bytes)),
        ("Fx of a str, as rustc-hash 2", of_str::<FxHasher>(bytes)),
        ("CRC-32", crc32fast::hash(bytes).to_be_bytes().to_vec()),
        ("MD5", Md5::digest(bytes).to_vec()),
        ("SHA-1", Sha1::digest(bytes).to_vec()),
        ("SHA-256", Sha256::digest(bytes).to_vec()),
        ("SHA-512", Sha512::digest(bytes).to_vec()),
        ("BLAKE3 without a key", blake3::hash(bytes).as_bytes().to_vec()),
    ]
}

fn number(hash: u64) -> Vec<u8> {
    hash.to_be_bytes().to_vec()
}

/// `Hasher::write`.
fn of_bytes<H: Hasher + Default>(bytes: &[u8]) -> Vec<u8> {
    let mut hasher = H::default();
    hasher.write(bytes);
    number(hasher.finish())
}

/// `str::hash`, as the seed's vendor does.
fn of_str<H: Hasher + Default>(bytes: &[u8]) -> Vec<u8> {
    let mut hasher = H::default();
    String::from_utf8_lossy(bytes).hash(&mut hasher);
    number(hasher.finish())
}

/// What `str::hash` writes after the text.
const STR_END: u64 = 0xff;

const FNV_32: u32 = 0x811c_9dc5;
const FNV_32_PRIME: u32 = 0x0100_0193;
const FNV_64: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_64_PRIME: u64 = 0x0100_0000_01b3;

fn fnv1_32(bytes: &[u8]) -> u32 {
    bytes.iter().fold(FNV_32, |hash, byte| hash.wrapping_mul(FNV_32_PRIME) ^ u32::from(*byte))
}

fn fnv1_64(bytes: &[u8]) -> u64 {
    bytes.iter().fold(FNV_64, |hash, byte| hash.wrapping_mul(FNV_64_PRIME) ^ u64::from(*byte))
}

fn fnv1a_32(bytes: &[u8]) -> u32 {
    bytes.iter().fold(FNV_32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(FNV_32_PRIME))
}

fn fnv1a_step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(FNV_64_PRIME)
}

/// Sizes of the words that `fxhash` takes off its input, each as often as it can.
const FXHASH: [usize; 3] = [8, 4, 1];

/// Those of `rustc-hash` before version 2, of which it takes what is left over.
const RUSTC_HASH_1: [usize; 4] = [8, 4, 2, 1];

/// The hash of Firefox and of rustc, on a little-endian machine of 64 bits.
fn fx(hash: u64, sizes: &[usize], bytes: &[u8]) -> u64 {
    let Some((size, smaller)) = sizes.split_first() else { return hash };
    let words = bytes.chunks_exact(*size);
    let rest = words.remainder();
    let little_endian = |word: &[u8]| word.iter().rfold(0, |sum, byte| sum << 8 | u64::from(*byte));
    fx(words.fold(hash, |hash, word| fx_word(hash, little_endian(word))), smaller, rest)
}

fn fx_word(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of `Vogel-Kanarienvogel`, from other implementations than those above: the
    /// reference libraries by way of Python, and the crates `fxhash`, `rustc-hash`
    /// and `fnv`.
    const VECTORS: [(&str, &str); 25] = [
        ("xxh32", "22d433f2"),
        ("xxh64", "26b705e01271bd2d"),
        ("xxh3-64", "0ab382a3ef6d561c"),
        ("xxh3-128", "321f09d720b9e2ff719d033c14838f39"),
        ("SipHash 1-3 of bytes, key 0", "fba07978b519addb"),
        ("SipHash 1-3 of a str, key 0", "d2d1488918baf641"),
        ("SipHash 2-4 of bytes, key 0", "8b8ca6b46df0433d"),
        ("SipHash 2-4 of a str, key 0", "aab8a5ac8567838b"),
        ("FNV-1 32", "a62e8cd3"),
        ("FNV-1 64", "8bcbce948d28c0d3"),
        ("FNV-1a 32", "a67e9a3b"),
        ("FNV-1a 64", "019f0111a3bad9fb"),
        ("FNV-1a 64 of a str", "7c07d4f9367ec1cc"),
        ("Fx of bytes, as fxhash", "4402918907ca14e2"),
        ("Fx of a str, as fxhash", "a88420775f325c83"),
        ("Fx of bytes, as rustc-hash 1", "5f91331281ce708e"),
        ("Fx of a str, as rustc-hash 1", "2e1aed1ce6840b44"),
        ("Fx of bytes, as rustc-hash 2", "35b00718d9a1ac6a"),
        ("Fx of a str, as rustc-hash 2", "3448a92325601b38"),
        ("CRC-32", "4e64fa8c"),
        ("MD5", "8b01f87861df1a1068a15cc698dfc0f7"),
        ("SHA-1", "9dec590c883a8145b72532137c433555f27826cb"),
        ("SHA-256", "c91c417393217a45723d360229902b01b0697fa5687da8aadfeae94db5371483"),
        (
            "SHA-512",
            "4731fb948e55b07b9f973550f77f0bf09e1051409cdf2cedbb99ec373a92a2f9\
             7685ed0752ac272d304cf676c40d345a465fa5e2f907afa53dec67cd486392ff",
        ),
        (
            "BLAKE3 without a key",
            "2d7ff75e4b16242177a109c846fa07b5180efdefb5656eeca614cf81a860ed54",
        ),
    ];

    #[test]
    fn every_hash_is_the_one_that_its_name_says() {
        let hex = |digest: &[u8]| {
            digest.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
        };
        let ours = plain_hashes(b"Vogel-Kanarienvogel");
        let ours: Vec<_> = ours.iter().map(|(name, digest)| (*name, hex(digest))).collect();
        assert_eq!(ours, VECTORS.map(|(name, digest)| (name, digest.to_owned())));
    }
}

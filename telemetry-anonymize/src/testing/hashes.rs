//! Hashes that anybody can compute: a dictionary undoes every one of them.

use std::hash::{DefaultHasher, Hash, Hasher};

use md5::{Digest as _, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use xxhash_rust::{xxh3, xxh32, xxh64};

/// Every common unkeyed hash of `bytes`, with its name; at most its first eight
/// bytes, which are enough to recognise it also where it was shortened.
pub fn plain_hashes(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let head = |digest: &[u8]| digest[..digest.len().min(8)].to_vec();
    vec![
        ("xxh32", xxh32::xxh32(bytes, 0).to_be_bytes().to_vec()),
        ("xxh64", xxh64::xxh64(bytes, 0).to_be_bytes().to_vec()),
        ("xxh3-64", xxh3::xxh3_64(bytes).to_be_bytes().to_vec()),
        ("xxh3-128", head(&xxh3::xxh3_128(bytes).to_be_bytes())),
        ("SipHash of bytes, key 0", sip_of_bytes(bytes).to_be_bytes().to_vec()),
        ("SipHash of a str, key 0", sip_of_str(bytes).to_be_bytes().to_vec()),
        ("FNV-1a 32", fnv32(bytes).to_be_bytes().to_vec()),
        ("FNV-1a 64", fnv64(bytes).to_be_bytes().to_vec()),
        ("Fx", fx(bytes).to_be_bytes().to_vec()),
        ("CRC-32", crc32fast::hash(bytes).to_be_bytes().to_vec()),
        ("MD5", head(&Md5::digest(bytes))),
        ("SHA-1", head(&Sha1::digest(bytes))),
        ("SHA-256", head(&Sha256::digest(bytes))),
        ("SHA-512", head(&Sha512::digest(bytes))),
        ("BLAKE3 without a key", head(blake3::hash(bytes).as_bytes())),
    ]
}

/// `Hasher::write` of std's default hasher: `SipHash` 1-3, key 0.
fn sip_of_bytes(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

/// `str::hash`, as the seed's vendor does.
fn sip_of_str(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    String::from_utf8_lossy(bytes).hash(&mut hasher);
    hasher.finish()
}

fn fnv32(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

fn fnv64(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The hash of rustc and Firefox, byte by byte.
fn fx(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |hash: u64, byte| {
        (hash.rotate_left(5) ^ u64::from(*byte)).wrapping_mul(0x517c_c1b7_2722_0a95)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_test_vectors_agree() {
        let hashes = plain_hashes(b"abc");
        let hex = |name: &str| -> String {
            let (_, digest) = hashes.iter().find(|(known, _)| *known == name).unwrap();
            digest.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
        };
        for (name, digest) in [
            ("MD5", "900150983cd24fb0"),
            ("SHA-1", "a9993e364706816a"),
            ("SHA-256", "ba7816bf8f01cfea"),
            ("SHA-512", "ddaf35a193617aba"),
            ("CRC-32", "352441c2"),
            ("FNV-1a 32", "1a47e90b"),
            ("FNV-1a 64", "e71fa2190541574b"),
            ("xxh32", "32d153ff"),
            ("xxh64", "44bc2cf5ad770999"),
        ] {
            assert_eq!(hex(name), digest, "{name}");
        }
    }
}

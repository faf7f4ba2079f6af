//! What is packed in bytes, wherever in them.

use std::io::Read;

use flate2::read::{GzDecoder, ZlibDecoder};

/// How a member of gzip begins.
const GZIP: [u8; 3] = [0x1f, 0x8b, 8];

/// So deep is looked: something packed in something packed.
const DEPTH: usize = 3;

/// So much comes out of one place at most, whatever it promises.
const MOST: u64 = 64 << 20;

/// All that is packed in `bytes`, in gzip or zlib, each member by itself, also where it
/// stands behind something else or ends early.
pub(super) fn unpacked(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let mut layer = members(bytes);
    for _ in 1..DEPTH {
        let next = layer.iter().flat_map(|member| members(member)).collect();
        all.append(&mut layer);
        layer = next;
    }
    all.append(&mut layer);
    all
}

fn members(bytes: &[u8]) -> Vec<Vec<u8>> {
    let unpacked = (0..bytes.len()).filter_map(|at| {
        let rest = &bytes[at..];
        if rest.starts_with(&GZIP) {
            return Some(read(GzDecoder::new(rest)));
        }
        is_zlib(rest).then(|| read(ZlibDecoder::new(rest)))
    });
    unpacked.filter(|member| !member.is_empty()).collect()
}

/// Whether `bytes` begin as zlib does: 32 KiB of window, and a header that is a multiple
/// of 31.
fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [0x78, second, ..] if (0x7800 + u16::from(*second)) % 31 == 0)
}

/// What comes before the end or the first mistake.
fn read(decoder: impl Read) -> Vec<u8> {
    let mut unpacked = Vec::new();
    // What was read before an error stays, and is searched.
    drop(decoder.take(MOST).read_to_end(&mut unpacked));
    unpacked
}

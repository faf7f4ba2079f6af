//! XXH64 and XXH3-64 with seed 0, backwards, for inputs of one to eight bytes.

const PRIME64: [u64; 5] = [
    0x9E37_79B1_85EB_CA87,
    0xC2B2_AE3D_27D4_EB4F,
    0x1656_67B1_9E37_79F9,
    0x85EB_CA77_C2B2_AE63,
    0x27D4_EB2F_1656_67C5,
];

/// The multiplier of XXH3's mixer for four to eight bytes.
const PRIME_MX: u64 = 0x9FB2_1C65_1E98_DF25;

/// The first 24 bytes of XXH3's public "secret".
const SECRET: [u64; 3] = [0xbe4b_a423_396c_feb8, 0x1cad_21f7_2c81_017c, 0xdb97_9083_e96d_d4de];

/// The number that undoes a multiplication by `odd`, by Newton's iteration.
fn inverse(odd: u64) -> u64 {
    let step = |x: u64| x.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(x)));
    (0..6).fold(odd, |x, _| step(x))
}

/// Undoes `h ^= h >> shift`.
fn unshift(hash: u64, shift: u32) -> u64 {
    (0..64 / shift).fold(hash, |found, _| hash ^ (found >> shift))
}

/// Undoes the final mixing that both hashes share.
fn unavalanche(hash: u64) -> u64 {
    let hash = unshift(hash, 32).wrapping_mul(inverse(PRIME64[2]));
    unshift(unshift(hash, 29).wrapping_mul(inverse(PRIME64[1])), 33)
}

pub(super) fn invert_xxh3(hash: u64, length: usize) -> Option<Vec<u8>> {
    match length {
        1..=3 => short_xxh3(hash, length),
        4..=8 => medium_xxh3(hash, length),
        _ => None,
    }
}

fn short_xxh3(hash: u64, length: usize) -> Option<Vec<u8>> {
    let flip = (SECRET[0] & 0xffff_ffff) ^ (SECRET[0] >> 32);
    let combined = u32::try_from(unavalanche(hash) ^ flip).ok()?;
    let [last, stored, first, middle] = combined.to_le_bytes();
    (usize::from(stored) == length).then(|| match length {
        1 => vec![first],
        2 => vec![first, last],
        _ => vec![first, middle, last],
    })
}

fn medium_xxh3(hash: u64, length: usize) -> Option<Vec<u8>> {
    let hash = unshift(hash, 28).wrapping_mul(inverse(PRIME_MX));
    let hash = hash ^ ((hash >> 35).wrapping_add(length as u64));
    let mut keyed = hash.wrapping_mul(inverse(PRIME_MX));
    // `h ^ rotl(h, 49) ^ rotl(h, 24)` applied 64 times is the identity.
    for _ in 0..63 {
        keyed ^= keyed.rotate_left(49) ^ keyed.rotate_left(24);
    }
    let input = keyed ^ SECRET[1] ^ SECRET[2];
    let head = u32::try_from(input >> 32).ok()?.to_le_bytes();
    let tail = u32::try_from(input & 0xffff_ffff).ok()?.to_le_bytes();
    let overlap = 8 - length;
    let fits = head[4 - overlap..] == tail[..overlap];
    fits.then(|| head.iter().chain(&tail[overlap..]).copied().collect())
}

/// Lanes of eight and four bytes are inverted exactly; up to three single bytes
/// after them are tried out from `alphabet`.
pub(super) fn invert_xxh64(hash: u64, length: usize, alphabet: &[u8]) -> Option<Vec<u8>> {
    let mixed = unavalanche(hash);
    let start = PRIME64[4].wrapping_add(length as u64);
    if length == 8 {
        let state = mixed.wrapping_sub(PRIME64[3]).wrapping_mul(inverse(PRIME64[0]));
        let round = state.rotate_right(27) ^ start;
        let lane = round.wrapping_mul(inverse(PRIME64[0])).rotate_right(31);
        return Some(lane.wrapping_mul(inverse(PRIME64[1])).to_le_bytes().to_vec());
    }
    let singles = length % 4;
    let mut tail = Vec::new();
    undo_singles(mixed, singles, alphabet, &mut tail, &|state, tail| {
        let head = if length < 4 {
            (state == start).then(Vec::new)?
        } else {
            let state = state.wrapping_sub(PRIME64[2]).wrapping_mul(inverse(PRIME64[1]));
            let lane = (state.rotate_right(23) ^ start).wrapping_mul(inverse(PRIME64[0]));
            u32::try_from(lane).ok()?.to_le_bytes().to_vec()
        };
        Some(head.into_iter().chain(tail.iter().rev().copied()).collect())
    })
}

/// Undoes the last bytes one by one, each with every letter.
fn undo_singles(
    state: u64,
    left: usize,
    alphabet: &[u8],
    tail: &mut Vec<u8>,
    finish: &impl Fn(u64, &[u8]) -> Option<Vec<u8>>,
) -> Option<Vec<u8>> {
    if left == 0 {
        return finish(state, tail);
    }
    for letter in alphabet {
        let before = state.wrapping_mul(inverse(PRIME64[0])).rotate_right(11);
        let before = before ^ u64::from(*letter).wrapping_mul(PRIME64[4]);
        tail.push(*letter);
        let found = undo_singles(before, left - 1, alphabet, tail, finish);
        if found.is_some() {
            return found;
        }
        tail.pop();
    }
    None
}

//! BLAKE3 of many short inputs at once: the compression function on one block each,
//! an input to a lane of the processor's vectors.
//!
//! The `blake3` crate does so for the chunks of one long input alone. The function is
//! that of the [BLAKE3 paper], sections 2.1 and 2.2, written lane by lane, so that the
//! compiler makes vectors of it; the widest that the processor has is chosen when it
//! runs. The tests compare it with the `blake3` crate.
//!
//! [BLAKE3 paper]: https://github.com/BLAKE3-team/BLAKE3-specs/blob/master/blake3.pdf

use fearless_simd::{Level, dispatch};
use zeroize::Zeroizing;

/// Inputs that are hashed together.
pub(crate) const LANES: usize = 16;

/// Bytes of an input.
pub(crate) const BLOCK_BYTES: usize = 64;

const WORD_BYTES: usize = 4;

/// [`BLOCK_BYTES`], as the function takes it.
const BLOCK_LENGTH: u32 = 64;

/// The same word of all inputs.
type Word = [u32; LANES];

/// The first words of the initialization vector, which is that of SHA-256.
const IV: [u32; 4] = [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a];

/// First and last block of the only chunk, root of the tree, keyed.
const FLAGS: u32 = 1 << 0 | 1 << 1 | 1 << 3 | 1 << 4;

const ROUNDS: usize = 7;

/// Which words of the block a round takes, in turn.
const SCHEDULE: [[usize; 16]; ROUNDS] = {
    const PERMUTATION: [usize; 16] = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];
    let mut schedule = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]; ROUNDS];
    let mut round = 1;
    while round < ROUNDS {
        let mut word = 0;
        while word < PERMUTATION.len() {
            schedule[round][word] = schedule[round - 1][PERMUTATION[word]];
            word += 1;
        }
        round += 1;
    }
    schedule
};

/// Blocks, word by word.
pub(crate) struct Blocks([Word; BLOCK_BYTES / WORD_BYTES]);

impl Blocks {
    /// Zeros in every lane.
    pub(crate) fn new() -> Self {
        Self([[0; LANES]; _])
    }

    /// Puts `block` into a lane.
    pub(crate) fn set(&mut self, lane: usize, block: &[u8; BLOCK_BYTES]) {
        let (words, _) = block.as_chunks();
        for (row, word) in self.0.iter_mut().zip(words) {
            row[lane] = u32::from_le_bytes(*word);
        }
    }

    /// The first eight bytes of the keyed hash of each block.
    pub(crate) fn hash(&self, key: &[u8; 32]) -> [[u8; 8]; LANES] {
        let [low, high] = dispatch!(Level::new(), _simd => self.compress(key));
        std::array::from_fn(|lane| {
            (u64::from(high[lane]) << 32 | u64::from(low[lane])).to_le_bytes()
        })
    }

    /// The first two words of the output.
    #[expect(clippy::inline_always, reason = "compiled for the vectors of the caller")]
    #[inline(always)]
    fn compress(&self, key: &[u8; 32]) -> [Word; 2] {
        let mut state = Zeroizing::new([[0; LANES]; 16]);
        let (chained, _) = key.as_chunks();
        for (row, word) in state.iter_mut().zip(chained) {
            *row = [u32::from_le_bytes(*word); LANES];
        }
        for (row, word) in state[8..].iter_mut().zip(IV) {
            *row = [word; LANES];
        }
        // 12 and 13 are the number of the chunk, zero.
        state[14] = [BLOCK_LENGTH; LANES];
        state[15] = [FLAGS; LANES];
        for words in &SCHEDULE {
            let pair = |at: usize| [&self.0[words[at]], &self.0[words[at + 1]]];
            // Columns, then diagonals.
            mix(&mut state, [0, 4, 8, 12], pair(0));
            mix(&mut state, [1, 5, 9, 13], pair(2));
            mix(&mut state, [2, 6, 10, 14], pair(4));
            mix(&mut state, [3, 7, 11, 15], pair(6));
            mix(&mut state, [0, 5, 10, 15], pair(8));
            mix(&mut state, [1, 6, 11, 12], pair(10));
            mix(&mut state, [2, 7, 8, 13], pair(12));
            mix(&mut state, [3, 4, 9, 14], pair(14));
        }
        [0, 1].map(|word| std::array::from_fn(|lane| state[word][lane] ^ state[word + 8][lane]))
    }
}

/// The quarter-round `G`.
#[expect(clippy::inline_always, reason = "compiled for the vectors of the caller")]
#[inline(always)]
fn mix(state: &mut [Word; 16], quarter: [usize; 4], words: [&Word; 2]) {
    let mut rows = state.get_disjoint_mut(quarter).expect("four different rows");
    for lane in 0..LANES {
        let [mut a, mut b, mut c, mut d] = rows.each_ref().map(|row| row[lane]);
        for (word, [first, second]) in words.into_iter().zip([[16, 12], [8, 7]]) {
            a = a.wrapping_add(b).wrapping_add(word[lane]);
            d = (d ^ a).rotate_right(first);
            c = c.wrapping_add(d);
            b = (b ^ c).rotate_right(second);
        }
        for (row, word) in rows.iter_mut().zip([a, b, c, d]) {
            row[lane] = word;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    use fearless_simd::Simd;

    #[test]
    fn every_lane_is_what_the_crate_computes() {
        let mut random = fastrand::Rng::with_seed(5);
        for _ in 0..100 {
            let key = std::array::from_fn(|_| random.u8(..));
            let all: [[u8; BLOCK_BYTES]; LANES] =
                std::array::from_fn(|_| std::array::from_fn(|_| random.u8(..)));
            let mut blocks = Blocks::new();
            for (lane, block) in all.iter().enumerate() {
                blocks.set(lane, block);
            }
            let hash = |block: &[u8; BLOCK_BYTES]| -> [u8; 8] {
                *blake3::keyed_hash(&key, block).as_bytes().first_chunk().unwrap()
            };
            assert_eq!(blocks.hash(&key), all.each_ref().map(hash));
        }
    }

    #[test]
    fn the_vectors_of_every_level_agree() {
        let mut blocks = Blocks::new();
        for lane in 0..LANES {
            blocks.set(lane, &std::array::from_fn(|byte| u8::try_from(lane * 7 + byte).unwrap()));
        }
        let mut levels = vec![Level::new()];
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        {
            let best = Level::new();
            levels.extend(best.as_sse4_2().map(Simd::level));
            levels.extend(best.as_avx2().map(Simd::level));
            levels.extend(best.as_avx512().map(Simd::level));
        }
        let hash = |level| dispatch!(level, _simd => blocks.compress(&[9; 32]));
        let baseline = hash(Level::baseline());
        for level in levels {
            assert_eq!(hash(level), baseline, "{level:?}");
        }
    }
}

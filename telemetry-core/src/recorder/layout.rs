//! The log-linear map between values and histogram buckets. Pure arithmetic.
//!
//! Values below [`LINEAR_LIMIT`] have a bucket each. Above it every power of
//! two, an *octave*, is split into [`SUB_BUCKETS`] equal parts, as in
//! G. Tene's `HdrHistogram`. A bucket's midpoint is within
//! 1 / (2 × `SUB_BUCKETS`) = 1.5625 % of every value in it.

// Loom's search grows with every bucket that a reader looks at.
const SUB_BITS: u32 = if cfg!(loom) { 1 } else { 5 };

/// Buckets per octave.
pub(crate) const SUB_BUCKETS: usize = 1 << SUB_BITS;

/// Octave 0 holds the values below this, one bucket each.
pub(crate) const LINEAR_LIMIT: u64 = SUB_BUCKETS as u64;

/// Octaves that cover every `u64`: the linear one and one per higher bit.
pub(crate) const OCTAVES: usize = if cfg!(loom) { 3 } else { 64 - SUB_BITS as usize + 1 };

/// The number of `value`'s bucket: its octave times [`SUB_BUCKETS`], and its
/// sub-bucket.
#[inline]
pub(crate) fn index(value: u64) -> usize {
    let shift = (value | LINEAR_LIMIT).ilog2() - SUB_BITS;
    // Below 64 in its low part, so nothing is cut off.
    #[expect(clippy::cast_possible_truncation, reason = "six bits are left")]
    let top_bits = (value >> shift) as usize;
    ((shift as usize) << SUB_BITS) + top_bits
}

/// `(octave, sub-bucket)` of the bucket of this number.
#[inline]
pub(crate) fn split(index: usize) -> (usize, usize) {
    (index >> SUB_BITS, index & (SUB_BUCKETS - 1))
}

/// `(octave, sub-bucket)` of `value`, both in range for any value.
#[inline]
pub(crate) fn locate(value: u64) -> (usize, usize) {
    split(index(value))
}

/// The smallest value of a bucket.
pub(crate) fn lower_bound(octave: usize, sub: usize) -> u64 {
    debug_assert!(octave < OCTAVES && sub < SUB_BUCKETS, "bucket {octave}/{sub}");
    match octave {
        0 => sub as u64,
        _ => (LINEAR_LIMIT + sub as u64) << (octave - 1),
    }
}

/// The value that stands for a bucket: the middle of the values in it.
pub(crate) fn midpoint(octave: usize, sub: usize) -> u64 {
    let width_less_one = (1_u64 << octave.saturating_sub(1)) - 1;
    lower_bound(octave, sub) + width_less_one / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_bucket_starts_where_the_last_one_ended() {
        let mut last = None;
        for octave in 0..OCTAVES {
            for sub in 0..SUB_BUCKETS {
                let lower = lower_bound(octave, sub);
                assert_eq!(locate(lower), (octave, sub));
                if let Some(last) = last.replace((octave, sub)) {
                    assert_eq!(locate(lower - 1), last);
                }
            }
        }
        assert_eq!(locate(u64::MAX), (OCTAVES - 1, SUB_BUCKETS - 1));
    }

    #[test]
    fn values_below_twice_the_linear_limit_are_exact() {
        for value in 0..2 * LINEAR_LIMIT {
            let (octave, sub) = locate(value);
            assert_eq!(midpoint(octave, sub), value);
        }
    }

    proptest! {
        #[test]
        fn the_midpoint_is_within_one_sixty_fourth(shift in 0_u32..64, raw: u64) {
            let value = raw >> shift;
            let (octave, sub) = locate(value);
            let error = midpoint(octave, sub).abs_diff(value);
            prop_assert!(u128::from(error) * 64 <= u128::from(value));
        }
    }
}

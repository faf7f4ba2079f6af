//! The grid on which snapshots keep values: so fine that it adds nothing worth
//! mentioning to the recorder's error, and the same in every process, whatever
//! the rate of its clock, so that snapshots of a whole fleet can be merged.

const SUB_BITS: u32 = 12;
const SUBS: u64 = 1 << SUB_BITS;

/// The cell of a value: exact below 8192, within 1 / 8192 from there.
pub(crate) fn index_of(value: u64) -> u32 {
    let top = (value | (SUBS >> 1)).ilog2();
    let octave = top + 1 - SUB_BITS;
    let sub = (value >> octave.saturating_sub(1)) & (SUBS - 1);
    (octave << SUB_BITS) | u32::try_from(sub).expect("below SUBS")
}

/// The middle of a cell.
pub(crate) fn value_of(index: u32) -> u64 {
    let (octave, sub) = (index >> SUB_BITS, u64::from(index) & (SUBS - 1));
    match octave {
        0 => sub,
        _ => ((SUBS + sub) << (octave - 1)) + ((1 << (octave - 1)) - 1) / 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The largest index that stands for a value.
    const LAST_INDEX: u32 = ((64 - SUB_BITS + 1) << SUB_BITS) - 1;

    #[test]
    fn the_last_index_holds_the_largest_value() {
        assert_eq!(index_of(u64::MAX), LAST_INDEX);
    }

    proptest! {
        #[test]
        fn a_cell_is_within_one_in_8192(shift in 0_u32..64, raw: u64) {
            let value = raw >> shift;
            let error = value_of(index_of(value)).abs_diff(value);
            prop_assert!(u128::from(error) * 8192 <= u128::from(value));
        }

        #[test]
        fn cells_are_in_the_order_of_their_values(a: u64, b: u64) {
            prop_assert!(index_of(a.min(b)) <= index_of(a.max(b)));
        }

        #[test]
        fn a_cell_holds_its_own_value(index in 0..=LAST_INDEX) {
            prop_assert_eq!(index_of(value_of(index)), index);
        }
    }
}

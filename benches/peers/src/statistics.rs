//! Medians and quartiles, which a busy neighbour on the machine moves little.

/// The values' quantile `q` in 0..=1, by linear interpolation; not a number
/// for no values.
pub fn quantile(values: &[f64], q: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    #[expect(clippy::cast_precision_loss, reason = "a bench keeps a few thousand values")]
    let place = q * last as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 <= place <= last"
    )]
    let below = place as usize;
    let above = (below + 1).min(last);
    sorted[below] + (sorted[above] - sorted[below]) * place.fract()
}

/// The middle value.
pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_outlier_does_not_move_the_median() {
        assert_eq!(median(&[2.0, 900.0, 1.0, 3.0, 2.0]).to_bits(), 2.0_f64.to_bits());
    }

    #[test]
    fn a_quantile_between_two_values_is_interpolated() {
        assert!((quantile(&[4.0, 0.0], 0.25) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn no_values_have_no_median() {
        assert!(median(&[]).is_nan());
    }
}

//! Numbers for people.

/// 1234567 as `1,234,567`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// 1234567 bytes as `1.2 MB`.
pub(crate) fn bytes(number: u64) -> String {
    scaled(number, &[(1_000_000_000, " GB"), (1_000_000, " MB"), (1_000, " kB"), (1, " B")])
}

/// 1234567 nanoseconds as `1.2 ms`.
pub(crate) fn nanoseconds(number: u64) -> String {
    scaled(number, &[(1_000_000_000, " s "), (1_000_000, " ms"), (1_000, " µs"), (1, " ns")])
}

/// Three significant digits in the largest of `units` that is not above `number`.
fn scaled(number: u64, units: &[(u64, &str)]) -> String {
    let last = units.last().expect("at least one unit");
    let (unit, name) = units.iter().find(|(unit, _)| *unit <= number).unwrap_or(last);
    let (whole, tenths) = (number / unit, number % unit * 10 / unit);
    if *unit == 1 || whole >= 100 {
        format!("{whole}{name}")
    } else {
        format!("{whole}.{tenths}{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_three() {
        let shown: Vec<_> = [0, 999, 1000, 123_456, u64::MAX].map(grouped).into();
        assert_eq!(shown, ["0", "999", "1,000", "123,456", "18,446,744,073,709,551,615"]);
    }

    #[test]
    fn the_unit_fits_the_number() {
        assert_eq!([0, 999, 1_500, 999_999].map(bytes), ["0 B", "999 B", "1.5 kB", "999 kB"]);
        assert_eq!(bytes(12_345_678), "12.3 MB");
        let times = [7, 45_678, 1_234_567, 61_000_000_000].map(nanoseconds);
        assert_eq!(times, ["7 ns", "45.6 µs", "1.2 ms", "61.0 s "]);
        assert_eq!(bytes(u64::MAX), "18446744073 GB");
    }
}

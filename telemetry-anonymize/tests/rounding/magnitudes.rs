//! Numbers where rounding could go wrong: of every magnitude, beside powers of ten,
//! beside the page's example; and pairs of which half are neighbours.

/// Two integers. Uniform ones alone would nearly all have as many digits as the
/// type has, and be far apart.
macro_rules! pairs {
    ($int:ident) => {{
        let number = || {
            // Beside these: where rounding begins, ANCHORS' pair, the page's example.
            let known = [999_u32, 1000, 31_622, 31_623, 123_456_789];
            let known = known.map(|number| $int::try_from(number).unwrap_or($int::MAX));
            let powers = (0..=$int::MAX.ilog10()).map(|exponent| (10 as $int).pow(exponent));
            let known: Vec<$int> = known.into_iter().chain(powers).chain([$int::MAX]).collect();
            let beside = (prop::sample::select(known), 0_u8..3, any::<bool>(), any::<bool>())
                .prop_map(|(number, by, above, negative)| {
                    let by = $int::try_from(by).expect("it is small");
                    let beside =
                        if above { number.saturating_add(by) } else { number.saturating_sub(by) };
                    if negative { $int::default().saturating_sub(beside) } else { beside }
                });
            let of_a_magnitude =
                (any::<$int>(), 0..$int::BITS).prop_map(|(number, shift)| number >> shift);
            prop_oneof![3 => of_a_magnitude, 1 => beside, 1 => Just($int::MIN)]
        };
        (number(), number(), 0_u8..100, any::<bool>()).prop_map(|(one, other, by, near)| {
            let beside = one.saturating_add($int::try_from(by).expect("it fits"));
            (one, if near { beside } else { other })
        })
    }};
}
pub(crate) use pairs;

/// Two floats: of any bits, or one of those that are special.
macro_rules! float_pairs {
    ($float:ident, $bits:ident) => {{
        let number = || {
            let quiet = $float::NAN.to_bits();
            let special = vec![
                $float::NAN,
                -$float::NAN,
                $float::from_bits(quiet + 1),
                $float::from_bits(quiet - 1),
                $float::INFINITY,
                $float::NEG_INFINITY,
                0.0,
                -0.0,
                $float::from_bits(1),
                -$float::from_bits(1),
                $float::MIN_POSITIVE,
                $float::from_bits($float::MIN_POSITIVE.to_bits() - 1),
                $float::MAX,
                $float::MIN,
                $float::EPSILON,
                0.1,
                0.3,
                1.0,
                9.995,
                999.5,
                123_456.79,
            ];
            let subnormal = (1..$float::MIN_POSITIVE.to_bits()).prop_map($float::from_bits);
            prop_oneof![
                4 => any::<$bits>().prop_map($float::from_bits),
                1 => prop::sample::select(special),
                1 => subnormal,
            ]
        };
        (number(), number(), 0_u8..100, any::<bool>()).prop_map(|(one, other, by, near)| {
            let beside = $float::from_bits(one.to_bits().saturating_add($bits::from(by)));
            (one, if near { beside } else { other })
        })
    }};
}
pub(crate) use float_pairs;

//! Base units: what is exported is in seconds and bytes, whatever it was
//! recorded in.

/// A unit that is exported, and what a recorded value is multiplied by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Unit {
    /// The word at the end of a metric's name; empty for plain numbers.
    pub(super) word: &'static str,
    /// The code of UCUM, for OTLP.
    #[cfg(feature = "otlp")]
    pub(super) ucum: &'static str,
    pub(super) factor: f64,
}

/// Durations as the recorder has them.
pub(super) const NANOSECONDS: Unit = seconds(1e-9);

/// Numbers without a unit.
pub(super) const NUMBER: Unit = Unit {
    word: "",
    #[cfg(feature = "otlp")]
    ucum: "1",
    factor: 1.0,
};

const fn seconds(factor: f64) -> Unit {
    Unit {
        word: "seconds",
        #[cfg(feature = "otlp")]
        ucum: "s",
        factor,
    }
}

const fn bytes(factor: f64) -> Unit {
    Unit {
        word: "bytes",
        #[cfg(feature = "otlp")]
        ucum: "By",
        factor,
    }
}

/// The base unit of a unit's name, if it is one of time or size.
pub(super) fn base_unit(name: &str) -> Option<Unit> {
    Some(match name.to_ascii_lowercase().as_str() {
        "ns" | "nanos" | "nanoseconds" => NANOSECONDS,
        "us" | "µs" | "micros" | "microseconds" => seconds(1e-6),
        "ms" | "millis" | "milliseconds" => seconds(1e-3),
        "s" | "sec" | "secs" | "seconds" => seconds(1.0),
        "min" | "minutes" => seconds(60.0),
        "h" | "hours" => seconds(3600.0),
        "b" | "byte" | "bytes" => bytes(1.0),
        "kb" | "kilobytes" => bytes(1e3),
        "mb" | "megabytes" => bytes(1e6),
        "gb" | "gigabytes" => bytes(1e9),
        "kib" | "kibibytes" => bytes(1024.0),
        "mib" | "mebibytes" => bytes(1024.0 * 1024.0),
        "gib" | "gibibytes" => bytes(1024.0 * 1024.0 * 1024.0),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_become_seconds_and_sizes_bytes() {
        let unit = base_unit("ms").expect("a unit of time");
        assert_eq!((unit.word, unit.factor), ("seconds", 1e-3));
        let unit = base_unit("KiB").expect("a unit of size");
        assert_eq!((unit.word, unit.factor), ("bytes", 1024.0));
        assert_eq!(base_unit("rows"), None);
    }
}

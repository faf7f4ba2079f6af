//! The two text formats. They differ in the end of the document, in where
//! `_total` stands, in units, and in how bounds and quotes are written.

use std::fmt::{self, Write};

use crate::{
    export::{
        exponential::{scaled, values},
        prometheus::{
            family::{Family, Kind, Value},
            names::Labels,
        },
    },
    snapshot::histogram::Histogram,
};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Classic,
    OpenMetrics,
}

/// The document of all families.
pub(super) fn write(families: &[Family<'_>], dialect: Dialect) -> String {
    let mut out = String::new();
    for family in families {
        write_family(&mut out, family, dialect).expect("writing to a string cannot fail");
    }
    if dialect == Dialect::OpenMetrics {
        out.push_str("# EOF\n");
    }
    out
}

fn write_family(out: &mut String, family: &Family<'_>, dialect: Dialect) -> fmt::Result {
    let sample = family.sample_name();
    let open = dialect == Dialect::OpenMetrics;
    let (name, kind) = match family.kind {
        Kind::Counter => (if open { &family.name } else { &sample }, "counter"),
        Kind::Info => {
            (if open { &family.name } else { &sample }, if open { "info" } else { "gauge" })
        }
        Kind::Gauge => (&family.name, "gauge"),
        Kind::Histogram => (&family.name, "histogram"),
    };
    writeln!(out, "# HELP {name} {}", Escaped { text: &family.help, quotes: open })?;
    writeln!(out, "# TYPE {name} {kind}")?;
    if open && !family.unit.word.is_empty() {
        writeln!(out, "# UNIT {name} {}", family.unit.word)?;
    }
    for (labels, value) in &family.series {
        match value {
            Value::Count(count) => writeln!(out, "{sample}{} {count}", Braced(labels, None))?,
            Value::Number(number) => {
                writeln!(out, "{sample}{} {}", Braced(labels, None), Number(*number, false))?;
            }
            Value::Histogram(histogram) => write_histogram(out, family, labels, histogram, open)?,
        }
    }
    Ok(())
}

fn write_histogram(
    out: &mut String,
    family: &Family<'_>,
    labels: &Labels,
    histogram: &Histogram,
    open: bool,
) -> fmt::Result {
    let name = &family.name;
    for (bound, count) in cumulated(histogram, family.unit.factor, family.bounds) {
        let bound = Number(bound, open);
        writeln!(out, "{name}_bucket{} {count}", Braced(labels, Some(bound)))?;
    }
    let sum = Number(scaled(histogram.sum(), family.unit.factor), false);
    writeln!(out, "{name}_sum{} {sum}", Braced(labels, None))?;
    writeln!(out, "{name}_count{} {}", Braced(labels, None), histogram.count())
}

/// `(upper bound, values up to it)`, with infinity at the end. A value counts
/// where its recorded bucket's middle is.
pub(super) fn cumulated(histogram: &Histogram, factor: f64, bounds: &[f64]) -> Vec<(f64, u64)> {
    let mut values = values(histogram).peekable();
    let mut seen = 0;
    let bounds = bounds.iter().copied().chain([f64::INFINITY]);
    bounds
        .map(|bound| {
            while let Some((_, count)) =
                values.next_if(|&(value, _)| scaled(value, factor) <= bound)
            {
                seen += count;
            }
            (bound, seen)
        })
        .collect()
}

/// A number; `1` with a point, `1.0`, if the flag is set.
struct Number(f64, bool);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self(number, _) if number.is_nan() => f.write_str("NaN"),
            Self(number, _) if number.is_infinite() => {
                f.write_str(if number > 0.0 { "+Inf" } else { "-Inf" })
            }
            Self(number, true) if number.fract() == 0.0 => write!(f, "{number:.1}"),
            Self(number, _) => write!(f, "{number}"),
        }
    }
}

/// Labels in braces, with a bucket's bound; nothing if there is neither.
struct Braced<'a>(&'a Labels, Option<Number>);

impl fmt::Display for Braced<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() && self.1.is_none() {
            return Ok(());
        }
        let mut before = '{';
        for (name, value) in self.0 {
            write!(f, "{before}{name}=\"{}\"", Escaped { text: value, quotes: true })?;
            before = ',';
        }
        if let Some(bound) = &self.1 {
            write!(f, "{before}le=\"{bound}\"")?;
        }
        f.write_char('}')
    }
}

/// Text on one line.
struct Escaped<'a> {
    text: &'a str,
    /// Whether quotes are escaped too.
    quotes: bool,
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.text.chars() {
            match c {
                '\\' => f.write_str("\\\\")?,
                '\n' => f.write_str("\\n")?,
                '"' if self.quotes => f.write_str("\\\"")?,
                // Some readers end a line here too.
                '\r' => {}
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_would_end_a_line_or_a_quote_is_escaped() {
        let escaped = Escaped { text: "a\\b\n\"c\"\r", quotes: true };
        assert_eq!(escaped.to_string(), r#"a\\b\n\"c\""#);
        let labels = Labels::from([("name".to_owned(), "}\n# EOF".to_owned())]);
        assert_eq!(Braced(&labels, None).to_string(), r#"{name="}\n# EOF"}"#);
    }

    #[test]
    fn numbers_are_written_as_the_formats_want_them() {
        assert_eq!(Number(f64::INFINITY, true).to_string(), "+Inf");
        assert_eq!(Number(1.0, true).to_string(), "1.0");
        assert_eq!(Number(1.0, false).to_string(), "1");
        assert_eq!(Number(2.5e-7, true).to_string(), "0.00000025");
        assert_eq!(Number(f64::NAN, false).to_string(), "NaN");
    }

    #[test]
    fn cumulated_counts_end_with_all_values() {
        let histogram: Histogram = serde_json::from_value(serde_json::json!({
            "sum": 12, "min": 1, "max": 7, "buckets": [[1, 2], [4, 1], [7, 5]],
        }))
        .expect("a valid histogram");
        let found = cumulated(&histogram, 1.0, &[0.5, 4.0]);
        assert_eq!(found, [(0.5, 0), (4.0, 3), (f64::INFINITY, 8)]);
    }
}

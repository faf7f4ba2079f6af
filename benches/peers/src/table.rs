//! Markdown tables.

use std::fmt::Write as _;

use crate::figure::{Cost, Figure};

/// A table with a heading; the first column is text, the others are numbers.
pub fn markdown(heading: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = format!("| {} |\n|---|", heading.join(" | "));
    text.push_str(&"--:|".repeat(heading.len().saturating_sub(1)));
    for row in rows {
        let _ = write!(text, "\n| {} |", row.join(" | "));
    }
    text.push('\n');
    text
}

/// The figures of a run: one row each, this project's in bold.
pub fn calls(figures: &[Figure]) -> String {
    let heading = [
        "what one call goes through",
        "crate",
        "leaves behind",
        "1 thread, ns (quartiles)",
        "over the floor",
        "2 threads, ns (quartiles)",
        "over the floor",
    ];
    let rows: Vec<Vec<String>> = figures.iter().map(row).collect();
    markdown(&heading, &rows)
}

fn row(figure: &Figure) -> Vec<String> {
    let strong =
        |text: &str| if figure.is_ours() { format!("**{text}**") } else { text.to_owned() };
    vec![
        strong(&figure.name),
        figure.version.clone().unwrap_or_default(),
        figure.kept.clone(),
        nanoseconds(&figure.alone),
        strong(&ratio(&figure.alone)),
        nanoseconds(&figure.shared),
        strong(&ratio(&figure.shared)),
    ]
}

fn nanoseconds(cost: &Cost) -> String {
    let (low, high) = cost.quartiles;
    let digits = usize::from(cost.ns < 100.0);
    format!("{:.digits$} ({low:.digits$} to {high:.digits$})", cost.ns)
}

fn ratio(cost: &Cost) -> String {
    format!("{:.2}", cost.over_floor.max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_rows_are_bold_and_the_numbers_have_their_spread() {
        let cost = Cost { ns: 23.94, quartiles: (23.5, 24.5), over_floor: 1.085 };
        let figure = Figure {
            name: "telemetry, timed".into(),
            version: None,
            kept: "all".into(),
            settings: String::new(),
            alone: cost,
            shared: Cost { ns: 148.6, quartiles: (140.0, 160.0), over_floor: 7.5 },
        };
        let text = calls(&[figure]);
        let line = text.lines().nth(2).expect("a heading, a rule, a row");
        assert_eq!(
            line,
            "| **telemetry, timed** |  | all | 23.9 (23.5 to 24.5) | **1.08** | 149 (140 to 160) | **7.50** |"
        );
    }
}

//! A bar chart as SVG: a bar for one thread, a thinner one for two, and a
//! line where the floor is. Colours follow the reader's light or dark scheme.

use std::fmt::Write as _;

use crate::{figure::Figure, statistics::quantile};

const WIDTH: f64 = 960.0;
const LABELS: f64 = 260.0;
const NUMBERS: f64 = 130.0;
const TOP: f64 = 64.0;
const ROW: f64 = 26.0;
/// The bars from this quantile on are cut, with their numbers beside them: one
/// slow peer would press all others flat.
const CUT: f64 = 0.85;

const STYLE: &str = "\
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-size: 16px; font-weight: 600 }
.small { font-size: 11px; fill: #59636e }
.ours { font-weight: 600 }
.one { fill: #8c959f }
.two { fill: #d0d7de }
.one.ours { fill: #0969da }
.two.ours { fill: #80ccff }
.floor { stroke: #cf222e; stroke-dasharray: 4 3 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.small { fill: #9198a1 }
.one { fill: #6e7681 }
.two { fill: #3d444d }
.one.ours { fill: #4493f8 }
.two.ours { fill: #1f4b80 }
.floor { stroke: #f85149 }
}";

/// The chart of `figures` in their order; `floor_ns` is where the line is
/// drawn, `subtitle` says where and when.
pub fn svg(figures: &[Figure], floor_ns: f64, subtitle: &str) -> String {
    let all: Vec<f64> = figures.iter().flat_map(|f| [f.alone.ns, f.shared.ns]).collect();
    let scale = Scale { limit: quantile(&all, CUT).max(floor_ns * 2.0) };
    #[expect(clippy::cast_precision_loss, reason = "a few dozen rows")]
    let bottom = TOP + ROW * figures.len() as f64;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {:.0}\" role=\"img\">\n\
         <title>Cost of one instrumented call</title>\n<style>\n{STYLE}\n</style>\n\
         <text class=\"title\" x=\"12\" y=\"24\">Cost of one instrumented call, ns (shorter is better)</text>\n\
         <text class=\"small\" x=\"12\" y=\"44\">{}; upper bar: 1 thread, lower bar: 2 threads on the same callsite</text>\n",
        bottom + 30.0,
        escaped(subtitle),
    );
    let mut top = TOP;
    for figure in figures {
        row(&mut text, figure, &scale, top);
        top += ROW;
    }
    let x = scale.x(floor_ns);
    let _ = writeln!(
        text,
        "<line class=\"floor\" x1=\"{x:.1}\" y1=\"{:.0}\" x2=\"{x:.1}\" y2=\"{bottom:.0}\"/>\n\
         <text class=\"small\" x=\"{x:.1}\" y=\"{:.0}\" text-anchor=\"middle\">two clock reads: {floor_ns:.1} ns</text>\n</svg>",
        TOP - 4.0,
        bottom + 18.0,
    );
    text
}

struct Scale {
    limit: f64,
}

impl Scale {
    fn x(&self, ns: f64) -> f64 {
        LABELS + (ns.min(self.limit) / self.limit) * (WIDTH - LABELS - NUMBERS)
    }
}

fn row(text: &mut String, figure: &Figure, scale: &Scale, top: f64) {
    let ours = if figure.is_ours() { " ours" } else { "" };
    let (one, two) = (figure.alone.ns, figure.shared.ns);
    let _ = writeln!(
        text,
        "<text class=\"label{ours}\" x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"end\">{}</text>",
        LABELS - 10.0,
        top + 15.0,
        escaped(&figure.name),
    );
    for (class, ns, y, height) in [("one", one, top + 4.0, 9.0), ("two", two, top + 14.0, 6.0)] {
        let _ = writeln!(
            text,
            "<rect class=\"{class}{ours}\" x=\"{LABELS}\" y=\"{y:.0}\" width=\"{:.1}\" height=\"{height}\"/>",
            scale.x(ns) - LABELS,
        );
    }
    let cut = if one.max(two) > scale.limit { " (cut)" } else { "" };
    let _ = writeln!(
        text,
        "<text class=\"small\" x=\"{:.1}\" y=\"{:.0}\">{} / {}{cut}</text>",
        scale.x(one.max(two)) + 8.0,
        top + 15.0,
        number(one),
        number(two),
    );
}

fn number(ns: f64) -> String {
    if ns < 100.0 { format!("{ns:.1}") } else { format!("{ns:.0}") }
}

/// Text for XML; the code marks of Markdown mean nothing here.
fn escaped(text: &str) -> String {
    text.replace('`', "").replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Cost;

    fn figure(name: &str, ns: f64) -> Figure {
        let cost = Cost { ns, quartiles: (ns, ns), over_floor: 1.0 };
        Figure {
            name: name.into(),
            version: None,
            kept: String::new(),
            settings: String::new(),
            alone: cost,
            shared: cost,
        }
    }

    #[test]
    fn names_cannot_break_the_markup() {
        let text = svg(&[figure("`Mutex<a & b>`", 5.0)], 5.0, "here");
        assert!(text.contains(">Mutex&lt;a &amp; b&gt;</text>"), "{text}");
    }

    #[test]
    fn a_slow_peer_is_cut_and_says_so() {
        let mut all: Vec<Figure> = (0..20).map(|_| figure("quick", 20.0)).collect();
        all.push(figure("slow", 900.0));
        let text = svg(&all, 20.0, "here");
        assert!(text.contains("900 / 900 (cut)"), "{text}");
        assert!(!text.contains("20.0 / 20.0 (cut)"), "{text}");
    }
}

//! The program in the README.
#![expect(clippy::print_stdout, reason = "a program of ten lines")]

use telemetry_core::instrumented;

#[instrumented]
fn parse(text: &str) -> Result<u32, std::num::ParseIntError> {
    text.trim().parse()
}

fn main() {
    for text in ["1", " 22 ", "three", "4444"] {
        let _ = parse(text);
    }
    for site in telemetry_core::snapshot().callsites() {
        let p99 = site.duration().quantile(0.99);
        println!("{}: {} calls, {} errors, p99 {p99} ns", site.name(), site.calls(), site.errors());
    }
}

//! Values of the wrong type, under the value.

use telemetry_core::{Label, count, gauge, instrumented, observe, scope};

#[instrumented(record(bytes = text))]
fn recorded(text: &str) {
    let _ = text;
}

#[instrumented(labels(op = text))]
fn labelled(text: &str) {
    let _ = text;
}

#[instrumented(outcome = option)]
fn no_option() -> u8 {
    1
}

#[instrumented(err = Some(_))]
fn other_pattern() -> Result<u8, ()> {
    Ok(1)
}

#[derive(Label)]
enum WithFields {
    One(u8),
    #[label("x")]
    Two,
}

#[derive(Label)]
struct NoEnum;

fn main() {
    count!("n", "three");
    count!(3);
    gauge!("g");
    gauge!("g", true);
    observe!("o", 1, units = "bytes");
    let _guard = scope!("s", 1);
}

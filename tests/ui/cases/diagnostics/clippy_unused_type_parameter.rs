//! clippy::extra_unused_type_parameters: which an empty body excuses.

// with #[instrumented]
fn is_send<T: ?Sized + Send, const N: usize>() {}

// with #[instrumented]
fn shown<T>() {
    println!("");
}

fn main() {
    is_send::<str, 1>();
    shown::<u8>();
}

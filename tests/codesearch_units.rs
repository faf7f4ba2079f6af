//! The unit tests that stand beside the code of `examples/codesearch`: Cargo
//! builds an example for `cargo test`, but does not run the tests in it.

#[expect(dead_code, reason = "the tests use parts of the program")]
#[path = "../examples/codesearch/main.rs"]
mod codesearch;

//! `examples/codesearch` as a library.
//!
//! Cargo builds an example for `cargo test` but does not run the unit tests
//! that stand in it; they run here, beside those of its behaviour.

#[expect(dead_code, reason = "the tests use parts of the program")]
#[path = "../../examples/codesearch/main.rs"]
mod codesearch;

mod damage;
mod index;

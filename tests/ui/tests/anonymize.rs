//! `#[derive(Anonymize)]`: its words for what it does not take. What it takes are programs
//! of `tests/shapes`: beside those trybuild would have to build, where it only checks now,
//! and would take one case after the other.
//!
//! The messages belong to the compiler of `rust-toolchain.toml`; refresh them
//! with `TRYBUILD=overwrite cargo test -p telemetry-ui-tests --test anonymize`.

#[test]
fn mistakes_are_explained() {
    trybuild::TestCases::new().compile_fail("cases/anonymize/fail/*.rs");
}

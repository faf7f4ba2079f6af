//! `#[derive(Anonymize)]`: the shapes it takes, and its words for the others.
//!
//! The messages belong to the compiler of `rust-toolchain.toml`; refresh them
//! with `TRYBUILD=overwrite cargo test -p telemetry-ui-tests --test anonymize`.

#[test]
fn shapes_are_accepted_and_mistakes_explained() {
    let cases = trybuild::TestCases::new();
    cases.pass("cases/anonymize/pass/*.rs");
    cases.compile_fail("cases/anonymize/fail/*.rs");
}

//! The generated code relies on no name in scope: no prelude, and modules of the
//! user's that are called like the standard library's and ours.
#![no_implicit_prelude]
#![deny(warnings)]
#![allow(dead_code, reason = "the decoys are there to be found by mistake")]

mod core {}
mod std {}
mod alloc {}
mod telemetry_core {}

struct Option;
struct Result;
struct Box;
struct Outcome;
struct Callsite;
#[allow(non_camel_case_types)]
struct __TELEMETRY_SITE;
#[allow(non_camel_case_types)]
struct u64;
#[allow(non_camel_case_types)]
struct str;
#[allow(non_camel_case_types)]
struct usize;

#[allow(unused_macros)]
macro_rules! module_path {
    () => {
        compile_error!("the user's macro")
    };
}

#[::telemetry_core::instrumented]
fn plain(n: u8) -> u8 {
    n
}

#[::telemetry_core::instrumented(record(n = n, out = ret.is_ok()), sample = 4, labels(op = "x"))]
fn fallible(n: u8) -> ::core::result::Result<u8, ()> {
    ::core::result::Result::Ok(n)
}

#[::telemetry_core::instrumented]
async fn asynchronous(n: u8) -> ::core::result::Result<u8, ()> {
    ::core::result::Result::Ok(n)
}

#[::telemetry_core::instrumented(err = ::core::result::Result::Err(_))]
fn judged(n: u8) -> ::core::result::Result<u8, u8> {
    ::core::result::Result::Err(n)
}

#[derive(::telemetry_core::Label)]
enum Op {
    Read,
    Write,
}

#[::telemetry_core::instrumented(labels(op = op))]
fn labelled(op: Op) {
    let _ = op;
}

fn recorded() {
    let _guard = ::telemetry_core::scope!("bare.scope");
    ::telemetry_core::count!("bare.count", 2, labels(op = Op::Write));
    ::telemetry_core::observe!("bare.value", 3);
    ::telemetry_core::gauge!("bare.gauge", += 1);
}

#[test]
fn nothing_in_scope_is_relied_on() {
    plain(1);
    let _ = (fallible(1), asynchronous(1), judged(1));
    labelled(Op::Read);
    recorded();
    ::core::assert!(::telemetry_core::snapshot().find("bare.scope").is_some());
}

//! Shapes that need `unsafe`, an ABI or a symbol name.
#![deny(warnings)]
#![allow(unsafe_code, unsafe_op_in_unsafe_fn, reason = "that is the shape")]

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use telemetry_core::instrumented;

fn poll_now<F: Future>(future: F) -> F::Output {
    let mut future = Box::pin(future);
    match Pin::new(&mut future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits"),
    }
}

#[instrumented]
unsafe fn plain(pointer: *const u8) -> u8 {
    // SAFETY: the caller gives a pointer to a live byte.
    unsafe { *pointer }
}

#[instrumented]
unsafe fn fallible(pointer: *const u8) -> Result<u8, ()> {
    // SAFETY: the caller gives a pointer to a live byte.
    Ok(unsafe { *pointer })
}

#[instrumented]
async unsafe fn asynchronous(pointer: *const u8) -> u8 {
    // SAFETY: the caller gives a pointer to a live byte.
    unsafe { *pointer }
}

#[instrumented]
extern "C" fn with_an_abi(n: u8) -> u8 {
    n + 1
}

#[instrumented]
#[unsafe(no_mangle)]
pub extern "C" fn telemetry_shape_with_a_symbol(n: u8) -> u8 {
    n + 1
}

#[instrumented]
unsafe fn implicitly_unsafe(pointer: *const u8) -> Result<u8, ()> {
    Ok(*pointer)
}

#[instrumented]
async unsafe fn implicitly_unsafe_async(pointer: *const u8) -> Result<u8, ()> {
    Ok(*pointer)
}

/// Bodies that call a function of the same feature without `unsafe`: they compile only
/// while they have the feature themselves.
#[cfg(target_arch = "x86_64")]
mod with_a_target_feature {
    use super::*;

    #[target_feature(enable = "avx2")]
    fn needs_it(n: u8) -> u8 {
        n + 1
    }

    #[instrumented]
    #[target_feature(enable = "avx2")]
    pub(super) fn plain(n: u8) -> u8 {
        needs_it(n)
    }

    #[target_feature(enable = "avx2")]
    #[instrumented]
    pub(super) fn fallible(n: u8) -> Result<u8, ()> {
        Ok(needs_it(n))
    }

    #[instrumented]
    #[target_feature(enable = "avx2")]
    pub(super) async fn asynchronous(n: u8) -> Result<u8, ()> {
        Ok(needs_it(n))
    }
}

#[cfg(target_arch = "x86_64")]
#[test]
fn bodies_keep_their_target_feature() {
    if !std::is_x86_feature_detected!("avx2") {
        println!("this processor has no AVX2: compiled only");
        return;
    }
    // SAFETY: the processor has AVX2.
    unsafe {
        assert_eq!(with_a_target_feature::plain(4), 5);
        assert_eq!(with_a_target_feature::fallible(4), Ok(5));
        assert_eq!(poll_now(with_a_target_feature::asynchronous(4)), Ok(5));
    }
}

/// A module with a block of declarations, which stay as they are.
#[instrumented]
mod by_symbol {
    unsafe extern "C" {
        pub(super) fn telemetry_shape_with_a_symbol(n: u8) -> u8;
    }

    pub(super) fn safely(n: u8) -> u8 {
        // SAFETY: it is defined above with this signature.
        unsafe { telemetry_shape_with_a_symbol(n) }
    }
}

#[test]
fn the_linker_finds_the_symbol() {
    // SAFETY: it is defined above with this signature.
    assert_eq!(unsafe { by_symbol::telemetry_shape_with_a_symbol(1) }, 2);
    assert_eq!(by_symbol::safely(1), 2);
}

struct Cell(u8);

#[instrumented]
impl Cell {
    unsafe fn method(&mut self) -> Result<&mut u8, ()> {
        Ok(&mut self.0)
    }
}

/// # Safety
///
/// None is needed: the word is the shape.
unsafe trait Promise {
    fn keep(&self) -> u8;
}

#[instrumented]
unsafe impl Promise for Cell {
    fn keep(&self) -> u8 {
        self.0
    }
}

#[test]
fn unsafe_functions_and_abis_are_kept() {
    let byte = 4;
    // SAFETY: `byte` is alive.
    unsafe {
        assert_eq!(plain(&raw const byte), 4);
        assert_eq!(fallible(&raw const byte), Ok(4));
        assert_eq!(poll_now(asynchronous(&raw const byte)), 4);
        assert_eq!(implicitly_unsafe(&raw const byte), Ok(4));
        assert_eq!(poll_now(implicitly_unsafe_async(&raw const byte)), Ok(4));
        assert_eq!(Cell(4).method(), Ok(&mut 4));
    }
    let pointer: extern "C" fn(u8) -> u8 = with_an_abi;
    assert_eq!(pointer(telemetry_shape_with_a_symbol(1)), 3);
    assert_eq!(Cell(4).keep(), 4);
}

#[test]
fn unsafety_is_still_asked_for() {
    let _: unsafe fn(*const u8) -> u8 = plain;
    let _: unsafe fn(*const u8) -> Result<u8, ()> = fallible;
}

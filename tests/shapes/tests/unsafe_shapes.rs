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
#[cfg_attr(target_arch = "x86_64", target_feature(enable = "sse2"))]
unsafe fn with_a_target_feature(n: u8) -> Result<u8, ()> {
    Ok(n + 1)
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
    // SAFETY: `byte` is alive, and SSE2 is part of x86_64.
    unsafe {
        assert_eq!(plain(&raw const byte), 4);
        assert_eq!(fallible(&raw const byte), Ok(4));
        assert_eq!(poll_now(asynchronous(&raw const byte)), 4);
        assert_eq!(with_a_target_feature(4), Ok(5));
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
